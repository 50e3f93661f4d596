"""Every exported SLS renders and compiles in Salt's own Reactor: the demos and 200 generated
pipelines. usage: salt_render.py SALTERN"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from installation import copy_to_master, export
from pipelines import generate
from saltlab import SKIPPED, SaltLab, Unavailable

ROOT = pathlib.Path(__file__).resolve().parents[3]
GENERATED = 200


def exported_pipelines(program, work):
    """{pipeline: its document, where it was generated}; everything exported into one folder."""
    documents = {}
    for demo in sorted((ROOT / "resources" / "demos").glob("*/*.saltern.yaml")):
        name = demo.name.removesuffix(".saltern.yaml")
        export(program, demo, work / "out", "--minion", "edge-1")
        documents[name] = None
    for seed in range(GENERATED):
        name, document = generate(seed)
        path = work / f"{name}.saltern.yaml"
        path.write_text(document)
        export(program, path, work / "out", "--minion", "edge-1")
        documents[name] = json.loads(document.replace("\\U0001f600", "\\ud83d\\ude00"))
    return documents


def event_for(tag):
    """An event that may arrive under a tag of the reactor's configuration."""
    type_ = tag.removeprefix("saltern/bus/").replace("*", "x")
    container = {"id": "c1", "name": "it's \"x\" {{ 7*7 }}\n", "labels": {"app": "x"}, "exitCode": 3}
    event = {"id": "1", "type": type_, "source": "t", "time": "t", "salternhost": "edge-1"}
    return {"event": json.dumps({**event, "data": {"container": container}})}


def cases(lab, documents):
    found = []
    for name in documents:
        sls = str(lab.file_roots / "saltern" / "reactor" / f"{name}.sls")
        config = (lab.master_config / "master.d" / f"saltern-{name}.conf").read_text()
        for tag in re.findall(r'^  - ("saltern/bus/.*"):$', config, re.M):
            tag = json.loads(tag)
            shown = tag.replace("*", "x")
            found.append({"pipeline": name, "sls": sls, "tag": shown, "data": event_for(tag)})
    return found


def main(program):
    with tempfile.TemporaryDirectory() as folder, SaltLab() as lab:
        work = pathlib.Path(folder)
        lab.prepare()
        documents = exported_pipelines(program, work)
        copy_to_master(lab, work / "out")
        for kind in ("modules", "utils"):
            with open(lab.master_config / "master.d" / "lab.conf", "a") as conf:
                option = {"modules": "module_dirs", "utils": "utils_dirs"}[kind]
                conf.write(f"{option}: [{lab.file_roots}/_{kind}]\n")
        todo = cases(lab, documents)
        (work / "cases.json").write_text(json.dumps(todo))
        here = pathlib.Path(__file__).parent
        done = subprocess.run(
            [str(lab.bin / "python"), str(here / "render.py"), str(lab.master_config), str(work / "cases.json")],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        results = json.loads(done.stdout.splitlines()[-1])
    assert len(results) == len(todo) > GENERATED
    bad = [(c, r) for c, r in zip(todo, results) if any("render" in line for line in r["complaints"])]
    assert not bad, json.dumps(bad[0], indent=2)[:3000]
    reactions = [(c["pipeline"], chunk) for c, r in zip(todo, results) for chunk in r["chunks"]]
    steps = [(p, chunk) for p, chunk in reactions if chunk["fun"] == "saltern.step"]
    assert steps and len(steps) < len(reactions), "both steps and published events were expected"
    for pipeline, chunk in steps:
        check_settings(documents[pipeline], json.loads(chunk["args"][0]["call"]))
    print(f"{len(documents)} pipelines, {len(todo)} events, {len(reactions)} reactions")


def check_settings(document, call):
    """What the step is given is what the document says, byte for byte."""
    if document is None:
        return  # a demo, whose YAML only Saltern reads
    written = document["nodes"][call["node"]]
    for key in ("command", "container", "title", "text", "url"):
        assert call["settings"].get(key) == written.get(key) or key not in written, (call, written)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Unavailable as why:
        print(f"Skipped: {why}")
        sys.exit(SKIPPED)
