"""Whether a target picks a host, as Saltern decides it. The target is a tree, written by the export."""

import fnmatch
import re


def picks(target, name, labels):
    """`target`: {"and": [...]}, {"or": [...]}, {"not": ...}, {"glob"}, {"name"}, {"expression"} or
    {"label", "value"}, the value being a glob."""
    if "and" in target:
        return all(picks(part, name, labels) for part in target["and"])
    if "or" in target:
        return any(picks(part, name, labels) for part in target["or"])
    if "not" in target:
        return not picks(target["not"], name, labels)
    if "label" in target:
        has = labels.get(target["label"])
        return has is not None and fnmatch.fnmatchcase(str(has), target["value"])
    if "expression" in target:
        return re.fullmatch(target["expression"], name) is not None
    if "name" in target:
        return target["name"] == name
    return fnmatch.fnmatchcase(name, target["glob"])
