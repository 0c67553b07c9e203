import { makeTables } from './raw-duckdb.ts'

// One process of raw DuckDB: node raw-duckdb-process.ts FOLDER CSV… prints what it used.
const [folder, ...csvs] = process.argv.slice(2) as [string, ...string[]]
await makeTables(csvs, folder)
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
console.log(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024 }))
