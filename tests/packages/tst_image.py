#!/usr/bin/env python3
"""Makes the image of the engine from its Debian package, and lets it serve a pipeline.

    tst_image.py BUILD_FOLDER

Skips with one sentence where such an image cannot be made (77).
"""

import json
import os
import shutil
import sys
import tempfile
import time
import unittest
from pathlib import Path

from commands import run

BUILD = Path(sys.argv[1])
ROOT = Path(__file__).resolve().parents[2]
SKIP = 77
IMAGE = "saltern:test"

PIPELINE = """saltern: 1
pipeline: watch
nodes:
  ended:
    kind: docker.event@1
    type: container
    action: die
    labels: { saltern.test: image }
  note: { kind: log@1, message: "{{ event.data.container.name }} has ended" }
wires:
  - ended -> note
"""


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="saltern-image-test-", dir="/var/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.lab = {**os.environ, "SALTERN_LAB": str(cls.folder / "lab")}
        cls.addClassCleanup(run, ROOT / "tests/lab/lab", "down", env=cls.lab)
        run(ROOT / "tests/lab/lab", "engine", "start", "image", "--images", "busybox", env=cls.lab)
        shown = json.loads(run(ROOT / "tests/lab/lab", "engine", "show", "image", env=cls.lab))
        cls.docker = {**os.environ, "DOCKER_HOST": shown["endpoint"]}
        cls.socket = shown["endpoint"].removeprefix("unix://")
        run("cpack", "-G", "DEB", "-B", cls.folder / "packages", cwd=BUILD)
        package = next((cls.folder / "packages").glob("saltern_*.deb"))
        try:
            run(ROOT / "packaging/image/make", package, IMAGE, env=cls.docker)
        except AssertionError as problem:
            if "E: " not in str(problem):
                raise
            print(f"skipped: Debian's packages cannot be had here: {str(problem)[-200:]}")
            cls.doClassCleanups()
            os._exit(SKIP)

    def docker_says(self, *arguments):
        return run("docker", *arguments, env=self.docker)

    def inside(self, *arguments):
        return self.docker_says("exec", "engine", "saltern", *arguments)

    def test_it(self):
        pipelines = self.folder / "pipelines"
        pipelines.mkdir()
        pipelines.chmod(0o755)
        (pipelines / "watch.saltern.yaml").write_text(PIPELINE)
        group = os.stat(self.socket).st_gid
        self.docker_says("run", "--detach", "--name", "engine", "--read-only", "--cap-drop", "ALL",
                         "--group-add", str(group), "--tmpfs", "/run/saltern:uid=990,mode=0700",
                         "--volume", f"{self.socket}:/var/run/docker.sock",
                         "--volume", f"{pipelines}:/etc/saltern/pipelines:ro",
                         "--volume", "state:/var/lib/saltern", IMAGE)
        self.assertIn("uid=990(saltern)", self.docker_says("exec", "engine", "id"))
        self.until(lambda: "docker" in self.inside("hosts", "check").lower())
        # The engine may still be on its way to the event stream: one container after another
        # ends until it has seen one.
        self.until(self.a_container_is_seen)
        self.docker_says("stop", "--time", "10", "engine")
        ended = json.loads(self.docker_says("inspect", "engine"))[0]["State"]
        self.assertEqual(ended["ExitCode"], 0, "SIGTERM ends it in order")

    def a_container_is_seen(self):
        self.docker_says("run", "--rm", "--label", "saltern.test=image", "busybox:1.36", "true")
        return "done" in self.inside("runs", "list", "--state", "/var/lib/saltern", "--json")

    def until(self, holds, seconds=60):
        give_up = time.monotonic() + seconds
        problem = "it did not happen"
        while time.monotonic() < give_up:
            try:
                if holds():
                    return
            except AssertionError as why:
                problem = str(why)
            time.sleep(0.5)
        self.fail(f"{problem}\n{run('docker', 'logs', 'engine', env=self.docker)}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
