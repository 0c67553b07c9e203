"""Log lines of a call, as soon as it has answered.

MiniStack goes on listening until nothing came for 5 ms, in every call. A worker writes its lines before its answer: what is in the
pipe then is all there is. Whoever reads the pipe puts the lines into the queue before another may look.
"""

import os
import select
import threading
import time

from ministack.core.lambda_runtime import Worker

# half of the smallest pipe: what did not fit comes a moment later
FULL = 8 * 1024
reading = threading.Lock()
drain_bounded = Worker._drain_stderr_bounded


def read_once(process, lines):
    """What is in the pipe now; nothing at its end, None before it."""
    try:
        data = os.read(process.stderr.fileno(), 65536)
    except BlockingIOError:
        return None
    end = b"" if data or not process.unfinished else b"\n"
    *whole, process.unfinished = (process.unfinished + data + end).split(b"\n")
    for line in whole:
        lines.put(line.decode(errors="replace"))
    return data


def read_lines(worker):
    process, lines = worker._proc, worker._stderr_queue
    process.unfinished = b""
    os.set_blocking(process.stderr.fileno(), False)
    try:
        while True:
            select.select([process.stderr], [], [])
            with reading:
                if read_once(process, lines) == b"":
                    return
    except (OSError, ValueError):
        pass  # the worker was stopped, and its pipe closed


def take(process, lines):
    with reading:
        while read_once(process, lines):
            pass
    taken = []
    while not lines.empty():
        taken.append(lines.get_nowait())
    return taken


def drain(worker, *waits, **named_waits):
    process = worker._proc
    if process is None or not hasattr(process, "unfinished"):
        return drain_bounded(worker, *waits, **named_waits)
    taken = take(process, worker._stderr_queue)
    if sum(map(len, taken)) >= FULL:
        time.sleep(0.005)
        taken += take(process, worker._stderr_queue)
    return "\n".join(taken)


def hurry():
    Worker._read_stderr, Worker._drain_stderr_bounded = read_lines, drain
