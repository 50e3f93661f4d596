"""Salt engine of the master: takes HTTP requests for the webhooks of all exported pipelines and puts
them on Salt's bus as events.

    engines:
      - saltern_webhook: {}
    saltern_webhook_address: 127.0.0.1:8750        # the default
    saltern_webhooks:
      shop/order: '{"path": "shop/orders", ...}'   # pipeline/node: the node's settings, as JSON

A secret is a file of that name in `saltern-secrets` beside the master's configuration. Put a reverse
proxy with TLS in front of it to receive from elsewhere.
"""

import http.server
import json
import logging
import os
import re
import threading

log = logging.getLogger(__name__)

_SECRET = re.compile(r"\s*\{\{\s*secret\.([A-Za-z0-9_]+)\s*\}\}\s*")
_MOST_CONNECTIONS = 100
_PATIENCE = 30  # seconds for a client to send its request
# Requests are served in threads, and there Salt's `__utils__` is not to be had.
_SHARED = (
    "saltern_event.make",
    "saltern_event.most_bytes",
    "saltern_event.payload",
    "saltern_event.tag",
    "saltern_hook.data_of",
    "saltern_hook.judge_body",
    "saltern_hook.judge_head",
    "saltern_hook.refusal",
    "saltern_hook.refuse",
)


def start():
    tools = {name: __utils__[name] for name in _SHARED}
    receivers = _receivers(tools, __opts__.get("saltern_webhooks") or {})
    _Server(tools, receivers).serve_forever()


def _receivers(tools, written):
    """{path: its receiver}. A path belongs to one node; one whose secret is not to be had is closed."""
    receivers = {}
    for owner, text in sorted(written.items()):
        settings = json.loads(text)
        if settings["path"] in receivers:
            log.error("saltern %s: another webhook has the path %s already", owner, settings["path"])
            continue
        try:
            receivers[settings["path"]] = _Receiver(tools, owner, settings)
        except (OSError, ValueError) as error:
            log.error("saltern %s: the webhook stays closed: %s", owner, error)
    return receivers


class _Receiver:
    def __init__(self, tools, owner, settings):
        self.tools = tools
        self.owner, self.settings = owner, settings
        signature = settings.get("signature", {}).get("secret")
        self.guard = {"token": _secret_in(settings.get("token")), "key": _secret_in(signature)}
        self.limit = __utils__["saltern_event.byte_size"](settings["bodyLimit"])

    def judge(self, request):
        self.tools["saltern_hook.judge_head"](self.settings, self.guard, request)

    def event_of(self, request):
        self.judge(request)
        self.tools["saltern_hook.judge_body"](self.settings, self.guard, request)
        data, subject = self.tools["saltern_hook.data_of"](self.settings, self.guard, request)
        type_, source = "webhook/" + self.settings["path"], "saltern/" + self.owner
        return self.tools["saltern_event.make"](type_, data, source=source, subject=subject)


def _secret_in(template):
    """The value of a setting that is nothing but one secret; empty when it is not written."""
    if not template:
        return ""
    name = _SECRET.fullmatch(template).group(1)
    folder = os.path.join(os.path.dirname(__opts__["conf_file"]), "saltern-secrets")
    with open(os.path.join(folder, name), encoding="utf-8") as stream:
        value = stream.read().removesuffix("\n")
    if not value:
        raise ValueError(f"The secret {name} is empty, which would let everybody in.")
    return value


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, tools, receivers):
        host, _, port = __opts__.get("saltern_webhook_address", "127.0.0.1:8750").rpartition(":")
        super().__init__((host.strip("[]"), int(port)), _Exchange)
        self.tools, self.receivers = tools, receivers
        self.room = threading.Semaphore(_MOST_CONNECTIONS)
        self._lock, self._bus = threading.Lock(), _bus()

    def process_request(self, request, client_address):
        """Who comes when there is no room is sent away, so that nobody can take all our memory."""
        if self.room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.room.release()

    def publish(self, event):
        with self._lock:
            self._bus(self.tools["saltern_event.tag"](event), self.tools["saltern_event.payload"](event))


class _Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "saltern", ""
    timeout = _PATIENCE

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self):
        self.close_connection = True
        try:
            self._answer(202, {}, {"id": self._take()})
        except Exception as error:  # pylint: disable=broad-except
            answer = self.server.tools["saltern_hook.refusal"](error)
            if answer is None:
                log.error("saltern: a request could not be taken: %s", type(error).__name__)
                answer = (500, {}, {"error": "The request could not be taken."})
            self._answer(*answer)

    def _take(self):
        """The id of the event that is on the bus now."""
        refuse = self.server.tools["saltern_hook.refuse"]
        request = {
            "method": self.command,
            "target": self.path,
            "headers": [(name.lower(), _utf8(value.strip())) for name, value in self.headers.items()],
            "remote": self.client_address[0],
        }
        receiver = self.server.receivers.get(self.path.split("?")[0].removeprefix("/"))
        if not receiver or not self.path.startswith("/"):
            refuse(404, "No running pipeline has a webhook at this path.", "Check `path`.")
        receiver.judge(request)
        request["body"] = self._body(receiver.limit)
        event = receiver.event_of(request)
        size = len(self.server.tools["saltern_event.payload"](event)["event"])
        if size > self.server.tools["saltern_event.most_bytes"]():
            message = f"The event would have {size} bytes; it has at most 1048576 (1 MiB)."
            refuse(413, message, "Send less, or put large content elsewhere and send a reference.")
        self.server.publish(event)
        return event["id"]

    def _body(self, limit):
        refuse = self.server.tools["saltern_hook.refuse"]
        if "transfer-encoding" in self.headers:
            refuse(411, "The body's length is not said.", "Send Content-Length.")
        text = self.headers.get("content-length", "0")
        if not text.isascii() or not text.isdigit():
            refuse(400, "Content-Length is no number.")
        if int(text) > limit:
            refuse(413, f"The body has more than {limit} bytes.", "Send less, or raise `bodyLimit`.")
        if self.headers.get("expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(int(text))
        if len(body) < int(text):
            refuse(400, "The body is shorter than Content-Length says.")
        return body

    def handle_expect_100(self):
        """Only once the head has been judged: a body that is refused need not be sent."""
        return True

    def _answer(self, status, headers, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        """Addresses may hold what is nobody's business."""


def _utf8(value):
    """Header text, which http.server reads as Latin-1."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")


def _bus():
    """fire(tag, data) for this process."""
    import salt.utils.event

    master = salt.utils.event.get_master_event(__opts__, __opts__["sock_dir"], listen=False)
    return lambda tag, data: master.fire_event(data, tag)
