"""MiniStack, with habits of ours.

It saves its state when it is told to (SIGUSR1), and not only when it ends in an orderly way. And it runs a bounded number
of functions at a time (LAMBDA_AT_ONCE), the others wait: each has a process of its own, so a hundred at
once fill the memory of a laptop and fail. An execution does not wait for 0.15 s before its first state. What it keeps in
memory and on disk: objects_on_disk.py, shared_packages.py; when it has the log of a call: log_lines.py. How it copies:
conditional_copies.py.
Told so (SIGUSR2), it starts functions before they are called: first_workers.py.

Its argument, the folder of the cloud, is for those who look at the processes to learn who started it.
"""

import os
import signal
import sys
import threading
import time
import types

import conditional_copies
import first_workers
import log_lines
import objects_on_disk
import shared_packages
from ministack import app
from ministack.core.persistence import save_all
from ministack.services import lambda_svc, stepfunctions


def save(_signal, _frame):
    save_all(app._build_persistence_save_dict())


def start_workers(_signal, _frame):
    threading.Thread(target=first_workers.start, daemon=True).start()


at_once = threading.Semaphore(int(os.environ["LAMBDA_AT_ONCE"]))
dispatch = lambda_svc._execute_function_dispatch


def wait_and_dispatch(*args):
    with at_once:
        return dispatch(*args)


def wait(seconds):
    if seconds != 0.15:
        time.sleep(seconds)


conditional_copies.check()
log_lines.hurry()
objects_on_disk.keep()
shared_packages.share()
lambda_svc._execute_function_dispatch = wait_and_dispatch
stepfunctions.time = types.SimpleNamespace(**{**vars(time), "sleep": wait})
signal.signal(signal.SIGUSR1, save)
signal.signal(signal.SIGUSR2, start_workers)
del sys.argv[1:]
app.main()
