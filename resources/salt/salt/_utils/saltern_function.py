"""Runs a function once, in a container of its own, with the contract of Saltern's docs/functions.md.

Code and event are uploaded into a fresh anonymous volume, because that works over any connection and
under a read-only root. Result and log are read after the end.
"""

import io
import json
import re
import socket
import struct
import tarfile
import time

MOST_BYTES = 1024 * 1024
_LOG_END = 128 * 1024  # of a long log the first and the last so many bytes are kept
_STREAM_LIMIT = 8 * 1024 * 1024  # what the daemon keeps of all output
_FOLDER = "/saltern"
# The shell only opens the two files and becomes the program: it never sees a byte of the event.
_LAUNCH = ["/bin/sh", "-c", f'cd {_FOLDER}/code && exec "$@" <{_FOLDER}/event 3>{_FOLDER}/result', "sh"]


class FunctionError(Exception):
    """The call failed: `kind` and one sentence, what is known besides, and whether to try again."""

    def __init__(self, kind, message, retry=True, **known):
        super().__init__(message)
        self.kind, self.retry, self.known = kind, retry, known


def call(docker, recipe, event, environment, labels, timeout):
    """{"values": [...], "log": text, "exitCode": 0}; raises FunctionError."""
    # The very line that Saltern sends: handlers without a JSON library look for its form.
    ordered = {**event, "data": json.loads(json.dumps(event["data"], sort_keys=True))}
    line = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
    stdin = line.encode("utf-8", "surrogatepass")
    if len(stdin) > MOST_BYTES:
        raise FunctionError("too-large", "The event has more than 1 MiB.", retry=False)
    ident = _create(docker, recipe, environment, labels)
    try:
        content = _archive(recipe, stdin)
        docker.call("PUT", f"/containers/{ident}/archive", {"path": _FOLDER}, content, "application/x-tar")
        docker.call("POST", f"/containers/{ident}/start")
        late = not _wait(docker, ident, timeout)
        if late:
            _stop(docker, ident, recipe["stopGrace"])
        return _outcome(docker, ident, late, timeout)
    finally:
        _remove(docker, ident)


def _create(docker, recipe, environment, labels):
    argv = recipe["argv"] or _own_program(docker, recipe["image"])
    body = {
        "Image": recipe["image"],
        "Entrypoint": _LAUNCH + argv,
        "Cmd": [],
        "Env": [f"{name}={value}" for name, value in sorted(environment.items())],
        "User": recipe["user"],
        "Labels": labels,
        "StopSignal": "SIGTERM",
        "Healthcheck": {"Test": ["NONE"]},
        "Volumes": {_FOLDER: {}},
        "HostConfig": {
            "NetworkMode": recipe["network"],
            "CapDrop": ["ALL"],
            "CapAdd": recipe["capabilities"],
            "SecurityOpt": ["no-new-privileges"],
            "ReadonlyRootfs": recipe["readOnly"],
            "Tmpfs": {"/tmp": f"rw,nosuid,nodev,size={recipe['tmpBytes']}"},
            "PidsLimit": recipe["pids"],
            "Memory": recipe["memoryBytes"],
            "MemorySwap": recipe["memoryBytes"],
            "NanoCpus": int(recipe["cpus"] * 1e9),
            "LogConfig": {"Type": "json-file", "Config": {"max-size": str(_STREAM_LIMIT), "max-file": "1"}},
        },
    }
    try:
        return json.loads(docker.call("POST", "/containers/create", body=body)[1])["Id"]
    except Exception as error:
        if getattr(error, "status", 0) != 404:
            raise
    _pull(docker, recipe["image"])
    return json.loads(docker.call("POST", "/containers/create", body=body)[1])["Id"]


def _own_program(docker, image):
    config = docker.get(f"/images/{image}/json")["Config"]
    return (config.get("Entrypoint") or []) + (config.get("Cmd") or [])


def _pull(docker, image):
    answer = docker.call("POST", "/images/create", {"fromImage": image}, timeout=600)[1]
    for line in answer.splitlines():
        if b'"error"' in line:
            raise FunctionError("not-found", f"The image {image} could not be pulled.", retry=False)


