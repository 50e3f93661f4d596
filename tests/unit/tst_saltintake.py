"""What the exported engine `saltern_docker` puts on the bus when its connection ends, when it is killed and
begins anew, and when the daemon no longer knows: nothing twice, and nothing that did not happen. And what
the Reactor makes of an event that a minion sends twice."""

import importlib
import importlib.util
import json
import os
import pathlib
import sys
import tempfile
import threading
import time

from fakedocker import FakeDocker

HELPERS = pathlib.Path(__file__).resolve().parents[2] / "resources" / "salt" / "salt"
sys.path[:0] = [str(HELPERS / "_utils"), str(HELPERS / "_engines")]
sys.dont_write_bytecode = True

import saltern_docker  # noqa: E402

UP, DOWN, GAP = "host/edge-1/up", "host/edge-1/down", "host/edge-1/gap"
START, DIE, KILL, PAUSE = (f"docker/container/{action}" for action in ("start", "die", "kill", "pause"))


class Tools(dict):
    """Salt's `__utils__`."""

    def __missing__(self, name):
        module, function = name.split(".")
        return getattr(importlib.import_module(module), function)


class Engine:
    """The engine in a thread. A second one in the same folder is what Salt starts after the end of the
    first; `bus` is what was published, with " synthetic" or " requested" behind it."""

    def __init__(self, docker, folder):
        self.bus, self.killed = [], False
        saltern_docker.__opts__ = {"id": "edge-1", "cachedir": folder}
        saltern_docker.__utils__ = Tools()
        saltern_docker.__salt__ = {"config.get": lambda _, default: default}
        saltern_docker._bus = lambda: self.put
        self.follower = saltern_docker._Follower(docker.url, "edge-1", None)
        save = self.follower.intake.save
        self.follower.intake.save = lambda at_once=False: None if self.killed else save(at_once)
        threading.Thread(target=self.follower.run, daemon=True).start()

    def kill(self, docker):
        """Nothing more is saved, published or heard."""
        self.killed, self.follower.docker.url = True, "unix:///gone"
        docker.cut()

    def put(self, _, sent):
        if self.killed:
            return
        event = json.loads(sent["event"])
        requested = event["data"].get("container", {}).get("requested")
        said = event["type"] + (" synthetic" if event.get("salternsynthetic") else "")
        self.bus.append(said + (" requested" if requested else ""))

    def wait(self, said, times=1):
        end = time.monotonic() + 60
        while self.bus.count(said) < times:
            assert time.monotonic() < end, f"waited in vain for {said}: {self.bus}"
            time.sleep(0.02)


def begun(docker, folder):
    """An engine that has heard of the start of a container."""
    engine = Engine(docker, folder)
    engine.wait(UP)
    docker.tell("start")
    engine.wait(START)
    return engine


def reconnects(docker, folder):
    engine = begun(docker, folder)
    for times in (2, 3):
        docker.cut()
        engine.wait(UP, times)
    docker.tell("die", exitCode="1")
    engine.wait(DIE)
    return engine.bus, [UP, START, DOWN, UP, DOWN, UP, DIE]


def dies_meanwhile(docker, forgotten):
    """The connection ends, and before there is another one the container dies."""
    hear = docker.hear

    def happens_first(since):
        docker.hear = hear
        docker.tell("die", exitCode="1")
        if forgotten:
            docker.forget()
        return hear(since)

    docker.hear = happens_first
    docker.cut()


def hears_late_what_happened_meanwhile(docker, folder):
    engine = begun(docker, folder)
    dies_meanwhile(docker, forgotten=False)
    engine.wait(DIE)
    docker.tell("pause")
    engine.wait(PAUSE)
    return engine.bus, [UP, START, DOWN, UP, DIE, PAUSE]


def begins_anew(docker, folder):
    first = begun(docker, folder)
    docker.tell("kill", signal="15")
    first.wait(KILL)
    first.kill(docker)
    second = Engine(docker, folder)
    second.wait(UP)
    docker.tell("die", exitCode="143")
    second.wait(DIE + " requested")
    return first.bus + second.bus, [UP, START, KILL, UP, DIE + " requested"]


def daemon_forgets(docker, folder):
    engine = begun(docker, folder)
    dies_meanwhile(docker, forgotten=True)
    engine.wait(DIE + " synthetic")
    return engine.bus, [UP, START, DOWN, UP, GAP, DIE + " synthetic"]


def check_reactor():
    path = HELPERS / "_modules" / "saltern.py"
    spec = importlib.util.spec_from_file_location("module", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.__utils__ = Tools()
    begin = {"kind": "bus.event", "patterns": [{}], "first": "out", "wires": {"out": ["said"]}}
    said = {"kind": "emit", "settings": {"type": "a/b"}, "templated": [], "wires": {}}
    plan = {"pipeline": "p", "revision": "1", "nodes": {"begin": begin, "said": said}}

    def reactions(ident, from_minion=True, pipeline="p"):
        event = {"id": ident, "type": "t/t", "source": "s", "time": "t", "data": {}}
        sent = {"event": json.dumps(event)}
        data = {"cmd": "_minion_event", "id": "edge-1", "data": sent} if from_minion else sent
        return len(module.react({**plan, "pipeline": pipeline}, "saltern/bus/t/t", data))

    assert reactions("1") == 2  # what it says, and its exit
    assert reactions("1") == 0
    assert reactions("2") == 2
    assert reactions("1", pipeline="q") == 2
    assert reactions("3", from_minion=False) == reactions("3", from_minion=False) == 2


def main():
    check_reactor()
    for case in (reconnects, hears_late_what_happened_meanwhile, begins_anew, daemon_forgets):
        with tempfile.TemporaryDirectory() as folder:
            found, expected = case(FakeDocker(folder + "/docker.sock"), folder)
        assert found == expected, f"{case.__name__}: {found} in place of {expected}"
        print(f"{case.__name__}: {len(found)} events", flush=True)
    os._exit(0)  # the engines never end


main()
