"""The Docker Engine API over a local socket or TLS, with nothing but Python's own library."""

import http.client
import json
import socket
import ssl
import urllib.parse


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
    """One Docker engine: unix:///path, or tcp://host:port with or without TLS files."""

    def __init__(self, url, tls=None):
        self.url, self.tls = url, tls

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

    def open(self, method, path, query=None, body=None, content_type="application/json", timeout=60):
        """The connection and its answer, whose body is not read yet."""
        connection = self.connect(timeout)
        target = "/v1.41" + path
        if query:
            target += "?" + urllib.parse.urlencode(query)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        headers = {"Content-Type": content_type} if body is not None else {}
        try:
            connection.request(method, target, body=body, headers=headers)
            return connection, connection.getresponse()
        except BaseException:
            connection.close()
            raise

    def call(self, method, path, query=None, body=None, content_type="application/json", timeout=60):
        """(status, body); raises DockerError from 400 on."""
        connection, answer = self.open(method, path, query, body, content_type, timeout)
        try:
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise DockerError(answer.status, _message(content))
        return answer.status, content

    def get(self, path, query=None, timeout=60):
        return json.loads(self.call("GET", path, query, timeout=timeout)[1])


def client(url, tls=None):
    return Docker(url, tls)


def path_part(name):
    """A name as one part of a path, whatever characters it has."""
    return urllib.parse.quote(name, safe="")


def _message(content):
    try:
        return json.loads(content)["message"]
    except (ValueError, KeyError, TypeError):
        return content[:300].decode("utf-8", "replace")
