"""HTTP requests as Saltern's nodes send them: certificates are checked, redirects followed only when
that is allowed and within the same place, and no error shows more of an address than its place."""

import base64
import http.client
import re
import socket
import ssl
import threading
import time
import urllib.parse

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ADDRESS = re.compile(r"https?://[^\x00-\x20\x7f]+", re.IGNORECASE)
_REDIRECTS = (301, 302, 303, 307, 308)
_KEPT_IN_PATHS = "/%:@!$&'()*+,;=~?-._"


class Request:
    """`address` is an http or https URL; an account in it becomes a header."""

    def __init__(self, fault, address, method, headers, body):
        self.fault, self.method, self.body = fault, method, body
        self.headers = dict(headers)
        address = address.strip()
        parts = urllib.parse.urlsplit(address) if _ADDRESS.fullmatch(address) else None
        if not parts or not parts.hostname:
            # The text itself stays out: it may be a secret that was pasted wrongly.
            remedy = "It has to begin with https:// or http:// and a host name."
            raise fault("bad-input", "`url` is no web address.", remedy)
        self.parts = parts
        self.place = parts.hostname + (f":{parts.port}" if parts.port else "")
        if parts.username:
            names = (urllib.parse.unquote(part or "") for part in (parts.username, parts.password))
            account = base64.b64encode(":".join(names).encode()).decode()
            self.headers["Authorization"] = f"Basic {account}"

    def add_query(self, pairs):
        """Further parameters, behind those that the address has."""
        quoted = [f"{urllib.parse.quote(k, safe='')}={urllib.parse.quote(v, safe='')}" for k, v in pairs]
        query = "&".join(([self.parts.query] if self.parts.query else []) + quoted)
        self.parts = self.parts._replace(query=query)

    def add_headers(self, more):
        """Names and texts as somebody wrote them; they replace headers of the same name."""
        for name, value in more.items():
            if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value):
                raise self.fault(
                    "bad-input",
                    f'The header "{name[:60]}" cannot be sent.',
                    "Header values have to be one line; check what the template put there.",
                )
            for known in [known for known in self.headers if known.lower() == name.lower()]:
                del self.headers[known]
            self.headers[name] = value.encode("utf-8")

    def send(self, timeout, most_bytes, redirects=0):
        """(status, [(header, value)], at most so many bytes of content) of the answer. Once redirects
        are allowed, one too many is an error."""
        deadline, followed = time.monotonic() + timeout, 0
        while True:
            status, headers, content = self._exchange(deadline, most_bytes)
            location = next((value for name, value in headers if name.lower() == "location"), "")
            if status not in _REDIRECTS or not location or not redirects:
                return status, headers, content
            followed += 1
            self._follow(location, allowed=followed <= redirects)
            if status not in (307, 308):
                self.method, self.body = "HEAD" if self.method == "HEAD" else "GET", None

    def _follow(self, location, allowed):
        """All headers are sent again, secrets among them: never to another place."""
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(self.parts.geturl(), location))
        same = [(p.scheme.lower(), p.hostname, p.port) for p in (parts, self.parts)]
        if not allowed or same[0] != same[1]:
            raise self.fault(
                "failed",
                f"{self.place} redirects more often than allowed, or to another place.",
                "Write the final address in `url`, or raise `redirects`.",
                retry=False,
            )
        self.parts = parts

    def _exchange(self, deadline, most_bytes):
        connection = self._connection(max(deadline - time.monotonic(), 0.001))
        late = threading.Event()
        alarm = threading.Timer(max(deadline - time.monotonic(), 0), _hang_up, (connection, late))
        alarm.daemon = True
        alarm.start()
        try:
            connection.request(self.method, self._target(), body=self.body, headers=self.headers)
            answer = connection.getresponse()
            content = answer.read(most_bytes)
        except (OSError, http.client.HTTPException) as error:
            raise self._fault_of(error, late.is_set()) from None
        finally:
            alarm.cancel()
            connection.close()
        if late.is_set():
            raise self._fault_of(TimeoutError(), True)
        return answer.status, answer.getheaders(), content

    def _connection(self, timeout):
        if self.parts.scheme.lower() == "http":
            return http.client.HTTPConnection(self.parts.hostname, self.parts.port, timeout=timeout)
        trust = ssl.create_default_context()
        return http.client.HTTPSConnection(
            self.parts.hostname, self.parts.port, timeout=timeout, context=trust
        )

    def _target(self):
        path = urllib.parse.quote(self.parts.path, safe=_KEPT_IN_PATHS) or "/"
        query = urllib.parse.quote(self.parts.query, safe=_KEPT_IN_PATHS)
        return f"{path}?{query}" if query else path

    def _fault_of(self, error, late):
        """Python's own texts may hold the whole address."""
        place = self.place
        if late or isinstance(error, TimeoutError):
            remedy = "Raise `timeout` if it is known to be slow."
            return self.fault("timeout", f"{place} did not answer in time.", remedy)
        if isinstance(error, socket.gaierror):
            remedy = "Check `url` and the machine's name service."
            return self.fault("unreachable", f"There is no host {place}.", remedy)
        if isinstance(error, ConnectionRefusedError):
            remedy = "Check the port in `url`, and that the service runs."
            return self.fault("unreachable", f"{place} refused the connection.", remedy)
        if isinstance(error, ssl.SSLError):
            remedy = "Check the server's certificate; http:// and https:// may be mixed up."
            return self.fault("unreachable", f"No trusted TLS connection to {place} could be made.", remedy)
        return self.fault("unreachable", f"The connection to {place} failed.")


def request(fault, address, method, headers, body):
    return Request(fault, address, method, headers, body)


def kind_of_status(status):
    """The kind of the error that an answer means which is no success."""
    by_status = {401: "permission-denied", 403: "permission-denied", 404: "not-found", 410: "not-found"}
    return by_status.get(status, "failed")


def _hang_up(connection, late):
    """The time is over, however little by little the answer comes."""
    late.set()
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):
        pass
