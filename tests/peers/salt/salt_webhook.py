"""Webhooks: the same requests to Saltern's own engine and, exported, to a real Salt master: the
answers and the events. usage: salt_webhook.py SALTERN"""

import hashlib
import hmac
import http.client
import json
import pathlib
import re
import socket
import sys
import tempfile

from dockerlab import DockerEngine
from saltlab import SaltLab, free_port, run_or_skip
from sidebyside import SECRET, on_salt, on_saltern, show

HOSTILE = "it's \"x\" {{ 7*7 }}\n- a: b\x7f\u0085\U0001f600"
PLAIN = json.dumps({"text": HOSTILE}).encode()
BODY = json.dumps({"text": HOSTILE, "sent": SECRET}).encode()  # some senders repeat the secret
JSON = {"Content-Type": "application/json"}
DIGEST = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
SIGNED = {**JSON, "X-Hub-Signature-256": "sha256=" + DIGEST}
# (method, path, headers, body, status).
REQUESTS = [
    ("POST", "/open", JSON, PLAIN, 202),
    ("POST", "/open", {**JSON, "Origin": "http://page.example"}, PLAIN, 403),
    ("POST", "/open?a=1&a=%C3%A9", {"Content-Type": "text/plain"}, HOSTILE.encode(), 202),
    ("GET", "/open", {}, None, 405),
    ("POST", "/nowhere", JSON, PLAIN, 404),
    ("POST", "/open", JSON, b"{", 400),
    ("POST", "/open", {"Content-Type": "image/png"}, b"x", 415),
    ("POST", "/small", JSON, b'{"a": "' + b"x" * 2000 + b'"}', 413),
    ("POST", "/open", JSON, b'"' + b"x" * (1024 * 1024 - 2) + b'"', 413),
    ("POST", "/open", JSON, b'"' + b"x" * (1000 * 1024) + b'"', 202),
    ("PUT", "/token", {**JSON, "Authorization": f"Bearer {SECRET}"}, BODY, 202),
    ("PUT", "/token", {**JSON, "Authorization": "Bearer other"}, BODY, 401),
    ("PUT", "/token", JSON, BODY, 401),
    ("POST", "/signed/by", SIGNED, BODY, 202),
    ("POST", "/signed/by", SIGNED, BODY + b" ", 401),
]

DOCUMENT = {
    "saltern": 1,
    "pipeline": "hooks",
    "nodes": {
        "open": {"kind": "webhook@1", "path": "open", "reply": "at-once"},
        "small": {"kind": "webhook@1", "path": "small", "bodyLimit": "1KiB"},
        "token": {"kind": "webhook@1", "path": "token", "method": "PUT", "token": "{{ secret.TOKEN }}"},
        "signed": {"kind": "webhook@1", "path": "signed/by", "signature": {"secret": "{{ secret.TOKEN }}"}},
        "said": {"kind": "emit@1", "type": "test/said", "data": "{{ event.data }}"},
    },
    "wires": ["open -> said", "small -> said", "token -> said", "signed -> said"],
}


def ask(port, method, path, headers, body):
    """(status, what the answer says)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def answers(port):
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stimulate(side, port, told):
    SaltLab.wait_for(lambda: answers(port), 60, "the webhooks to be open")
    for method, path, headers, body, status in REQUESTS:
        before = len(side.exits("said"))
        found, said = ask(port, method, path, headers, body)
        assert found == status, (method, path, found, said)
        told.append(f"{method} {path} {found} {said.get('error', '').split(':')[0]}")
        if status == 202:
            SaltLab.wait_for(lambda: len(side.exits("said")) > before, 30, f"the event of {path}")


def comparable(event):
    text = json.dumps(event["data"], sort_keys=True)
    text = re.sub(r"x{100,}", lambda many: f"<{len(many.group())} x>", text)
    assert SECRET not in text, "a secret is in an event"
    return f"{event['type']} {text}"


def main(program):
    told = ([], [])
    with tempfile.TemporaryDirectory() as folder, DockerEngine(images="busybox") as docker:
        work = pathlib.Path(folder)
        path = work / "hooks.saltern.yaml"
        path.write_text(json.dumps(DOCUMENT))
        ports = free_port(), free_port()
        expected = on_saltern(
            program,
            docker,
            path,
            work,
            lambda side: stimulate(side, ports[0], told[0]),
            ["--webhooks", f"127.0.0.1:{ports[0]}"],
        )
        found = on_salt(
            program,
            docker,
            path,
            work,
            lambda side: stimulate(side, ports[1], told[1]),
            ("exact", "approximate"),
            SaltLab(master_options=f"saltern_webhook_address: 127.0.0.1:{ports[1]}\n"),
        )
    assert expected, "Saltern's engine published nothing"
    show(told[0] + list(map(comparable, expected)), told[1] + list(map(comparable, found)))


if __name__ == "__main__":
    run_or_skip(main, sys.argv[1])