def _archive(recipe, stdin):
    """The tar file with the code, the event, and an empty result that anybody may write."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:

        def add(path, content, mode):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.uid, entry.gid = len(content), mode, 65534, 65534
            tar.addfile(entry, io.BytesIO(content))

        def folder(path):
            entry = tarfile.TarInfo(path)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o777
            tar.addfile(entry)

        for path in ("code", "runtime"):
            folder(path)
        made = set()
        for path, content in sorted(recipe["content"].items()):
            parts = path.split("/")
            for depth in range(2, len(parts)):
                parent = "/".join(parts[:depth])
                if parent not in made:
                    made.add(parent)
                    folder(parent)
            add(path, content, 0o755)
        add("event", stdin, 0o444)
        add("result", b"", 0o666)
    return out.getvalue()


def _wait(docker, ident, seconds):
    """Whether the container ended in time."""
    try:
        docker.call("POST", f"/containers/{ident}/wait", timeout=seconds)
    except (socket.timeout, TimeoutError):
        return False
    return True


def _stop(docker, ident, grace):
    for signal, patience in (("SIGTERM", grace), ("SIGKILL", 10)):
        try:
            docker.call("POST", f"/containers/{ident}/kill", {"signal": signal})
        except Exception as error:
            if getattr(error, "status", 0) != 409:  # 409: it has ended by itself
                raise
        if _wait(docker, ident, patience):
            return


def _remove(docker, ident):
    """Volume and all; the daemon may need a moment after a kill."""
    for _ in range(3):
        try:
            docker.call("DELETE", f"/containers/{ident}", {"force": 1, "v": 1})
            return
        except Exception as error:
            if getattr(error, "status", 0) == 404:
                return
            time.sleep(0.3)


def _outcome(docker, ident, late, timeout):
    state = docker.get(f"/containers/{ident}/json")["State"]
    stdout, stderr = _output(docker, ident)
    written = _result(docker, ident)
    result = written if written else stdout
    text = _ends(stdout + stderr if written else stderr)
    known = {"exitCode": state["ExitCode"], "log": text}
    if late:
        raise FunctionError("timeout", f"The function ran longer than {timeout:g} s.", log=text)
    if state.get("OOMKilled"):
        raise FunctionError("out-of-memory", "The function used more memory than it may.", **known)
    if state["ExitCode"] != 0:
        retry = not 125 <= state["ExitCode"] <= 127
        ended = f"The function ended with exit code {state['ExitCode']}."
        raise FunctionError("failed", ended, retry, **known)
    if len(result) > MOST_BYTES or len(stdout) + len(stderr) >= _STREAM_LIMIT // 2:
        raise FunctionError("too-large", "The function's result or log is too large.", False, log=text)
    return {"values": _values(result, known), "log": text, "exitCode": 0}


def _output(docker, ident):
    """Standard output and standard error, taken apart from Docker's frames."""
    content = docker.call("GET", f"/containers/{ident}/logs", {"stdout": 1, "stderr": 1})[1]
    streams, at = {1: [], 2: []}, 0
    while at + 8 <= len(content):
        kind, size = struct.unpack_from(">BxxxL", content, at)
        streams[kind if kind in streams else 2].append(content[at + 8 : at + 8 + size])
        at += 8 + size
    return b"".join(streams[1]), b"".join(streams[2])


def _result(docker, ident):
    """What was written to file descriptor 3."""
    archive = docker.call("GET", f"/containers/{ident}/archive", {"path": f"{_FOLDER}/result"})[1]
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        member = tar.next()
        return tar.extractfile(member).read() if member and member.isfile() else b""


def _values(content, known):
    """JSON values one after another, or else text."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise FunctionError("failed", "The function's result is not UTF-8.", False, **known) from None
    values, at, decoder = [], 0, json.JSONDecoder(parse_constant=_refuse)
    space = re.compile(r"[ \t\r\n]*")
    at = space.match(text, at).end()
    try:
        while at < len(text):
            first, (value, at) = text[at], decoder.raw_decode(text, at)
            if first not in '{["' and not space.match(text, at).group() and at < len(text):
                return [{"text": _without_line_end(text)}]  # such as 12"x", which is no value
            values.append(value if isinstance(value, dict) else {"value": value})
            at = space.match(text, at).end()
    except ValueError:
        return [{"text": _without_line_end(text)}]
    return values or [{}]


def _without_line_end(text):
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def _refuse(name):
    raise ValueError(name)


def _ends(content):
    if len(content) > 2 * _LOG_END:
        left_out = len(content) - 2 * _LOG_END
        middle = f"\n[{left_out} bytes left out]\n".encode()
        content = content[:_LOG_END] + middle + content[-_LOG_END:]
    return content.decode("utf-8", "replace")
