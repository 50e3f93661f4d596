#!/usr/bin/env python3
"""Checks the rules of the repository that no compiler knows.

    guard.py RULE [ROOT]    RULE: kinds, layers, leftovers, sizes, names

Prints each violation as file:line: message and exits with 1 when there is one.
"""

import os
import re
import sys
from pathlib import Path

SOURCES = {".cpp", ".h", ".c", ".qml"}
TEXTS = SOURCES | {".py", ".sh", ".md", ".txt", ".cmake", ".yaml", ".json", ".inc"}
SCRIPTS = {"dev", "lab", "engine", "run"}  # executable texts without a suffix
NOT_OURS = {"build", ".git", ".cache", "node_modules", "__pycache__"}

RULES = ("kinds", "layers", "leftovers", "sizes", "names")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


class Guard:
    def __init__(self, root):
        self.root = Path(root)
        self.problems = []

    def complain(self, path, line, message):
        self.problems.append(f"{path.relative_to(self.root)}:{line}: {message}")

    def files(self, suffixes, folder="."):
        for parent, folders, names in os.walk(self.root / folder):
            folders[:] = sorted(set(folders) - NOT_OURS)
            for name in sorted(names):
                path = Path(parent) / name
                if path.suffix in suffixes or (name in SCRIPTS and suffixes is TEXTS):
                    yield path

    def lines(self, path):
        text = path.read_text(encoding="utf-8", errors="replace")
        return enumerate(text.splitlines(), start=1)

    def includes(self, path):
        for number, line in self.lines(path):
            found = INCLUDE.match(line)
            if found:
                yield number, found.group(1) == '"', found.group(2)

    # --- rules -----------------------------------------------------------------------------------

    def kinds(self):
        """A node kind has its folder, a descriptor, a behaviour, a test and a page."""
        nodes = self.root / "engine/nodes"
        listed = {}
        for number, line in self.lines(nodes / "kinds.inc"):
            found = re.match(r'SALTERN_NODE_KIND\("(.+)", *(\w+)\)', line)
            if found:
                listed[found.group(1)] = found.group(2)
        tests = {path.name for path in self.files({".cpp"}) if path.name.startswith("tst_")}
        for kind, prefix in listed.items():
            wanted = [nodes / kind / "descriptor.cpp", nodes / kind / "behaviour.cpp",
                      self.root / "docs/nodes" / f"{kind}.md"]
            for path in wanted:
                if not path.exists():
                    self.complain(path, 1, f"the kind {kind} lacks this file")
            if not {f"tst_{prefix.lower()}.cpp", f"tst_{prefix.lower()}s.cpp"} & tests:
                self.complain(nodes / kind, 1, f"there is no tst_{prefix.lower()}.cpp")
        for folder in sorted(nodes.iterdir()):
            if folder.is_dir() and folder.name not in listed:
                self.complain(folder, 1, "is not listed in kinds.inc")

    def core_sources(self):
        """What the build puts into saltern_core, headers beside their sources included."""
        for lists in self.files({".txt"}, "engine"):
            text = lists.read_text(encoding="utf-8")
            for block in re.findall(r"target_sources\(saltern_core\s+PRIVATE([^)]*)\)", text):
                for name in block.split():
                    if not name.startswith("$"):
                        yield lists.parent / name
        yield from (self.root / "engine/nodes").glob("*/descriptor.cpp")

    def layers(self):
        """An arrow never points up."""
        above = re.compile(r"engine/(docker|http|hosts|functions|scripts|runs|simulation|control|metrics|demos)/|app/")
        world = re.compile(r"Q(Tcp|Udp|Local|Ssl)(Socket|Server)|QNetwork|QtNetwork|QSql|QtSql"
                           r"|QThread|QProcess|QFile$|QSaveFile|QDir$|QDirIterator|thread$|fstream$")
        # Finds our own programs and folders; everything else is handed its bytes.
        looks_at_disk = self.root / "engine/base/installation.cpp"
        for path in self.core_sources():
            for number, own, name in self.includes(path):
                if own and above.match(name):
                    self.complain(path, number, f"saltern_core must not know {name}")
                elif not own and world.match(name) and path != looks_at_disk:
                    self.complain(path, number, f"saltern_core is pure and must not use <{name}>")
        looks = re.compile(r"Qt?(Gui|Quick|Widgets|Qml|JS)|QWidget|QApplication|QGuiApplication")
        for path in self.files({".cpp", ".h"}, "engine"):
            for number, own, name in self.includes(path):
                if own and name.startswith("app/"):
                    self.complain(path, number, "the engine must not know the programs")
                elif not own and looks.match(name):
                    self.complain(path, number, f"the engine must not use <{name}>")
                elif not own and name in ("QMutex", "mutex", "QReadWriteLock") \
                        and path.parent.name != "base":
                    self.complain(path, number, "no lock outside engine/base")
                elif not own and name.startswith("yaml-cpp/") and path.parent.name != "pipeline":
                    self.complain(path, number, "yaml-cpp stays in engine/pipeline")
        for lists in self.files({".txt"}, "engine"):
            for number, line in self.lines(lists):
                if re.search(r"Qt6::(Gui|Quick|Widgets|Qml)\b", line):
                    self.complain(lists, number, "the engine never links Gui, Quick, Widgets, Qml")

    def leftovers(self):
        """Nothing is left for later, and nothing tells of the machine that it was written on."""
        later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
        places = re.compile(r"(^|[\s\"'(=:])/(wo" + r"rk|ro" + r"ot)/")
        for path in self.files(TEXTS):
            for number, line in self.lines(path):
                if later.search(line):
                    self.complain(path, number, "do it now or write it into an issue")
                if places.search(line):
                    self.complain(path, number, "names a place on somebody's machine")

    def sizes(self):
        """A source that needs more than 500 lines has more than one subject; tests hold tables."""
        for path in self.files(SOURCES):
            allowed = 800 if path.name.startswith("tst_") else 500
            count = sum(1 for _ in self.lines(path))
            if count > allowed:
                self.complain(path, allowed, f"has {count} lines, {allowed} are allowed")

    def names(self):
        """Names say what a thing is; files are called as what is in them."""
        vague = re.compile(r"^\s*(?:class|struct)\s+(\w+(?:Manager|Helper|Utils?|Handler|Data))\b"
                           r"\s*(?:final\s*)?(?::|\{|$)")
        for path in self.files({".cpp", ".h"}):
            if path.name != path.name.lower():
                self.complain(path, 1, "file names are in lower case")
            for number, line in self.lines(path):
                found = vague.match(line)
                if found and not line.rstrip().endswith(";"):
                    self.complain(path, number, f"{found.group(1)} does not say what it is")
            shim = "shim" in path.parts
            for number, own, name in self.includes(path):
                local = name.endswith((".moc", "kinds.inc", "_p.h"))
                if own and not shim and not local \
                        and not name.startswith(("app/", "engine/", "tests/", "qml/")):
                    self.complain(path, number, "include from the root of the repository")


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in RULES:
        sys.exit(__doc__)
    root = sys.argv[2] if len(sys.argv) == 3 else Path(__file__).resolve().parents[2]
    guard = Guard(root)
    getattr(guard, sys.argv[1])()
    print("\n".join(guard.problems))
    return 1 if guard.problems else 0


if __name__ == "__main__":
    sys.exit(main())
