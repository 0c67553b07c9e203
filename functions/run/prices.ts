/**
 * List prices in US dollars, region ap-northeast-2 (Seoul), without free tiers and discounts. Each says where AWS
 * publishes it and in which month it was read. They move rarely; whoever needs them to the cent compares with the page.
 */
export const prices = {
  lambda: {
    source: 'https://aws.amazon.com/lambda/pricing/',
    asOf: '2025-10',
    /** By architecture; starts (INIT) are billed like calls since 2025-08. */
    gbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
    /** Of /tmp above the free 512 MB; us-east-1's, since Seoul's was not at hand. At most 1 % of what a function costs. */
    diskGbSecond: 0.0000000309,
    request: 0.0000002,
  },
  stepFunctions: {
    source: 'https://aws.amazon.com/step-functions/pricing/',
    asOf: '2025-06',
    transition: 0.0000271,
  },
  /** A request: `put` is PUT, COPY, POST and LIST, `get` is GET and HEAD. */
  s3: { source: 'https://aws.amazon.com/s3/pricing/', asOf: '2025-06', put: 0.0000045, get: 0.00000035 },
  /** An hour of an instance, on demand. Spot is cheaper and changes by the hour. */
  ec2: {
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    asOf: '2025-06',
    hour: { 'm5.xlarge': 0.236, 'm5.2xlarge': 0.472, 'm6g.xlarge': 0.188, 'r5.xlarge': 0.304 },
  },
  /** What EMR asks for an hour of an instance besides. */
  emr: {
    source: 'https://aws.amazon.com/emr/pricing/',
    asOf: '2025-06',
    hour: { 'm5.xlarge': 0.048, 'm5.2xlarge': 0.096, 'm6g.xlarge': 0.0385, 'r5.xlarge': 0.063 },
  },
  /** Of a gp3 volume. */
  ebs: { source: 'https://aws.amazon.com/ebs/pricing/', asOf: '2025-06', gbMonth: 0.0912 },
} as const
