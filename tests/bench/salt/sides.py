"""The two that are compared, each with the same pipeline. `seen()` answers the names that its log
nodes have written down so far."""

import os
import re
import subprocess
import tempfile

from installation import copy_to_master, export, give_pillar, install, orchestrate
from saltlab import SaltLab

DOCUMENT = """saltern: 1
pipeline: beside-salt
nodes:
  made: { kind: docker.event@1, action: exec_create }
  wanted: { kind: filter@1, match: { data.container.detail: [{ prefix: burst- }] } }
  write: { kind: log@1, message: "seen {{ event.data.container.detail }} ." }
  told: { kind: docker.event@1, action: rename, container: "told-*" }
  note: { kind: log@1, message: "seen {{ event.data.container.name }} ." }
  asked: { kind: docker.event@1, action: rename, container: "asked-*" }
  act: { kind: container.action@1, action: kill, signal: CONT, container: target }
wires: [made -> wanted, wanted -> write, told -> note, asked -> act]
"""


class _Names:
    """The names in a log that grows."""

    def __init__(self, path):
        self.stream = open(path, encoding="utf-8", errors="replace")
        self.rest, self.names = "", set()

    def __call__(self):
        self.rest += self.stream.read()
        whole, _, self.rest = self.rest.rpartition("\n")
        self.names.update(re.findall(r"seen (\S+) \.", whole))
        return self.names


class Saltern:
    name, burst = "Saltern", 20_000

    def __init__(self, program, docker, folder):
        self.program, self.docker, self.folder = program, docker, folder

    def __enter__(self):
        document = self.folder / "beside-salt.saltern.yaml"
        document.write_text(DOCUMENT)
        self.log = open(self.folder / "saltern.log", "wb")
        self.process = subprocess.Popen(
            [self.program, "run", str(document), "--state", tempfile.mkdtemp(dir=self.folder)]
            + ["--host", f"edge-1={self.docker.endpoint}"],
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )
        self.seen = _Names(self.log.name)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


class Salt:
    """The export with the helper modules."""

    name, burst, profile, release = "Salt", 500, "helper", ""

    def __init__(self, program, docker, folder):
        self.program, self.docker, self.folder = program, docker, folder
        self.lab = SaltLab(minion_options=f"docker.url: {docker.endpoint}\n", release=self.release)

    def __enter__(self):
        document = self.folder / "beside-salt.saltern.yaml"
        document.write_text(DOCUMENT)
        export(self.program, document, self.folder / "out", "--profile", self.profile)
        self.lab.prepare()
        copy_to_master(self.lab, self.folder / "out")
        self.start()
        self.seen = _Names(self.lab.root / "master" / "var" / "log" / "salt" / "master")
        return self

    def start(self):
        give_pillar(self.lab, {"docker": self.docker.endpoint})
        self.lab.start()
        install(self.lab, ["beside-salt"])

    def __exit__(self, *_):
        self.lab.stop()


class SaltStock(Salt):
    """The export for a Salt that has nothing of ours."""

    name, profile, release = "Salt 3006, profile stock", "stock", "3006"

    def start(self):
        self.lab.start()
        orchestrate(self.lab, ["beside-salt"])


def program_of(build):
    return os.path.join(build, "bin", "saltern")
