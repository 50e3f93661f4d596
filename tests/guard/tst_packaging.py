#!/usr/bin/env python3
"""Holds the files of packaging/ against each other: one id everywhere, every option in a manual page.

    tst_packaging.py ROOT SALTERN STUDIO
"""

import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT, SALTERN, STUDIO = (Path(argument) for argument in sys.argv[1:4])
ID = "io.saltern.Studio"
FOLDER = ROOT / "packaging/studio"


def desktop_entry():
    lines = (FOLDER / f"{ID}.desktop").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


class Packaging(unittest.TestCase):
    def test_one_id_everywhere(self):
        metainfo = xml.parse(FOLDER / f"{ID}.metainfo.xml").getroot()
        self.assertEqual(metainfo.findtext("id"), ID)
        self.assertEqual(metainfo.findtext("launchable"), f"{ID}.desktop")
        self.assertEqual(desktop_entry()["Icon"], ID)
        self.assertTrue((FOLDER / f"{ID}.svg").exists())

    def test_one_media_type_everywhere(self):
        space = "{http://www.freedesktop.org/standards/shared-mime-info}"
        mime = xml.parse(FOLDER / f"{ID}.mime.xml").getroot().find(f"{space}mime-type").get("type")
        metainfo = xml.parse(FOLDER / f"{ID}.metainfo.xml").getroot()
        self.assertEqual(metainfo.findtext("provides/mediatype"), mime)
        self.assertEqual(desktop_entry()["MimeType"], f"{mime};")

    def test_every_command_is_in_the_manual(self):
        page = subprocess.run([SALTERN, "--man-page"], capture_output=True, text=True, check=True).stdout
        usage = subprocess.run([SALTERN, "--help"], capture_output=True, text=True, check=True).stdout
        commands = re.findall(r"^  ([a-z]+) ", usage.split("Subcommands:")[1], re.MULTILINE)
        self.assertGreater(len(commands), 10)
        for command in commands:
            self.assertIn(f".SS {command}\n", page)
        self.assertIn("Exit codes", page)

    def test_every_option_of_the_studio_is_in_its_manual(self):
        usage = subprocess.run([STUDIO, "-platform", "offscreen", "--help"],
                               capture_output=True, text=True, check=True).stdout
        page = (FOLDER / "saltern-studio.1").read_text(encoding="utf-8").replace("\\", "")
        options = set(re.findall(r"^  (--[a-z]+) <", usage, re.MULTILINE))
        self.assertIn("--screenshot", options)
        for option in options:
            self.assertIn(option, page)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
