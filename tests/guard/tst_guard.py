#!/usr/bin/env python3
"""Each rule of guard.py finds what it is there for, and leaves a clean tree alone."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from guard import RULES, Guard

GUARD = Path(__file__).with_name("guard.py")

CLEAN = {
    "engine/nodes/kinds.inc": 'SALTERN_NODE_KIND("log", log)\n',
    "engine/nodes/log/descriptor.cpp": '#include "engine/pipeline/descriptor.h"\n',
    "engine/nodes/log/behaviour.cpp": '#include "engine/runs/behaviour.h"\n#include <QTimer>\n',
    "engine/nodes/log/tst_log.cpp": "",
    "docs/nodes/log.md": "",
    "engine/events/CMakeLists.txt": "target_sources(saltern_core PRIVATE\n    event.cpp event.h)\n",
    "engine/events/event.cpp": '#include "engine/events/event.h"\n#include <QString>\n',
    "engine/events/event.h": "class Event;\n",
}

CORE = "engine/events/event.cpp"
ENGINE = "engine/nodes/log/behaviour.cpp"
VIOLATIONS = [
    ("kinds", "engine/nodes/log/behaviour.cpp", None),
    ("kinds", "engine/nodes/log/descriptor.cpp", None),
    ("kinds", "engine/nodes/log/tst_log.cpp", None),
    ("kinds", "docs/nodes/log.md", None),
    ("kinds", "engine/nodes/forgotten/behaviour.cpp", ""),
    ("layers", CORE, '#include "engine/docker/dockerclient.h"\n'),
    ("layers", CORE, '#include "engine/runs/behaviour.h"\n'),
    ("layers", CORE, '#include "engine/simulation/simulation.h"\n'),
    ("layers", CORE, "#include <QTcpSocket>\n"),
    ("layers", CORE, "#include <QFile>\n"),
    ("layers", CORE, "#include <QThread>\n"),
    ("layers", "engine/nodes/log/descriptor.cpp", "#include <QNetworkReply>\n"),
    ("layers", ENGINE, "#include <QJSEngine>\n"),
    ("layers", ENGINE, "#include <QGuiApplication>\n"),
    ("layers", ENGINE, '#include "app/cli/command.h"\n'),
    ("layers", ENGINE, "#include <QMutex>\n"),
    ("layers", ENGINE, "#include <yaml-cpp/yaml.h>\n"),
    ("layers", "engine/CMakeLists.txt", "target_link_libraries(saltern_engine Qt6::Gui)\n"),
    ("leftovers", ENGINE, "// TO" + "DO: later\n"),
    ("leftovers", "docs/nodes/log.md", "see /ro" + "ot/notes\n"),
    ("sizes", ENGINE, "\n" * 501),
    ("names", ENGINE, "class LogManager\n{\n"),
    ("names", "engine/nodes/log/LogLine.h", ""),
    ("names", ENGINE, '#include "behaviour.h"\n'),
]


class GuardTest(unittest.TestCase):
    def guard(self, rule, changes):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**CLEAN, **changes}.items():
                if text is None:
                    continue
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            checked = Guard(folder)
            getattr(checked, rule)()
            return checked.problems

    def test_clean_tree(self):
        for rule in RULES:
            with self.subTest(rule):
                self.assertEqual(self.guard(rule, {}), [])

    def test_violations(self):
        for rule, name, text in VIOLATIONS:
            with self.subTest(rule=rule, file=name, text=text and text[:40]):
                problems = self.guard(rule, {name: text})
                self.assertEqual(len(problems), 1, problems)

    def test_exit_codes(self):
        with tempfile.TemporaryDirectory() as folder:
            big = Path(folder) / "big.cpp"
            for text, rule, code in (("", "sizes", 0), ("\n" * 501, "sizes", 1), ("", "nonsense", 1)):
                big.write_text(text, encoding="utf-8")
                done = subprocess.run([sys.executable, GUARD, rule, folder], capture_output=True,
                                      text=True, check=False)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
