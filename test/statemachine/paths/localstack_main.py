"""LocalStack in this process. Its code expects two things of Python 3.13 that 3.12 lacks."""

import threading
import warnings

import typing_extensions

if not isinstance(threading.Lock, type):
    allocate_lock = threading.Lock

    class Lock:
        def __new__(cls):
            return allocate_lock()

    threading.Lock = Lock
    warnings.deprecated = typing_extensions.deprecated

from localstack.runtime.main import main  # noqa: E402

main()
