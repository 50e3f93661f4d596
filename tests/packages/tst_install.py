#!/usr/bin/env python3
"""Installs the Debian packages into a bare Debian 12 and starts what is in them.

    tst_install.py BUILD_FOLDER

Skips with one sentence where such a root cannot be made (77).
"""

import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from commands import run

BUILD = Path(sys.argv[1])
SKIP = 77


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="saltern-packages-", dir="/var/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.root = cls.folder / "root"
        try:
            run("mmdebstrap", "--variant=apt", "bookworm", cls.root)
        except AssertionError as problem:
            print(f"skipped: a bare Debian root cannot be made here: {str(problem)[-200:]}")
            os._exit(SKIP)
        run("cpack", "-G", "DEB", "-B", cls.folder / "packages", cwd=BUILD)
        cls.packages = sorted((cls.folder / "packages").glob("*.deb"))
        for package in cls.packages:
            shutil.copy(package, cls.root / "tmp")

    def inside(self, *command):
        return run("chroot", self.root, "env", "HOME=/root", "LC_ALL=C.UTF-8", *command)

    def test_it(self):
        self.assertEqual(len(self.packages), 2)
        engine = next(p.name for p in self.packages if not p.name.startswith("saltern-studio"))
        studio = next(p.name for p in self.packages if p.name.startswith("saltern-studio"))

        self.inside("apt-get", "update", "-qq")
        self.inside("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/tmp/{engine}")
        self.assertIn("saltern 0", self.inside("saltern", "version"))
        self.assertIn('"$schema"', self.inside("saltern", "schema"))
        self.assertTrue((self.root / "usr/lib/systemd/system/saltern.service").exists())
        for place in ("bash-completion/completions/saltern", "zsh/vendor-completions/_saltern",
                      "fish/vendor_completions.d/saltern.fish"):
            self.assertIn("--complete", (self.root / "usr/share" / place).read_text())
        without_window = self.inside("dpkg-query", "-W", "-f", "${Package}\n")
        for package in ("libqt6gui6", "libqt6quick6", "libqt6widgets6"):
            self.assertNotIn(package, without_window.splitlines())

        self.inside("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/tmp/{studio}")
        for page in ("home", "design"):
            said = self.inside("saltern-studio", "--screenshot", "/tmp/picture.png", "--page", page)
            self.assertNotIn("qrc:", said, "QML complains")
            self.assertGreater((self.root / "tmp/picture.png").stat().st_size, 5_000)
        self.inside("apt-get", "remove", "-y", "-qq", "saltern", "saltern-studio")
        self.assertFalse((self.root / "usr/bin/saltern").exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
