/**
 * List prices in US dollars, region ap-northeast-2 (Seoul), without free tiers and discounts, as of 2025-06. They move
 * rarely; whoever needs them to the cent compares with the price pages linked in docs/aws.md.
 */
export const prices = {
  asOf: '2025-06',
  lambda: { gbSecond: 0.0000166667, request: 0.0000002 },
  stepFunctions: { transition: 0.0000271 },
  /** A request: `put` is PUT, COPY, POST and LIST, `get` is GET and HEAD. */
  s3: { put: 0.0000045, get: 0.00000035 },
  /** An hour of an instance: EC2 on demand and EMR's surcharge. Spot is cheaper and changes by the hour. */
  instanceHour: {
    'm5.xlarge': 0.236 + 0.048,
    'm5.2xlarge': 0.472 + 0.096,
    'm6g.xlarge': 0.188 + 0.0385,
    'r5.xlarge': 0.304 + 0.063,
  } as Record<string, number>,
}
