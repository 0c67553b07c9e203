// The functions' code counts for CloudWatch; here nobody reads it, and it would stand among the output.
process.env.POWERTOOLS_METRICS_DISABLED = 'true'
