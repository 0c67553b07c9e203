/** What the SQL needs of every Spark session: DuckDB's rules for faults, Korea's days, and a codec every reader knows. */
export const sessionSettings = {
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.session.timeZone': 'Asia/Seoul',
  'spark.sql.parquet.compression.codec': 'snappy',
}

/** The same at the head of a script, so that it does not depend on its cluster. */
export const scriptSettings = Object.entries(sessionSettings).map(([name, value]) => `SET ${name}=${value};`)
