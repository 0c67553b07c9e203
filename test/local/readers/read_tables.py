"""Reads Iceberg tables with PyIceberg and with DuckDB's extension.

Standard input: {endpoint, region, accessKey, secretKey, reads: [{id, reader, name, metadata, snapshot, where}]}; PyIceberg finds the
table by its name in the Glue catalog, DuckDB by the path of its metadata. Standard output: one
JSON line {id, rows, files} per read, rows as lists in the order of the schema, files as many as were planned to be read.
"""

import datetime
import functools
import json
import re
import sys

import duckdb
from duckdb_extensions import import_extension
from pyiceberg.catalog import load_catalog

setting = json.load(sys.stdin)
access = {
    "s3.endpoint": setting["endpoint"],
    "s3.region": setting["region"],
    "s3.access-key-id": setting["accessKey"],
    "s3.secret-access-key": setting["secretKey"],
}


@functools.cache
def glue():
    warehouse = setting["account"]
    return load_catalog("glue", type="rest", uri=f"{setting['endpoint']}/iceberg", warehouse=warehouse, **access)


def connect():
    for extension in ("avro", "httpfs", "iceberg"):
        import_extension(extension)
    connection = duckdb.connect()
    for extension in ("httpfs", "avro", "iceberg"):
        connection.execute(f"LOAD {extension}")
    endpoint = re.sub("^https?://", "", setting["endpoint"])
    connection.execute(
        f"CREATE SECRET (TYPE s3, KEY_ID '{setting['accessKey']}', SECRET '{setting['secretKey']}', "
        f"REGION '{setting['region']}', ENDPOINT '{endpoint}', URL_STYLE 'path', USE_SSL false)"
    )
    return connection


def with_pyiceberg(read):
    table = glue().load_table(read["name"])
    snapshot, where = read.get("snapshot"), read.get("where")
    scan = table.scan(row_filter=where, snapshot_id=snapshot) if where else table.scan(snapshot_id=snapshot)
    read = scan.to_arrow()
    columns = [read.column(name).to_pylist() for name in read.column_names]
    return [list(row) for row in zip(*columns)], len(list(scan.plan_files()))


def with_duckdb(read):
    metadata, snapshot, where = read["metadata"], read.get("snapshot"), read.get("where")
    at = f", snapshot_from_id = {snapshot}" if snapshot else ""
    query = f"SELECT * FROM iceberg_scan('{metadata}'{at})" + (f" WHERE {where}" if where else "")
    rows = [list(row) for row in connection.execute(query).fetchall()]
    connection.execute("SET explain_output = 'all'")
    plan = connection.execute(f"EXPLAIN ANALYZE {query}").fetchall()[-1][1]
    read = re.search(r"Total Files Read: (\d+)", plan)
    return rows, int(read.group(1)) if read else None


def plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


connection = connect()
readers = {"pyiceberg": with_pyiceberg, "duckdb": with_duckdb}
for read in setting["reads"]:
    rows, files = readers[read["reader"]](read)
    print(json.dumps({"id": read["id"], "rows": [[plain(v) for v in row] for row in rows], "files": files}))
