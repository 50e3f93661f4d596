"""The kinds that see to a state, prune and ask web services: the same cases on Saltern's own engine
and, exported, on a real Salt master and minion with a real Docker engine, compared exit event by exit
event. usage: salt_kinds.py SALTERN"""

import http.server
import json
import pathlib
import re
import sys
import tempfile
import threading

import dispatched
from dockerlab import DockerEngine
from saltlab import SaltLab, run_or_skip
from sidebyside import on_salt, on_saltern, show

WEB = {
    "name": "web",
    "image": "busybox:1.36",
    "command": ["sleep", "600"],
    "networks": ["kinds-net"],
    "labels": {"kinds": "yes", "text": "{{ event.data.text }}"},
    "env": {"TOKEN": "{{ secret.TOKEN }}", "MODE": "a"},
    "stopTimeout": "0s",
    "settle": "500ms",
}
NET = {"name": "kinds-net", "labels": {"kinds": "yes"}, "internal": True}
VOLUME = {"name": "kinds-data", "labels": {"kinds": "yes", "text": "{{ event.data.text }}"}}
PRUNE = {"what": ["containers", "networks", "volumes"], "olderThan": "0s", "labels": "kinds=yes"}
URL = {"url": "{{ event.data.url }}/echo"}

# (name, kind, settings), in this order.
CASES = [
    ("net-dry", "network.ensure", {**NET, "dryRun": True}),
    ("net-made", "network.ensure", NET),
    ("net-same", "network.ensure", NET),
    ("net-differs", "network.ensure", {**NET, "labels": {"kinds": "no"}}),
    ("net-again", "network.ensure", {**NET, "labels": {"kinds": "yes", "v": "2"}, "recreate": True}),
    ("net-bad-name", "network.ensure", {"name": "{{ event.data.text }}"}),
    ("volume-made", "volume.ensure", VOLUME),
    ("volume-same", "volume.ensure", VOLUME),
    ("volume-differs", "volume.ensure", {**VOLUME, "labels": {"kinds": "2"}}),
    ("image-tagged", "image.ensure", {"image": "busybox:1.36", "pull": "never", "tags": ["kinds:one"]}),
    ("image-same", "image.ensure", {"image": "kinds:one"}),
    ("image-missing", "image.ensure", {"image": "kinds:none", "pull": "never"}),
    ("image-nowhere", "image.ensure", {"image": "127.0.0.1:1/kinds:none"}),
    ("image-bad-name", "image.ensure", {"image": "{{ event.data.text }}"}),
    ("web-no-image", "container.ensure", {"name": "web"}),
    ("web-dry", "container.ensure", {**WEB, "dryRun": True}),
    ("web-made", "container.ensure", WEB),
    ("web-same", "container.ensure", WEB),
    ("web-new-dry", "container.ensure", {**WEB, "env": {"MODE": "b"}, "memory": "64MiB", "dryRun": True}),
    ("web-new", "container.ensure", {**WEB, "env": {"MODE": "b"}, "memory": "64MiB", "restart": "always"}),
    ("web-image", "container.ensure", {"name": "web", "image": "kinds:one", "settle": "0s"}),
    (
        "web-fails",
        "container.ensure",
        {"name": "web", "command": ["sh", "-c", "echo no; exit 3"], "stopTimeout": "0s"},
    ),
    ("web-stopped", "container.ensure", {"name": "web", "state": "stopped", "stopTimeout": "0s"}),
    ("web-started", "container.ensure", {"name": "web", "settle": "0s"}),
    ("net-used", "network.ensure", {"name": "kinds-net", "state": "absent"}),
    ("prune-nothing", "prune", {**PRUNE, "what": "containers"}),
    ("web-gone", "container.ensure", {"name": "web", "state": "absent", "stopTimeout": "0s"}),
    ("web-still-gone", "container.ensure", {"name": "web", "state": "absent"}),
    ("image-gone", "image.ensure", {"image": "kinds:one", "state": "absent"}),
    ("prune-dry", "prune", {**PRUNE, "dryRun": True}),
    ("prune-all", "prune", PRUNE),
    ("volume-gone", "volume.ensure", {"name": "kinds-data", "state": "absent"}),
    ("get", "http.request", {**URL, "query": {"t": "{{ event.data.text }}", "n": "{{ event.data.n }}"}}),
    ("post", "http.request", {**URL, "method": "POST", "body": {"e": "{{ event.data }}"}}),
    ("put", "http.request", {**URL, "method": "PUT", "body": "{{ event.data.text }}"}),
    ("key", "http.request", {**URL, "headers": {"Authorization": "Bearer {{ secret.TOKEN }}"}}),
    ("bad-header", "http.request", {**URL, "headers": {"X-Text": "{{ event.data.text }}"}}),
    ("bad-address", "http.request", {"url": "{{ event.data.text }}"}),
    ("not-there", "http.request", {"url": "{{ event.data.url }}/404"}),
    ("expected", "http.request", {"url": "{{ event.data.url }}/404", "expect": [404]}),
    ("redirected", "http.request", {"url": "{{ event.data.url }}/302", "redirects": 1}),
    ("redirects", "http.request", {"url": "{{ event.data.url }}/302"}),
    ("no-service", "http.request", {"url": "http://127.0.0.1:1/"}),
    ("told", "notify", {**URL, "title": "{{ event.data.text }}", "text": "{{ event.data.text }}"}),
]


