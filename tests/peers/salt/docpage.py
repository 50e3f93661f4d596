"""A part of docs/salt-export.md that a test writes, between two comments."""

import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "salt-export.md"


def _between(name):
    return re.compile(rf"(<!-- {name} begin -->\n).*?(<!-- {name} end -->)", re.S)


def read(name):
    return _between(name).search(PAGE.read_text()).group(0).split("\n", 1)[1].rsplit("<!--", 1)[0]


def write(name, content):
    text = PAGE.read_text()
    assert len(_between(name).findall(text)) == 1, f"{PAGE} has no place for {name}"
    PAGE.write_text(_between(name).sub(lambda found: found.group(1) + content + found.group(2), text))
