/** Every line of the log; imported after the settings of the functions and before the functions. */
process.env.POWERTOOLS_LOG_LEVEL = 'DEBUG'
