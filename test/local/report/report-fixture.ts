import type { ReportData } from '../../../local/report/data/report-data.ts'

/** Names that must stay text. */
export const hostile = [
  '<script>document.title="taken"</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '=HYPERLINK("http://example.invalid")',
  '&lt;b&gt;\u0000☕',
]

const turnover = { count: 1200, amount: 45_000_000 }
const quarters = [1, 2, 3, 4]

/** Everything a report can show, with hostile names wherever a name comes from the data. */
export const reportData: ReportData = {
  generatedAt: new Date('2025-01-01T00:00:00Z'),
  sales: {
    year: 2024,
    years: [2023, 2024],
    totals: {
      ...turnover,
      all: 1300,
      declined: 60,
      cancelled: 40,
      cards: 900,
      merchants: 56,
      first: '2024-01-01',
      last: '2024-12-31',
    },
    days: Array.from({ length: 60 }, (_, at) => ({
      ...turnover,
      day: new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10),
    })),
    months: Array.from({ length: 12 }, (_, at) => ({
      ...turnover,
      month: at + 1,
      growth: at ? at - 6.5 : null,
    })),
    categories: ['식비', null, hostile[0]!].map((category) => ({ ...turnover, category })),
    hours: Array.from({ length: 24 }, (_, hour) => ({ ...turnover, hour, slot: '오전', credit: 64.2 })),
    regions: ['서울', null, hostile[1]!].map((region) => ({ ...turnover, region, favourite: hostile[2]! })),
    merchants: hostile.map((merchant, at) => ({
      ...turnover,
      place: at + 1,
      merchant,
      category: '식비',
      customers: 9,
    })),
    quarters: quarters.map((quarter) => ({
      ...turnover,
      quarter,
      growth: quarter > 1 ? 3.14 : null,
      countGrowth: null,
    })),
    categoryQuarters: quarters.map((quarter) => ({
      ...turnover,
      category: hostile[0]!,
      quarter,
      growth: 12.5,
    })),
    cardTypes: quarters.map((quarter) => ({ ...turnover, quarter, cardType: '신용' })),
    installments: quarters.map((quarter) => ({ ...turnover, quarter, months: 3 })),
  },
  quality: {
    uploads: 3,
    days: [{ day: '2024-12-31', pass: 1, warn: 1, fail: 1 }],
    checks: [{ check: 'null_merchant', warned: 1, failed: 1, issues: 77 }],
  },
  quarantine: {
    sources: [
      { source: 'contract', uploads: 3, quarantined: 0 },
      { source: 'van-a', uploads: 1, quarantined: 37 },
    ],
    kept: [
      {
        upload: 'u2',
        key: `incoming/${hostile[1]}.txt`,
        source: 'van-a',
        check: 'card_format',
        rows: 37,
        line: 1204,
      },
    ],
    more: 2,
  },
  lineage: {
    uploads: [{ upload: 'u1', key: `incoming/${hostile[1]}.csv`, rows: 1300, months: { 1: 700, 2: 600 } }],
    more: 4,
  },
  benchmark: [
    {
      day: '2024-12-31',
      engine: 'duckdb',
      test: hostile[0]!,
      seconds: 0.5,
      rows: 10,
      bytes: 1000,
      files: 1,
      detail: hostile[1]!,
    },
  ],
  run: {
    execution: 'run-1',
    outcome: 'published',
    key: `incoming/${hostile[0]}.csv`,
    startedAt: '2024-12-31T17:00:00Z',
    seconds: 5.2,
    stages: [],
    timeline: [
      { label: 'ConvertChunks', engine: 'duckdb', from: 0, to: 1.5 },
      { label: 'etl/2024', engine: 'emr', from: 1.5, to: 4 },
      { label: 'WaitForUploads', engine: 'wait', from: 4, to: 4.1 },
      { label: 'Report', engine: 'light', from: 4.1, to: 5.2 },
    ],
    costs: [{ component: 'Lambda', dollars: 0.0012, detail: '70 GB-s' }],
  },
}
