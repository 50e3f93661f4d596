"""What the Docker engine is made to do while Saltern, or Salt, watches it."""

import json
import socket
import threading
import time

PATIENCE = 15  # seconds without any progress after which what is missing counts as lost


class Load:
    """Three containers of a DockerEngine: one for bursts, one that is renamed, one that is acted on."""

    def __init__(self, docker):
        self.docker = docker
        for name in ("burst", "told", "target"):
            setattr(self, name, docker.start_container(name))
        self.renames = 0

    def remove(self):
        self.docker.remove_containers([self.burst, self.told, self.target])

    def make_execs(self, count):
        """Creates execs, which costs the daemon next to nothing, over one connection; the names of
        all and the seconds it took. Each is an event `exec_create` with its name in it."""
        names = [f"burst-{index}" for index in range(count)]
        path = self.docker.endpoint.removeprefix("unix://")
        begun = time.monotonic()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(path)
            sender = threading.Thread(target=self._send_execs, args=(connection, names), daemon=True)
            sender.start()
            answers = connection.makefile("rb")
            for _ in names:
                _read_answer(answers)
            sender.join()
        return names, time.monotonic() - begun

    def _send_execs(self, connection, names):
        for name in names:
            body = json.dumps({"Cmd": [name]}).encode()
            head = f"POST /v1.41/containers/{self.burst}/exec HTTP/1.1\r\nHost: docker\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    def rename(self, prefix):
        """An event `rename` with a name that comes once."""
        self.renames += 1
        name = f"{prefix}-{self.renames}"
        self.docker.api.call("POST", f"/containers/{self.told}/rename", {"name": name})
        return name

    def times_to_act(self, count):
        """Nanoseconds, by the daemon's clock, from an event to the action that answers it; one after
        the other."""
        connection, answer = self.docker.api.open(
            "GET", "/events", {"filters": json.dumps({"event": ["rename", "kill"]})}, timeout=PATIENCE
        )
        took = []
        try:
            for _ in range(count):
                self.rename("asked")
                asked = _next_event(answer, "rename", self.told)
                took.append(_next_event(answer, "kill", self.target) - asked)
        finally:
            connection.close()
        return took


def _read_answer(stream):
    status, length = stream.readline(), 0
    if b" 201 " not in status:
        raise RuntimeError(f"the daemon answered {status!r}")
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    stream.read(length)


def _next_event(stream, action, container):
    while True:
        event = json.loads(stream.readline())
        if event["Action"] == action and event["Actor"]["ID"] == container:
            return event["timeNano"]


def wait_for_lines(seen, names):
    """The seconds until all names were seen (measured from now) and those that were not, after
    nothing came for long."""
    begun = changed = finished = time.monotonic()
    known, names = 0, set(names)
    while known < len(names) and time.monotonic() - changed < PATIENCE:
        found = len(names & seen())
        if found != known:
            known, changed, finished = found, time.monotonic(), time.monotonic()
        time.sleep(0.01)
    return finished - begun, names - seen()
