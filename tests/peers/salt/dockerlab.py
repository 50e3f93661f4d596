"""A private Docker engine from the repository's lab, and just enough of its API to stimulate it."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
HELPERS = ROOT / "resources" / "salt" / "salt" / "_utils"
sys.path.insert(0, str(HELPERS))
sys.dont_write_bytecode = True

import saltern_http  # noqa: E402


class DockerEngine:
    """Use as a context manager; nothing of it remains."""

    def __init__(self, name="salt", images="busybox python", tls=False):
        self.name, self.images, self.tls = name, images, tls
        self.folder = tempfile.mkdtemp(prefix="saltern-peer-lab-", dir="/var/tmp")

    def __enter__(self):
        tls = ["--tls"] if self.tls else []
        self._lab("engine", "start", self.name, *tls, "--images", self.images)
        shown = json.loads(self._lab("engine", "show", self.name))
        self.endpoint, self.tcp, self.tls_folder = shown["endpoint"], shown["tcp"], shown["tlsFolder"]
        self.api = saltern_http.Docker(self.endpoint)
        return self

    def __exit__(self, *_):
        self._lab("down")
        try:
            os.rmdir(self.folder)
        except OSError:
            pass

    def _lab(self, *arguments):
        environment = {**os.environ, "SALTERN_LAB": self.folder}
        lab = str(ROOT / "tests" / "lab" / "lab")
        done = subprocess.run([lab, *arguments], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"lab {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def restart(self):
        """The daemon ends in good order and comes back as the same engine."""
        self._lab("engine", "stop", self.name)
        self._lab("engine", "start", self.name)

    def start_container(self, name, image="busybox:1.36", command=None, labels=None, binds=None):
        body = {
            "Image": image,
            "Cmd": command or ["sh", "-c", "trap 'exit 0' TERM; sleep 300 & wait"],
            "Labels": labels or {},
            "HostConfig": {"Binds": binds or []},
        }
        ident = json.loads(self.api.call("POST", "/containers/create", {"name": name}, body)[1])["Id"]
        self.api.call("POST", f"/containers/{ident}/start")
        return ident

    def stop_container(self, ident):
        self.api.call("POST", f"/containers/{ident}/stop", {"t": 2})

    def remove_containers(self, idents):
        for ident in idents:
            self.api.call("DELETE", f"/containers/{ident}", {"force": 1})

    def running(self, ident):
        return self.api.get(f"/containers/{ident}/json")["State"]["Running"]

    def listeners(self):
        """How many read the events of the daemon."""
        return self.api.get("/info")["NEventsListener"]

    def tag(self, image, repository, tag):
        self.api.call("POST", f"/images/{image}/tag", {"repo": repository, "tag": tag})
