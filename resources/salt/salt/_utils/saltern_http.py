"""The Docker Engine API over a local socket or TLS, with nothing but Python's own library."""

import http.client
import json
import re
import socket
import ssl
import time
import urllib.parse

_VERSION = "1.41"
_JSON = "application/json"
_TOO_OLD = re.compile(rb"Minimum supported API version is (\d+\.\d+)")
_LONGEST_MESSAGE = 600


class DockerError(Exception):
    """An answer of 400 or more; `status` is its code."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class _LocalConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("docker", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Docker:
    """One Docker engine: unix:///path, or tcp://host:port with or without TLS files. With a
    `deadline` (of time.monotonic) every call ends by then with a TimeoutError."""

    def __init__(self, url, tls=None, deadline=None):
        self.url, self.tls, self.deadline = url, tls, deadline
        self.version = _VERSION

    def until(self, deadline):
        """The same engine, with this deadline (None for none)."""
        other = Docker(self.url, self.tls, deadline)
        other.version = self.version
        return other

    def connect(self, timeout):
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme == "unix":
            return _LocalConnection(parts.path, timeout)
        if parts.scheme != "tcp":
            raise ValueError(f"{self.url} is neither unix:// nor tcp://")
        if not self.tls:
            return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        trust = ssl.create_default_context(cafile=self.tls["ca"])
        trust.load_cert_chain(self.tls["cert"], self.tls["key"])
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=trust)

    def open(self, method, path, query=None, body=None, content_type=_JSON, timeout=60, headers=None):
        """The connection and its answer, whose body is not read yet."""
        connection = self.connect(self._left(timeout))
        target = f"/v{self.version}{path}"
        if query:
            target += "?" + urllib.parse.urlencode(query)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        sent = {"Content-Type": content_type} if body is not None else {}
        try:
            connection.request(method, target, body=body, headers={**sent, **(headers or {})})
            return connection, connection.getresponse()
        except BaseException:
            connection.close()
            raise

    def call(self, method, path, query=None, body=None, content_type=_JSON, timeout=60, headers=None):
        """(status, body); raises DockerError from 400 on."""
        connection, answer = self.open(method, path, query, body, content_type, timeout, headers)
        try:
            content = self._read(answer)
        finally:
            connection.close()
        needed = _TOO_OLD.search(content) if answer.status == 400 and self.version == _VERSION else None
        if needed:
            self.version = needed.group(1).decode()
            return self.call(method, path, query, body, content_type, timeout, headers)
        if answer.status >= 400:
            raise DockerError(answer.status, _message(content))
        return answer.status, content

    def get(self, path, query=None, timeout=60):
        return json.loads(self.call("GET", path, query, timeout=timeout)[1])

    def _left(self, timeout):
        """The shorter of a call's own time limit and what is left of the deadline."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("The Docker engine took longer than the step may.")
        return left if timeout is None else min(timeout, left)

    def _read(self, answer):
        """The body; one that comes in pieces for ever is given up at the deadline."""
        parts = []
        while True:
            part = answer.read1(65536)
            if not part:
                return b"".join(parts)
            parts.append(part)
            self._left(None)


def client(url, tls=None):
    return Docker(url, tls)


def path_part(name):
    """A name as one part of a path, whatever characters it has."""
    return urllib.parse.quote(name, safe="")


def _message(content):
    try:
        text = json.loads(content)["message"]
    except (ValueError, KeyError, TypeError):
        text = content.decode("utf-8", "replace")
    text = " ".join(text.split())[:_LONGEST_MESSAGE]
    if not text:
        return "The Docker engine refused the request without a reason."
    return f"Docker: {text}" if text.endswith(".") else f"Docker: {text}."
