#!/usr/bin/env python3
"""What the documentation says to type exists: commands, options, YAML, JSON, links.

    tst_docs.py ROOT SALTERN
"""

import functools
import json
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT, SALTERN = (Path(argument) for argument in sys.argv[1:3])
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("resources/demos/*/README.md")])

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

# An example shows what it is about, not all that stands around it.
LEFT_OUT = {"missing-file", "unknown-node", "unknown-step", "not-an-ancestor"}
HEAD = "saltern: 1\npipeline: example\n"
FUNCTION = "nodes:\n  example:\n    kind: function@1\n    runtime: python\n    handler: f.py\n"


def saltern(*arguments, text=None):
    return subprocess.run([SALTERN, *arguments], input=text, capture_output=True, text=True, timeout=60)


def place(page, offset):
    line = page.read_text(encoding="utf-8").count("\n", 0, offset) + 1
    return f"{page.relative_to(ROOT)}:{line}"


def blocks(*languages):
    for page in PAGES:
        for found in FENCE.finditer(page.read_text(encoding="utf-8")):
            if found[1] in languages:
                yield place(page, found.start()), found[2]


def indented(text, columns):
    return "".join(" " * columns + line for line in text.splitlines(keepends=True))


def as_document(text):
    """The pipeline around an example; nothing when it is an example of something else."""
    if text.startswith("saltern: 1\n"):
        return text
    if text.startswith("nodes:"):
        return HEAD + text
    if text.startswith("tests:"):
        return HEAD + "nodes:\n  go: { kind: manual@1 }\n" + text
    if re.match(r"    (events|mocks):", text):
        return as_document("tests:\n  - name: example\n" + text + ("    expect: {}\n" if "expect:" not in text else ""))
    if re.match(r"  [\w-]+:\n    kind: ", text):
        return HEAD + "nodes:\n" + text
    if re.match(r"[\w-]+:\n  kind: ", text):
        return HEAD + "nodes:\n" + indented(text, 2)
    if re.match(r"(mode|hooks|retry|limits|network):", text):
        return HEAD + FUNCTION + indented(text, 4)
    return None


# --- commands -------------------------------------------------------------------------------------

@functools.cache
def usage(*command):
    return saltern(*command, "--help").stdout


def subcommands(*command):
    parts = usage(*command).split("Subcommands:\n")
    return set(re.findall(r"^  ([a-z]+) ", parts[1], re.MULTILINE)) if len(parts) > 1 else set()


def options(*command):
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z](?=,))", usage(*command).split("\n\n", 1)[1])) | {"--help"}


def lines_to_type():
    """Every line of the documentation that begins with `saltern`, and what stands between backticks."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in re.finditer(r"^(?: {4,}|\$ )(?:\$ )?(?:sudo )?(saltern [^\n]*)$", text, re.MULTILINE):
            yield place(page, found.start()), found[1]
        for found in re.finditer(r"`(saltern [^`\n]*)`", text):
            yield place(page, found.start()), found[1]
    for source in sorted(ROOT.glob("engine/**/*.cpp")) + sorted(ROOT.glob("app/cli/**/*.cpp")):
        text = re.sub(r'"\s*\n\s*"', "", source.read_text(encoding="utf-8"))
        for found in re.finditer(r'`(saltern [a-z][^`"]*)`|(?:^|\\n|")  (saltern [a-z][^"\n]*?)\\n', text, re.MULTILINE):
            yield str(source.relative_to(ROOT)), (found[1] or found[2]).replace('\\"', '"')


def complaint(line):
    """What is wrong with a command line; nothing when it can be typed."""
    line = re.split(r" (?:#|\||>|\.\.\.)|;|\\\\n| {2,}", line)[0]
    try:
        words = shlex.split(line)[1:]
    except ValueError:
        words = line.split()[1:]
    command = []
    while words and words[0] in subcommands(*command):
        command.append(words.pop(0))
    if not command:
        if words and (words[0].startswith("--") or not re.fullmatch(r"[a-z]+", words[0])):
            return ""  # the program itself, or a file's name that begins so
        return f"there is no command `{line}`"
    if subcommands(*command) and words and re.fullmatch(r"[a-z]+", words[0]):
        return f"`{' '.join(command)}` has no command `{words[0]}`"
    if "--" in words:
        words = words[:words.index("--")]
    unknown = {word.split("=")[0].strip("[].,)") for word in words if re.match(r"\[?--?[a-z]", word)} - options(*command)
    return f"`saltern {' '.join(command)}` has no {', '.join(sorted(unknown))}" if unknown else ""


# --- links ----------------------------------------------------------------------------------------

def anchors(page):
    """As the usual viewers make them from headings."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Docs(unittest.TestCase):
    def test_yaml_examples_are_valid(self):
        for where, text in blocks("yaml"):
            document = as_document(text)
            with self.subTest(where), tempfile.TemporaryDirectory() as folder:
                if document is None:
                    self.check_other(text, Path(folder))
                    continue
                path = Path(folder, "example.saltern.yaml")
                path.write_text(document, encoding="utf-8")
                problems = json.loads(saltern("validate", "--json", str(path)).stdout)["files"][0]["problems"]
                self.assertEqual([], [f"{problem['message']} {problem['remedy']}" for problem in problems
                                      if problem["severity"] == "error" and problem["code"] not in LEFT_OUT])

    def check_other(self, text, folder):
        example = folder / "example.yaml"
        example.write_text(text, encoding="utf-8")
        if text.startswith("hosts:"):
            self.assertEqual("", saltern("hosts", "list", "--hosts", str(example)).stderr)
        elif text.startswith("scrape_configs:"):
            pass  # Prometheus's
        else:
            self.assertEqual("", saltern("match", str(example), "-", text='{"type":"a/b"}\n').stderr)

    def test_json_examples_can_be_read(self):
        for where, text in blocks("json"):
            if "..." in text:
                continue
            with self.subTest(where):
                try:
                    json.loads(text)
                except json.JSONDecodeError:
                    for line in text.splitlines():
                        json.loads(line)

    def test_commands_exist(self):
        found = list(lines_to_type())
        self.assertGreater(len(found), 100)
        for where, line in found:
            with self.subTest(where, line=line):
                self.assertEqual("", complaint(line))

    def test_commands_of_the_script_exist(self):
        script = (ROOT / "dev").read_text(encoding="utf-8")
        for page in PAGES:
            for command in re.findall(r"\./dev ([a-z]+)", page.read_text(encoding="utf-8")):
                with self.subTest(page.relative_to(ROOT), command=command):
                    self.assertTrue(re.search(rf"^ *{command}( \|[^)]*)?\)", script, re.MULTILINE))

    def test_links_lead_somewhere(self):
        for page in PAGES:
            text = FENCE.sub("", page.read_text(encoding="utf-8"))
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                if re.match(r"[a-z]+:", target):
                    continue
                with self.subTest(page.relative_to(ROOT), target=target):
                    name, _, anchor = target.partition("#")
                    other = (page.parent / name).resolve() if name else page
                    self.assertTrue(other.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(other))

    def test_what_is_wrong_is_found(self):
        self.assertIn("no command", complaint("saltern observe x.saltern.yaml"))
        self.assertIn("no command", complaint("saltern runs lists"))
        self.assertIn("--nonsense", complaint("saltern run x.saltern.yaml --nonsense"))
        self.assertEqual("", complaint("saltern run x.saltern.yaml --json"))
        self.assertIsNone(as_document("rules: 1\n"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
