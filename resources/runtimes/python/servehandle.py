"""Keeps the function handle(event) of the file that the first argument names, and calls it for
every event that comes as a line on standard input (docs/functions.md, "The line protocol").

A coroutine function serves several events side by side, every other function one after another.
What it prints is the log of the call that printed it.
"""

import asyncio
import contextvars
import inspect
import io
import json
import os
import sys
import threading
import traceback

import callhandle

LARGEST_RESULT = 1024 * 1024
LOG_PIECE = 64 * 1024
# What a pipe holds: all events that wait come with one read.
READ_SIZE = 64 * 1024

# Results of these types need no look at how they came about.
PLAIN = (dict, list, str, int, float, bool, type(None))

decode = json.JSONDecoder().raw_decode

current = contextvars.ContextVar("call", default=0)


class TooLarge(Exception):
    pass


class Channel:
    """The lines to the engine, on a copy of descriptor 3 that the handler does not know."""

    def __init__(self):
        self.lock = threading.Lock()
        self.fd = os.dup(3)
        os.close(3)

    def send(self, line):
        with self.lock:
            while line:
                line = line[os.write(self.fd, line):]


class Log(io.TextIOBase):
    """Standard output and standard error of the handler: whole lines, each with its call."""

    encoding = "utf-8"

    def __init__(self, channel):
        self.channel = channel
        self.begun = {}

    def writable(self):
        return True

    def write(self, text):
        call = current.get()
        begun = self.begun.get(call, "") + text
        if "\n" in text or len(begun) > LOG_PIECE:
            self.begun.pop(call, None)
            self.tell(call, begun)
        else:
            self.begun[call] = begun
        return len(text)

    def flush(self):
        call = current.get()
        self.tell(call, self.begun.pop(call, ""))

    def tell(self, call, text):
        for at in range(0, len(text), LOG_PIECE):
            piece = json.dumps(text[at:at + LOG_PIECE]).encode()
            self.channel.send(b'{"id":%d,"log":%b}\n' % (call, piece))


class Environment:
    """The variables of the call that began last."""

    def __init__(self):
        self.known = {}

    def enter(self, variables):
        for name in self.known.keys() - variables.keys():
            os.environ.pop(name, None)
        for name, value in variables.items():
            if self.known.get(name) != value:
                os.environ[name] = value
        self.known = variables


class Call:
    """One call: its values go out as they come, then how it ended."""

    def __init__(self, channel, logs, number):
        self.channel = channel
        self.logs = logs
        self.number = number
        self.size = 0

    def encode(self, value):
        data = callhandle.encode(value).encode("utf-8", "replace")
        self.size += len(data)
        if self.size > LARGEST_RESULT:
            raise TooLarge(f"its result has {self.size} bytes; an event has at most 1 MiB.")
        return data

    def emit(self, value):
        self.channel.send(b'{"id":%d,"emit":%b}\n' % (self.number, self.encode(value)))

    def end(self, rest):
        for log in self.logs:
            if log.begun:
                log.flush()
        self.channel.send(b'{"id":%d,%b}\n' % (self.number, rest))

    def succeed(self, value):
        self.end(b'"ok":true,"result":' + self.encode(value))

    def fail(self, **error):
        self.end(b'"ok":false,"error":' + json.dumps(error).encode())

    def fail_by(self, error):
        if isinstance(error, TooLarge):
            return self.fail(message=str(error), tooLarge=True)
        if isinstance(error, SystemExit):
            return self.exit(error.code)
        # The frames of this file say nothing about the handler.
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename in (__file__, callhandle.__file__):
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        self.fail(message=f"{type(error).__name__}: {error}")

    def exit(self, code):
        if code is None or code == 0:
            self.end(b'"ok":true')
        elif isinstance(code, int):
            self.fail(message=f"it ended itself with exit status {code}.",
                      retry=not 125 <= code <= 127)
        else:
            print(code, file=sys.stderr)
            self.fail(message=str(code))


def call_function(handle, call, event):
    result = handle(event)
    if type(result) in PLAIN:
        return call.succeed(result)
    if inspect.isawaitable(result) or inspect.isasyncgen(result):
        return asyncio.run(finish(call, result))
    if not callhandle.is_iterator(result):
        return call.succeed(result)
    any_value = False
    for value in result:
        any_value = True
        call.emit(value)
    return call.end(b'"ok":true') if any_value else call.succeed(None)


async def finish(call, result):
    if not inspect.isasyncgen(result):
        return call.succeed(await result)
    any_value = False
    async for value in result:
        any_value = True
        call.emit(value)
    return call.end(b'"ok":true') if any_value else call.succeed(None)


async def call_coroutine(handle, call, event):
    current.set(call.number)
    try:
        await finish(call, handle(event))
    except BaseException as error:
        call.fail_by(error)


class Server:
    def __init__(self):
        self.channel = Channel()
        # The handler finds nothing on standard input.
        self.events = os.fdopen(os.dup(0), "rb", READ_SIZE)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        self.logs = (Log(self.channel), Log(self.channel))
        sys.stdout, sys.stderr = self.logs
        self.environment = Environment()

    def take(self, line):
        message, _ = decode(line.decode())
        self.environment.enter(message["env"])
        return Call(self.channel, self.logs, message["id"]), message["event"]

    def serve(self, handle):
        for line in self.events:
            call, event = self.take(line)
            current.set(call.number)
            try:
                call_function(handle, call, event)
            except BaseException as error:
                call.fail_by(error)
            current.set(0)

    async def serve_side_by_side(self, handle):
        reader = asyncio.StreamReader(limit=4 * LARGEST_RESULT)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self.events)
        running = set()
        while line := await reader.readline():
            call, event = self.take(line)
            task = asyncio.create_task(call_coroutine(handle, call, event))
            # The loop itself holds tasks only weakly.
            running.add(task)
            task.add_done_callback(running.discard)


def main():
    server = Server()
    handle = callhandle.load(sys.argv[1])
    for log in server.logs:
        log.flush()
    server.channel.send(b'{"ready":true}\n')
    if inspect.iscoroutinefunction(handle) or inspect.isasyncgenfunction(handle):
        asyncio.run(server.serve_side_by_side(handle))
    else:
        server.serve(handle)


if __name__ == "__main__":
    main()
