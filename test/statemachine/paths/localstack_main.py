"""LocalStack in this process. Its code expects two things of Python 3.13 that 3.12 lacks.

Every execution parses the definition of its state machine, which takes longer than to run it: here each is parsed once.
"""

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
from localstack.services.stepfunctions.asl.antlr.runtime.ASLParser import ASLParser  # noqa: E402

parse = ASLParser.state_machine
trees = {}


# what is wrong with a definition is told when the state machine is made
def parse_once(self):
    definition = str(self.getInputStream().tokenSource.inputStream)
    if definition not in trees:
        trees[definition] = parse(self)
    return trees[definition]


ASLParser.state_machine = parse_once
main()