NOTE = {"kind": "emit@1", "type": "test/seen", "data": {"action": "{{ event.data.Action }}"}}


def nodes_of(cases):
    """The nodes by name; all that touches Docker does so on one host."""
    nodes = {}
    for name, kind, settings in cases:
        place = {} if kind in ("http.request", "notify") else {"place": "edge-1"}
        nodes[name] = {"kind": kind + "@1", **place, **settings}
    return nodes


def document():
    seen = {"kind": "docker.event@1", "action": ["create", "start", "die"], "labels": {"kinds": "yes"}}
    return dispatched.document("kinds", nodes_of(CASES), {"seen": seen, "note": NOTE}, ["seen -> note"])


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        status = int(path[1:]) if path[1:].isdigit() else 200
        kept = ("Authorization", "Content-Type")
        said = {"method": self.command, "path": self.path, "body": body.decode()}
        said.update({name: self.headers[name] for name in kept if name in self.headers})
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Twice", "a")
        self.send_header("X-Twice", "b")
        if status == 302:
            self.send_header("Location", "/echo?redirected")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


class Service(http.server.ThreadingHTTPServer):
    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server_port}"

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def stimulate(docker, url, side):
    """Sends every case and waits for its exit; then a container that nobody's pipeline made."""
    dispatched.begin_each(side, nodes_of(CASES), 90, text=dispatched.HOSTILE, url=url)
    assert not side.exits("note"), "what our own steps do begins no runs"
    foreign = docker.start_container("foreign", labels={"kinds": "yes"})
    SaltLab.wait_for(lambda: len(side.exits("note")) >= 2, 60, "the foreign container to be seen")
    docker.remove_containers([foreign])
    SaltLab.wait_for(lambda: len(side.exits("note")) >= 3, 60, "its end to be seen")


def comparable(event, url):
    """An exit event without what differs from one run to the next: ids, times, places."""
    data = json.loads(json.dumps(event["data"]))
    if isinstance(data.get("body"), (dict, str)) and "headers" in data:
        for header in ("date", "server"):
            data["headers"].pop(header, None)
    data.get("error", {}).pop("detail", None)
    text = json.dumps(data, sort_keys=True, ensure_ascii=True).replace(url, "<url>")
    text = re.sub(r'(\\+"(?:id|time|source)\\+":) ?\\+"[^"\\]*\\+"', r"\1 <>", text)
    text = text.replace(url.split("//")[1], "<place>")
    text = re.sub(r"(?<!sha256:)\b([0-9a-f]{64}|[0-9a-f]{12})\b", "<id>", text)
    return f"{event['type']} {text}"


def main(program):
    with tempfile.TemporaryDirectory() as folder, DockerEngine(images="busybox") as docker:
        with Service(("127.0.0.1", 0), Echo) as url:
            work = pathlib.Path(folder)
            path = work / "kinds.saltern.yaml"
            path.write_text(document())
            sides = [
                run(program, docker, path, work, lambda side: stimulate(docker, url, side))
                for run in (on_saltern, on_salt)
            ]
            expected, found = ([comparable(event, url) for event in events] for events in sides)
    assert len(expected) >= len(CASES), "Saltern's engine published too little"
    show(expected, found)


if __name__ == "__main__":
    run_or_skip(main, sys.argv[1])
