"""Objects of MiniStack on disk alone.

Of each version it would keep a copy in memory as well, and would read all of an object for each range that is asked for:
days of ten million rows filled the memory of a laptop. What is sent goes in pieces, or it would be copied twice on the way.
"""

import mmap
import os

from ministack import app
from ministack.services import s3

PIECE = 1024 * 1024
persist_object, read_body, get_object = s3._persist_object, s3._read_body, s3._get_object
send_response = app._send_response


def persist_and_forget(bucket, key, record):
    persist_object(bucket, key, record)
    if record.get("body") is not None:
        return  # it could not be written
    for version in s3._object_versions.get((bucket, key)) or []:
        if version["version_id"] == record.get("version_id"):
            version["data"] = None


def map_body(bucket, key, record):
    """The body as something of which only what is sent is read."""
    path = s3._object_disk_path(bucket, key)
    if not record.get("size") or record.get("body") is not None or not os.path.isfile(path):
        return read_body(bucket, key, record)
    with open(path, "rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def get_mapped(bucket, key, headers, query_params=None):
    # other services of MiniStack ask without headers, for bytes
    s3._read_body = map_body if headers else read_body
    try:
        return get_object(bucket, key, headers, query_params)
    finally:
        s3._read_body = read_body


async def send_in_pieces(send, status, headers, body, *, head=False):
    if not isinstance(body, memoryview):
        return await send_response(send, status, headers, body, head=head)
    headers.setdefault("Content-Length", str(len(body)))
    await send({"type": "http.response.start", "status": status, "headers": app._asgi_header_list(headers)})
    for at in range(0, len(body), PIECE):
        piece = {"type": "http.response.body", "body": body[at : at + PIECE], "more_body": at + PIECE < len(body)}
        await send(piece)


def keep():
    s3._persist_object, s3._get_object = persist_and_forget, get_mapped
    app._send_response = send_in_pieces
