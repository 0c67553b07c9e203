"""MiniStack, with three habits of ours.

It saves its state when it is told to (SIGUSR1), and not only when it ends in an orderly way. It runs a bounded number
of functions at a time (LAMBDA_AT_ONCE), the others wait: each has a process and a copy of its package of its own, so a
hundred at once fill the disk of a laptop and fail. And objects are on disk alone: of each version it would keep a copy
in memory as well, and would read all of an object for each range that is asked for, so that days of ten million rows
fill the memory of a laptop.

Its argument, the folder of the cloud, is for those who look at the processes to learn who started it.
"""

import mmap
import os
import signal
import sys
import threading

from ministack import app
from ministack.core.persistence import save_all
from ministack.services import lambda_svc, s3


def save(_signal, _frame):
    save_all(app._build_persistence_save_dict())


at_once = threading.Semaphore(int(os.environ["LAMBDA_AT_ONCE"]))
dispatch = lambda_svc._execute_function_dispatch


def wait_and_dispatch(*args):
    with at_once:
        return dispatch(*args)


persist_object, read_body, get_object = s3._persist_object, s3._read_body, s3._get_object


def persist_and_forget(bucket, key, record):
    persist_object(bucket, key, record)
    if record.get("body") is not None:
        return  # it could not be written
    for version in s3._object_versions.get((bucket, key)) or []:
        if version["version_id"] == record.get("version_id"):
            version["data"] = None


def map_body(bucket, key, record):
    """The body as something of which only what is cut out is read."""
    path = s3._object_disk_path(bucket, key)
    if not record.get("size") or record.get("body") is not None or not os.path.isfile(path):
        return read_body(bucket, key, record)
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def get_mapped(bucket, key, headers, query_params=None):
    s3._read_body = map_body if headers.get("range") else read_body
    try:
        status, answered, body = get_object(bucket, key, headers, query_params)
        # it answers a range of an older version with all of it
        return status, answered, body[:] if isinstance(body, mmap.mmap) else body
    finally:
        s3._read_body = read_body


s3._persist_object, s3._get_object = persist_and_forget, get_mapped
lambda_svc._execute_function_dispatch = wait_and_dispatch
signal.signal(signal.SIGUSR1, save)
del sys.argv[1:]
app.main()
