import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'

/**
 * Keeps every value that DuckDB hands over as it is: the binding decodes each text like a file of its own, and drops a byte
 * order mark (U+FEFF) at its start.
 */
Object.assign(accessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) })
