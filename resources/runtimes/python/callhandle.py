"""Calls the function handle(event) of the file that the first argument names.

The event is read from standard input. What handle returns is written to file descriptor 3 as
JSON; a generator's values are written one after another. What it prints is log.
"""

import asyncio
import importlib.util
import inspect
import json
import os
import sys


def load(path):
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    spec = importlib.util.spec_from_file_location("handler", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["handler"] = module
    spec.loader.exec_module(module)
    handle = getattr(module, "handle", None)
    if not callable(handle):
        sys.exit(f"{path} defines no function handle(event).")
    return handle


# Made once: json.dumps makes one for each call that asks for anything special.
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def encode(value):
    try:
        return ENCODER.encode({} if value is None else value)
    except (TypeError, ValueError) as error:
        sys.exit(f"handle gave back a {type(value).__name__} that JSON cannot hold: {error}.")


async def collect(asynchronous):
    return [value async for value in asynchronous]


def call(handle, event):
    """The values that this call gives back, at least one."""
    result = handle(event)
    if inspect.isawaitable(result):
        async def wait():
            return await result
        result = asyncio.run(wait())
    if inspect.isasyncgen(result):
        result = iter(asyncio.run(collect(result)))
    values = list(result) if inspect.isgenerator(result) or is_iterator(result) else [result]
    return values or [None]


def is_iterator(value):
    return hasattr(value, "__next__") and hasattr(value, "__iter__")


def main():
    # A copy of 3 under another number: a handler that closes or reuses 3 does not disturb it,
    # and programs that the handler starts do not inherit it.
    results = os.fdopen(os.dup(3), "w", encoding="utf-8")
    handle = load(sys.argv[1])
    event = json.load(sys.stdin.buffer)
    for value in call(handle, event):
        results.write(encode(value) + "\n")
    results.close()


if __name__ == "__main__":
    main()
