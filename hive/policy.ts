/**
 * What counts as good data: the domains, thresholds, year range and limits of the quality checks, in one place.
 * Changing a value here and deploying again is all it takes; every file, check and document follows.
 */
export const policy = {
  /** Values a row may carry; anything else fails the domain checks. */
  domains: {
    category: ['식비', '교통', '쇼핑', '문화', '의료', '교육', '통신', '보험'],
    card_type: ['신용', '체크'],
    approval_status: ['approved', 'declined', 'cancelled'],
    region: ['서울', '경기', '인천', '부산', '대구', '대전', '광주', '제주'],
  },
  /** First and last year (KST) a transaction may have; both included. Years before 1900 or after 2099 are never read as dates. */
  years: { first: 2000, last: 2099 },
  thresholds: {
    /** Percent of rows in which a column may be null before the check fails. */
    nullPercent: 1,
    /** Won; an amount above it warns. */
    amountWarnAbove: 10_000_000,
    /** Percent of rows declined above which the approval check warns. */
    declinedPercent: 10,
  },
  limits: {
    /** Bytes of one line (record), line end included; a longer one is malformed. */
    lineBytes: 65_536,
    /** Columns of a header line. */
    columns: 64,
    /** Bytes of one input object as stored in S3. */
    objectBytes: 107_374_182_400,
    /** Bytes of one gzip object as stored in S3; it is read by a single function. */
    gzipBytes: 2_147_483_648,
    /** Uncompressed bytes per compressed byte; more is taken for a decompression bomb. */
    gzipRatio: 200,
    /** Digits of an amount; a longer one is no amount (sums must stay exact in 64 bits). */
    amountDigits: 12,
    /** Sample lines kept for each failing check. */
    samples: 20,
  },
} as const
