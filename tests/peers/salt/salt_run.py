"""The demos, and a pipeline with every action and every kind of result, on Saltern's own engine and,
exported, on a real Salt master and minion: the same stimulus on a real Docker engine, compared event
by event. What the demos made is held against the table in docs/salt-export.md, too.

usage: salt_run.py SALTERN [RELEASE] [--write]    --write puts the table into the page
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import comparison
import docpage
from dockerlab import DockerEngine
from installation import copy_to_master, export, give_pillar, install
from pager import Pager
from saltlab import SaltLab, run_or_skip, salt_environment
from sidebyside import recorder
from stimulus import ACTS, play
from watcher import Watcher

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATIENCE = 300  # seconds: Salt is slow where others work, too


def document_of(demo, work):
    """A copy; self-heal gives up however long Salt takes for three crashes."""
    beside = pathlib.Path(__file__).parent / f"{demo}.saltern.yaml"
    if beside.exists():
        return beside
    shutil.copytree(ROOT / "resources" / "demos" / demo, work / demo, dirs_exist_ok=True)
    path = work / demo / f"{demo}.saltern.yaml"
    text = path.read_text()
    assert demo != "self-heal" or text.count("over: 60s") == 1
    path.write_text(text.replace("over: 60s", "over: 600s"))
    return path


def on_saltern(program, docker, work, demos, pager):
    """What Saltern's engine makes of the demos, as rows."""
    documents = [str(document_of(demo, work)) for demo in demos] + [recorder(work, demos)]
    engine = subprocess.Popen(
        [program, "run", *documents, "--state", str(work / "state"), "--json"]
        + ["--host", f"edge-1={docker.endpoint}"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SALTERN_SECRET_PAGER_URL": pager.url},
    )
    entries = []
    thread = threading.Thread(target=lambda: entries.extend(map(json.loads, engine.stdout)), daemon=True)
    thread.start()
    seen = events_of(entries)
    try:
        SaltLab.wait_for(lambda: seen("host/edge-1/up"), PATIENCE, "Saltern to listen")
        names = play(docker, demos, seen, lambda found, what: SaltLab.wait_for(found, PATIENCE, what))
        logged = lambda: logged_by_saltern(entries, demos)
        SaltLab.wait_for(lambda: complete(seen, logged(), demos), PATIENCE, "Saltern's log lines")
    finally:
        engine.terminate()
        engine.wait(30)
        thread.join(30)
    events = [entry["event"] for entry in entries if entry["what"] == "event"]
    return comparison.exits(events, names) + comparison.lines(logged())


def events_of(entries):
    return lambda type_: [
        entry["event"] for entry in list(entries) if entry["what"] == "event" and entry["event"]["type"] == type_
    ]


def logged_by_saltern(entries, demos):
    """(pipeline/node, message) of each line that a log node of a demo wrote."""
    return [
        (f"{entry['pipeline']}/{entry['node']}", entry["log"])
        for entry in list(entries)
        if entry["what"] == "step" and entry["pipeline"] in demos and "log" in entry and entry["kind"] == "log"
    ]


# The log node of a demo, and the node whose exits it writes down.
LOGGED = {"hello": ("note", "greet"), "image-guard": ("report", "stop"), "self-heal": ("note", "restart")}


def logged_by_salt(lab):
    """The same out of the log of the master, where functions write, too."""
    text = (lab.root / "master" / "var" / "log" / "salt" / "master").read_text(errors="replace")
    nodes = {f"{demo}/{node}" for demo, (node, _) in LOGGED.items()}
    return [line for line in re.findall(r"\] saltern ([\w-]+/[\w-]+): (.*)$", text, re.M) if line[0] in nodes]


def complete(seen, logged, demos):
    """Whether the line behind each last exit has been written, too."""
    for demo in LOGGED.keys() & set(demos):
        node, before = LOGGED[demo]
        written = sum(where == f"{demo}/{node}" for where, _ in logged)
        if written < len(seen(f"saltern/{demo}/{before}/ok")):
            return False
    return True


def on_salt(lab, docker, demos):
    """What the exported pipelines make of them on master and minion, as rows."""
    watcher = Watcher(lab)
    try:
        names = play(docker, demos, watcher.of_type, lambda found, what: lab.wait_for(found, PATIENCE, what))
        logged = lambda: logged_by_salt(lab)
        lab.wait_for(lambda: complete(watcher.of_type, logged(), demos), PATIENCE, "the lines in the log")
    except AssertionError as error:
        raise AssertionError(f"{error}\n{lab.logs()}") from error
    finally:
        watcher.stop()
    return comparison.exits(watcher.events, names) + comparison.lines(logged())


def with_helpers(release, docker, work, demos, pager, ready):
    """The rows of the export with the helper modules; nothing looks at Docker before `ready` returns."""
    with SaltLab(release=release) as lab:
        lab.prepare()
        copy_to_master(lab, work / "out")
        give_pillar(lab, {"docker": docker.endpoint, "secrets": {"PAGER_URL": pager.url}})
        lab.start()
        install(lab, demos, ready)
        lab.wait_for(lambda: docker.listeners() >= 1, PATIENCE, "the engine to start")
        return on_salt(lab, docker, demos)


def exported(program, work):
    """The demos that can be exported whole, and a sentence for each of the others."""
    whole, others = [], ""
    for demo in ACTS:
        nodes = export(program, document_of(demo, work), work / "tried")["nodes"]
        impossible = [node["node"] for node in nodes if node["verdict"] == "impossible"]
        if impossible:
            others += f"\n`{demo}` cannot be exported whole: {', '.join(impossible)}.\n"
        else:
            export(program, document_of(demo, work), work / "out")
            whole.append(demo)
    export(program, document_of("actions", work), work / "out")
    return whole, others


def of_demo(row):
    return not row[0].startswith("saltern/actions/")


def main(program, *options):
    release = "".join(option for option in options if option != "--write")
    salt_environment(release)
    with tempfile.TemporaryDirectory() as folder, DockerEngine() as docker, Pager() as pager:
        work = pathlib.Path(folder)
        demos, others = exported(program, work)
        pipelines = [*demos, "actions"]
        # Salt starts while Saltern's engine is watched; most of either is waiting.
        with concurrent.futures.ThreadPoolExecutor() as beside:
            saltern = beside.submit(on_saltern, program, docker, work, pipelines, pager)
            found = comparison.without_words(with_helpers(release, docker, work, pipelines, pager, saltern.result))
        expected = comparison.without_words(saltern.result())
    table = comparison.table(*([row for row in rows if of_demo(row)] for rows in (expected, found))) + others
    print(table)
    assert {row[0].split("/")[1] for row in expected} >= set(pipelines), "Saltern's engine missed a pipeline"
    assert sorted(found) == sorted(expected), "Salt and Saltern differ:\n" + comparison.differences(expected, found)
    if "--write" in options:
        docpage.write("demos on both", table)
    else:
        assert docpage.read("demos on both") == table, "docs/salt-export.md is outdated: run this with --write"


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
