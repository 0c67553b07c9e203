"""Reads whole tables as people do first, with each reader's defaults; prints what it saw as JSON.

python read_tables.py FOLDER TABLE...   ->   {table: {reader: {rows, nulls, sums, values}}}
"""
import json
import sys

import fastparquet
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

# pandas reads with pyarrow unless told otherwise
READERS = {
    "pandas": pd.read_parquet,
    "polars": lambda path: pl.read_parquet(path).to_pandas(),
    "pyarrow": lambda path: pq.read_table(path).to_pandas(),
    "fastparquet": lambda path: fastparquet.ParquetFile(path).to_pandas(),
}


def describe(frame):
    columns = sorted(frame.columns)
    numbers = [name for name in columns if pd.api.types.is_numeric_dtype(frame[name])]
    return {
        "rows": len(frame),
        "nulls": {name: int(frame[name].isna().sum()) for name in columns},
        "sums": {name: round(float(frame[name].sum()), 2) for name in numbers},
        "regions": sorted({str(value) for value in frame["region"]}) if "region" in columns else [],
    }


folder, *tables = sys.argv[1:]
print(
    json.dumps(
        {
            table: {name: describe(read(f"{folder}/{table}")) for name, read in READERS.items()}
            for table in tables
        },
        ensure_ascii=False,
    )
)
