"""Salt engine: the events of one Docker engine on Salt's bus, as Saltern sees them.

Configuration, of a minion beside Docker or of the master:

    engines:
      - saltern_docker:
          host: edge-1                          # by default the minion's id
          url: unix:///var/run/docker.sock      # or tcp://..., with
          tls: {ca: ..., cert: ..., key: ...}

On the master, a host that `saltern_hosts` of its configuration names needs nothing else here.

It resumes where it stopped, drops what it has seen, and compares the containers after every
reconnection: a change that it missed becomes an event marked `salternsynthetic`, and what cannot be
known becomes `host/<name>/gap`.
"""

import json
import logging
import os
import queue
import random
import socket
import threading
import time

log = logging.getLogger(__name__)

_SILENCE = 10  # seconds without an event after which the daemon is asked whether it lives
_SETTLED = 0.5  # what Docker shows of a container is told as an event a moment later
_FURTHEST_NS = 3600 * 10**9
_LONGEST_PAUSE = 30
_SHARED = (
    "saltern_event.make",
    "saltern_message.event",
    "saltern_message.ident",
    "saltern_message.parse",
    "saltern_missed.attributes",
    "saltern_missed.removal",
    "saltern_missed.state_of",
    "saltern_missed.transitions",
)


def start(url="unix:///var/run/docker.sock", host="", tls=None):
    _Follower(url, host or __opts__["id"], tls).run()


class _Follower:
    def __init__(self, url, host, tls):
        labels = __salt__["config.get"]("saltern:labels", {})
        self.own = os.path.join(__opts__["cachedir"], "saltern", "own")
        if host in __opts__.get("saltern_hosts", {}):
            url, tls = __utils__["saltern_masterhost.connection"](__opts__, host)
            labels = __utils__["saltern_masterhost.labels"](__opts__, host)
            self.own = __utils__["saltern_masterhost.own_folder"](__opts__, host)
        self.docker = __utils__["saltern_http.client"](url, tls)
        path = os.path.join(__opts__["cachedir"], "saltern", f"cursor-{host}.json")
        tools = {name: __utils__[name] for name in _SHARED}
        self.intake = __utils__["saltern_intake.intake"](tools, host, path)
        self.labels = json.dumps(labels)
        self.fire = _bus()
        self.pause, self.up = 0.5, False

    def run(self):
        while True:
            try:
                self._follow()
            except Exception as error:  # pylint: disable=broad-except
                log.warning("saltern: events of %s: %s", self.docker.url, error)
            self.intake.save(at_once=True)
            if self.up:
                self.up = False
                self._publish(self.intake.about_host("down"))
            time.sleep(random.uniform(0, self.pause))
            self.pause = min(self.pause * 2, _LONGEST_PAUSE)

    def _follow(self):
        daemon, now_ns = self._daemon()
        known = self.intake.resume(daemon, now_ns)
        since_ns = self.intake.since(now_ns, _FURTHEST_NS)
        query = {"since": _docker_time(since_ns)}
        connection, answer = self.docker.open("GET", "/events", query, timeout=None)
        lines = queue.Queue()
        threading.Thread(target=_read, args=(answer, lines), daemon=True).start()
        try:
            self.up, self.pause = True, 0.5
            self._publish(self.intake.about_host("up"))
            if known:
                self._catch_up(since_ns)
            else:
                self.intake.adopt(self._containers(), now_ns)
            while True:
                self._take(self._next(lines))
        finally:
            _shut(connection)

    def _catch_up(self, since_ns):
        """Looks for what happened while there was no connection. What the daemon still remembers comes
        by the stream; whether that is all of it, it says when it is asked for a time that is over."""
        last, base_ns = self.intake.last_id, self.intake.last_ns
        remembered, _ = self._past(since_ns)
        if last in remembered:
            return
        if last:
            self.intake.gap(self._daemon()[1])
            reason = "the daemon no longer has the last event seen"
            self._publish(self.intake.about_host("gap", reason=reason))
        inspected = self._containers()
        time.sleep(_SETTLED)
        _, touched = self._past(since_ns)
        for event in self.intake.missed(inspected, touched, base_ns, self._daemon()[1]):
            self._publish(__utils__["saltern_own.with_cause"](self.own, event))

    def _past(self, since_ns):
        """What the daemon remembers of the time until now: (ids of the events, their containers)."""
        until_ns = self._daemon()[1]
        if until_ns <= since_ns:
            return set(), set()  # its clock was set back: nobody can tell
        query = {"since": _docker_time(since_ns), "until": _docker_time(until_ns)}
        return self.intake.idents(self.docker.call("GET", "/events", query)[1].splitlines())

    def _daemon(self):
        """The daemon's id and what its clock says: that of another machine may differ from ours."""
        info = self.docker.get("/info", timeout=10)
        return info["ID"], __utils__["saltern_event.parse_time"](info["SystemTime"])

    def _containers(self):
        """What Docker says of every container; one that goes meanwhile is left out."""
        inspected = []
        for container in self.docker.get("/containers/json", {"all": 1}, timeout=30):
            try:
                inspected.append(self.docker.get(f"/containers/{container['Id']}/json"))
            except Exception as error:
                if getattr(error, "status", 0) != 404:
                    raise
        return inspected

    def _next(self, lines):
        """The next line; asks the daemon when it has been silent for long."""
        while True:
            try:
                return lines.get(timeout=_SILENCE)
            except queue.Empty:
                self.docker.call("GET", "/_ping", timeout=_SILENCE)
                self.intake.save(at_once=True)

    def _take(self, line):
        if line is None:
            raise ConnectionError("the stream ended")
        event = self.intake.accept(line)
        if event:
            self._publish(__utils__["saltern_own.with_cause"](self.own, event))

    def _publish(self, event):
        sent = {**__utils__["saltern_event.payload"](event), "labels": self.labels}
        self.fire(__utils__["saltern_event.tag"](event), sent)


def _docker_time(ns):
    return f"{ns // 10**9}.{ns % 10**9:09d}"


def _read(answer, lines):
    """The only reader of the stream; None marks its end."""
    try:
        while True:
            line = answer.readline()
            if not line:
                break
            lines.put(line)
    except (OSError, ValueError, AttributeError):
        pass
    lines.put(None)


def _shut(connection):
    """Wakes the reader, which would wait for ever on a stream that nobody closes."""
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):
        pass


def _bus():
    """fire(tag, data) for the process that this engine runs in."""
    import salt.utils.event

    if __opts__.get("__role") == "master":
        master = salt.utils.event.get_master_event(__opts__, __opts__["sock_dir"], listen=False)
        return lambda tag, data: master.fire_event(data, tag)
    minion = salt.utils.event.MinionEvent(__opts__, listen=False)

    def fire(tag, data):
        if not minion.fire_event({"data": data, "tag": tag, "events": None, "pretag": None}, "fire_master"):
            log.error("saltern: the event %s could not be handed to the minion", tag)

    return fire
