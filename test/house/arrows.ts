/**
 * Who may import whom: for each floor its rooms, from the ground up, and the rooms of that floor which they stand on. A room
 * is a folder, `.` the files beside the folders, `*` every room above. Rooms stand only on rooms above them in this table,
 * so there is no way back and no circle. Tests may import everything, and nothing imports them.
 */
export const arrows: Record<string, Record<string, string>> = {
  '.': {
    hive: '',
    jobs: 'hive',
    functions: 'hive jobs',
    local: 'hive jobs functions',
    serverless: 'hive local',
  },
  jobs: {
    spark: '',
    '.': 'spark',
    benchmark: 'spark',
  },
  functions: {
    runtime: '',
    masking: '',
    upload: 'masking',
    storage: 'runtime upload',
    quality: 'runtime masking upload storage',
    conversion: 'runtime masking upload storage quality',
    catalog: 'runtime masking upload storage quality',
    iceberg: 'runtime storage catalog',
    aggregate: 'runtime upload storage catalog',
    emr: 'runtime masking upload storage quality catalog aggregate',
    benchmark: 'runtime storage catalog emr',
    run: 'runtime masking upload storage catalog iceberg emr',
    reception: 'runtime masking upload storage quality conversion run',
    sweep: 'runtime upload storage catalog iceberg emr run reception',
    requests: 'runtime upload storage catalog reception sweep',
    // the handlers
    '.': '*',
  },
  local: {
    terminal: '',
    process: 'terminal',
    pipeline: 'terminal process',
    spark: 'process',
    emr: 'process spark',
    metrics: 'process pipeline',
    docs: 'terminal process',
    cloud: 'terminal process pipeline emr metrics',
    generate: 'terminal process',
    query: 'terminal pipeline',
    report: 'terminal pipeline query',
    upload: 'terminal pipeline',
    validate: 'terminal pipeline upload',
    status: 'terminal pipeline report upload',
    bench: 'terminal process pipeline spark metrics cloud docs generate upload validate status',
    // the commands
    '.': '*',
  },
}
