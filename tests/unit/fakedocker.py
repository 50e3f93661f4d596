"""A Docker engine that consists of its events: what it tells, when a connection ends and how late it plays
again is up to the test. For the exported engine `saltern_docker`, which a test here runs without Salt."""

import http.server
import json
import queue
import socketserver
import threading
import time
import urllib.parse

LATE = 0.8  # seconds until the stream begins: longer than anybody may take for "that was all"


def _text(ns):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ns // 10**9)) + f".{ns % 10**9:09d}Z"


class FakeDocker(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def __init__(self, path):
        super().__init__(path, _Answer)
        self.url = "unix://" + path
        self.told, self.streams, self.lock = [], [], threading.Lock()
        self.state = {"Running": False, "Paused": False, "OOMKilled": False, "ExitCode": 0}
        self.started = self.finished = "0001-01-01T00:00:00Z"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def tell(self, action, **attributes):
        """Something happens to the one container, and everybody who listens hears of it."""
        ns = time.time_ns()
        if action == "start":
            self.state["Running"], self.started = True, _text(ns - 10**6)
        if action == "die":
            self.state["Running"], self.finished = False, _text(ns - 10**6)
        actor = {"ID": "c1", "Attributes": {"name": "one", "image": "x:1", **attributes}}
        message = {"Type": "container", "Action": action, "Actor": actor, "scope": "local", "timeNano": ns}
        line = json.dumps(message).encode() + b"\n"
        with self.lock:
            self.told.append((ns, line))
            for stream in self.streams:
                stream.put(line)

    def hear(self, since):
        """(what is remembered since then, where more comes)"""
        with self.lock:
            self.streams.append(queue.Queue())
            return self.past(since, time.time_ns()), self.streams[-1]

    def past(self, since, until):
        return [line for ns, line in self.told if since <= ns <= until]

    def cut(self):
        """Every stream ends."""
        with self.lock:
            for stream in self.streams:
                stream.put(None)
            self.streams = []

    def forget(self):
        """As after a restart of the daemon."""
        self.told = []

    def handle_error(self, *_):
        """An engine that ends in the middle of an answer is what the tests are about."""

    def inspected(self):
        config = {"Labels": {}, "Image": "x:1"}
        state = {**self.state, "StartedAt": self.started, "FinishedAt": self.finished}
        return {"Id": "c1", "Name": "/one", "Created": "2020-01-01T00:00:00Z", "Config": config, "State": state}


class _Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self):
        return ""

    def log_message(self, *_):
        pass

    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        path = parts.path.split("/", 2)[2]
        if path == "events":
            self._events(*(_ns(query.get(key)) for key in ("since", "until")))
        elif path == "info":
            self._send(json.dumps({"ID": "d1", "SystemTime": _text(time.time_ns())}).encode())
        elif path == "containers/json":
            self._send(b'[{"Id": "c1"}]')
        elif path == "containers/c1/json":
            self._send(json.dumps(self.server.inspected()).encode())
        else:
            self._send(b"OK")

    def _send(self, content):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _events(self, since, until):
        if until is not None:
            self._send(b"".join(self.server.past(since, until)))
            return
        remembered, more = self.server.hear(since)
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        time.sleep(LATE)
        for line in remembered:
            self.wfile.write(line)
        while True:
            line = more.get()
            if line is None:
                return
            self.wfile.write(line)


def _ns(text):
    if text is None:
        return None
    seconds, _, rest = text.partition(".")
    return int(seconds) * 10**9 + int(rest)
