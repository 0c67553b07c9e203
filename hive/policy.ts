import type { CheckActions } from './actions.ts'

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
  /** First and last number of months an amount may be paid over. */
  installmentMonths: { first: 0, last: 60 },
  /** Names in the input bucket that are no files to be processed; `*` is any text, a name with a slash a folder's. */
  ignoredNames: {
    /** Of transfers under way: what is renamed when it is complete is processed then. */
    unfinished: [
      '*.filepart',
      '*.part',
      '*.partial',
      '*.tmp',
      '*.temp',
      '*.crdownload',
      '*.download',
      '*.uploading',
      '*.opdownload',
      '*.aria2',
      '*.inprogress',
      '*.writing',
      '*._COPYING_',
      '.in.*.',
      '.*.csv.*',
      '.rsync-*/',
      '_temporary/',
      '.spark-staging-*/',
      '.hive-staging*/',
    ],
    /** Of what tools leave beside data. */
    accompanying: [
      '.DS_Store',
      '._*',
      '__MACOSX/',
      'Thumbs.db',
      'desktop.ini',
      '_SUCCESS',
      '_started_*',
      '_committed_*',
      '_metadata',
      '_common_metadata',
      '*.crc',
      '*.md5',
      '*.sha1',
      '*.sha256',
      '*.ok',
      '*.done',
      '*.fin',
      '*~',
      '~$*',
      '.~lock.*',
      '.keep',
      '.gitkeep',
      '*_$folder$',
    ],
  },
  /** Fewest rows for which percentages count as such; a smaller upload may have as many issues as this many rows might. */
  minimumRows: 500,
  thresholds: {
    /** Percent of rows in which a column may be null before the check fails. */
    nullPercent: 1,
    /** Won; an amount above it warns. */
    amountWarnAbove: 10_000_000,
    /** Percent of rows declined above which the approval check warns. */
    declinedPercent: 10,
  },
  /**
   * True for a sender whose transaction ids are bare digits, some of which have a card number's first digits, length and
   * check digit by chance: they warn instead of failing, and are published as sent. Logs and reports mask them all the same.
   */
  digitIds: false as boolean,
  /**
   * What becomes of what a check finds, where that is not what the check itself says: `reject` the file, `quarantine` the
   * row and publish the others, or `warn`. Such as `card_format: 'quarantine'`.
   */
  checks: {} as CheckActions,
  /** Most rows of an upload that are quarantined, and most percent of them; an upload with more is rejected. */
  quarantine: { rows: 1000, percent: 1 },
  limits: {
    /** Bytes of one line (record), line end included; a longer one is malformed. */
    lineBytes: 65_536,
    /** Columns of a header line. */
    columns: 64,
    /** Bytes of one input object as stored in S3. */
    objectBytes: 107_374_182_400,
    /** Bytes of one gzip object as stored in S3; it is read by a single function. */
    gzipBytes: 2_147_483_648,
    /** Bytes of an object up to which its SHA-256 is compared: a single function reads all of them within its 15 minutes. */
    hashedBytes: 34_359_738_368,
    /** Uncompressed bytes per compressed byte; more is taken for a decompression bomb. */
    gzipRatio: 200,
    /** Digits of an amount; a longer one is no amount (sums must stay exact in 64 bits). */
    amountDigits: 12,
    /** Sample lines kept for each failing check. */
    samples: 20,
  },
} as const
