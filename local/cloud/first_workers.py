"""Workers of the functions on an upload's way, started before they are asked for.

Lambda, too, may start some before the first call. Here the first file after a deployment would wait for nine starts,
one after the other, longer than its rows take. MiniStack keeps the first worker of each function until the code changes.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# Names as deployed end so; what comes twice runs beside itself.
on_the_way = os.environ["FIRST_WORKERS"].split(",")


def deployed(name):
    return [each for full, each in lambda_svc._functions.items() if full.endswith(f"-{name}")]


def start():
    functions = [function for name in on_the_way for function in deployed(name)]
    leased = [
        lambda_runtime.acquire_worker(each["config"]["FunctionName"], each["config"], each["code_zip"])[0]
        for each in functions
    ]
    try:
        with ThreadPoolExecutor(os.cpu_count()) as starting:
            list(starting.map(lambda_runtime.ensure_spawned, leased))
    finally:
        for worker in leased:
            lambda_runtime.release_worker(worker)
    with open(os.environ["WORKERS_STARTED"], "w") as file:
        file.write(f"{len(leased)}\n")
