"""Every exported SLS renders and compiles in Salt: the demos and 200 generated pipelines, which have
nodes of every kind and hostile texts in them. usage: salt_render.py SALTERN"""

import ast
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from installation import copy_to_master, export
from pipelines import HOSTILE, generate
from saltlab import SaltLab, run_or_skip

ROOT = pathlib.Path(__file__).resolve().parents[3]
GENERATED = 200
LARGE = "\U0001f600 large" * 70_000  # close to the 1 MiB that an event may have


def exported_pipelines(program, work, profile):
    """{pipeline: its document, where it was generated}; everything exported into one folder."""
    documents, options = {}, ("--profile", profile, "--minion", "edge-1")
    for demo in sorted((ROOT / "resources" / "demos").glob("*/*.saltern.yaml")):
        name = demo.name.removesuffix(".saltern.yaml")
        export(program, demo, work / "out", *options)
        documents[name] = None
    for seed in range(GENERATED):
        name, document = generate(seed)
        path = work / f"{name}.saltern.yaml"
        path.write_text(document)
        export(program, path, work / "out", *options)
        documents[name] = json.loads(document.replace("\\U0001f600", "\\ud83d\\ude00"))
    kinds = (ROOT / "engine" / "nodes" / "kinds.inc").read_text()
    known = set(re.findall(r'^SALTERN_NODE_KIND\("(.+?)"', kinds, re.M))
    made = {n["kind"].removesuffix("@1") for d in documents.values() if d for n in d["nodes"].values()}
    assert known == made, f"never generated: {known - made}; unknown: {made - known}"
    return documents


def event_of(type_, large=False):
    container = {"id": "c1", "name": "".join(HOSTILE), "labels": {"app": HOSTILE[1]}, "exitCode": 3}
    event = {"id": "1", "type": type_, "source": "t", "time": "t", "salternhost": "edge-1", "subject": "c1"}
    return {**event, "data": {"container": container, "large": LARGE if large else ""}}


def begins(tag):
    """An event that may arrive under a tag of the reactor's configuration; None for tags that only
    our own answers come under (job returns, for one)."""
    if tag.startswith("saltern/docker/"):
        attributes = {**dict(enumerate(HOSTILE)), "name": "".join(HOSTILE), "image": "x:1", "exitCode": "3"}
        actor = {"ID": "c1", "Attributes": {str(key): value for key, value in attributes.items()}}
        message = {"Type": "container", "Action": "die", "Actor": actor, "timeNano": 1}
        return {"cmd": "_minion_event", "id": "edge-1", "data": message}
    if not tag.startswith("saltern/bus/"):
        return None
    return {"event": json.dumps(event_of(tag.removeprefix("saltern/bus/")))}


def leaves(name, node, port, large):
    """The exit event of a node of a run."""
    event = event_of(f"saltern/{name}/{node}/{port}", large)
    run = {"id": "r1", "pipeline": name, "revision": "1", "guarantee": "at-most-once", "started": "t"}
    context = {"run": run, "trigger": event_of("t/t"), "steps": {}, "node": node, "port": port}
    return {"event": json.dumps(event), "context": json.dumps(context)}


def cases(lab, documents):
    """One for each tag of each pipeline, and one for each wire, so that every node is reached."""
    found = []
    for number, name in enumerate(documents):
        path = lab.file_roots / "saltern" / "reactor" / f"{name}.sls"
        config = (lab.master_config / "master.d" / f"saltern-{name}.conf").read_text()
        case = {"pipeline": name, "sls": str(path)}
        for tag in re.findall(r'^  - (".*"):$', config, re.M):
            shown = json.loads(tag).replace("*", "x")
            found += [{**case, "tag": shown, "data": begins(shown)}] if begins(shown) else []
        plan = re.search(r"^PLAN = (\{.*?^\})$", path.read_text(), re.M | re.S).group(1)
        for node, entry in ast.literal_eval(plan)["nodes"].items():
            for port in entry.get("wires", {}):
                large = number % 40 == 0
                data = leaves(name, node, port, large)
                found.append({**case, "tag": f"saltern/bus/saltern/{name}/{node}/{port}", "data": data})
    return found


def install_helpers(lab):
    """What `salt-run saltutil.sync_all` would do on a master that runs."""
    with open(lab.master_config / "master.d" / "lab.conf", "a") as conf:
        for kind, option in (("modules", "module_dirs"), ("utils", "utils_dirs")):
            conf.write(f"{option}: [{lab.file_roots}/_{kind}]\n")


def install_pillar(lab, exported):
    """The templates of the secrets, as the README tells to install them."""
    names = [path.stem for path in (exported / "pillar").glob("*.sls")]
    shutil.copytree(exported / "pillar", lab.pillar_roots, dirs_exist_ok=True)
    (lab.pillar_roots / "top.sls").write_text(json.dumps({"base": {"*": sorted(names)}}))


# The states that a profile has for each pipeline.
STATES = {"helper": ["saltern.orch."], "stock": ["saltern.orch.", "saltern.stock."]}


def main(program, profile="helper", release=""):
    with tempfile.TemporaryDirectory() as folder, SaltLab(release=release) as lab:
        work = pathlib.Path(folder)
        lab.prepare()
        documents = exported_pipelines(program, work, profile)
        copy_to_master(lab, work / "out")
        if profile == "helper":
            install_helpers(lab)
            install_pillar(lab, work / "out")
        todo = cases(lab, documents)
        states = [prefix + name for name in documents for prefix in STATES[profile]]
        states += ["saltern.minion"] if profile == "helper" else []
        rendered = {path.relative_to(lab.file_roots) for path in lab.file_roots.rglob("*.sls")}
        (work / "cases.json").write_text(json.dumps({"reactions": todo, "states": states}))
        here = pathlib.Path(__file__).parent
        command = [str(lab.bin / "python"), str(here / "render.py"), str(lab.master_config)]
        done = subprocess.run([*command, str(work / "cases.json")], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        results = json.loads(done.stdout.splitlines()[-1])
    assert len(rendered) == len(states) + len(documents), "an SLS was not rendered"
    check_reactions(documents, todo, results["reactions"], profile)
    check_states(documents, results["states"], profile)
    if profile == "helper":
        assert set(results["pillar"]["saltern"]["secrets"]) >= {"HOOK", "PAGER_URL"}, results["pillar"]
    reactions = sum(len(result["chunks"]) for result in results["reactions"])
    print(f"{len(documents)} pipelines, {len(rendered)} SLS, {len(todo)} events, {reactions} reactions")


def check_reactions(documents, todo, results, profile):
    assert len(results) == len(todo) > 2 * GENERATED
    # What the pipelines themselves say in the log begins with their name; everything else is Salt's.
    bad = [(c, r) for c, r in zip(todo, results) if not all(l.startswith("saltern ") for l in r["complaints"])]
    assert not bad, json.dumps(bad[0], indent=2)[:3000]
    reactions = [(c, chunk) for c, r in zip(todo, results) for chunk in r["chunks"]]
    steps = [(c, call_of(chunk)) for c, chunk in reactions if call_of(chunk)]
    assert steps and len(steps) < len(reactions), "both steps and published events were expected"
    for case, call in steps:
        sent = case["data"].get("event")
        assert sent is None or call["event"] == json.loads(sent), (case, call)
        if profile == "helper":
            check_settings(documents[case["pipeline"]], call)


def call_of(chunk):
    """What a step is given: by the argument of ours, or by what is kept for a job of Salt's."""
    if chunk["fun"] == "saltern.step":
        return json.loads(chunk["args"][0]["call"])
    return chunk.get("call")


def check_settings(document, call):
    """What the step is given is what the document says, byte for byte."""
    if document is None:
        return  # a demo, whose YAML only Saltern reads
    written = document["nodes"][call["node"]]
    for key in ("command", "container", "title", "text", "url", "body", "query", "labels", "tags", "options"):
        assert call["settings"].get(key) == written.get(key) or key not in written, (call, written)


def check_states(documents, chunks, profile):
    """Each orchestration has its steps, and no name is taken twice."""
    assert all(isinstance(chunk, dict) for chunk in chunks), chunks[:3]
    names = [chunk["__id__"] for chunk in chunks]
    for name in documents:
        for step in {"helper": ("sync", "settings"), "stock": ("minions", "settings")}[profile]:
            assert names.count(f"saltern.{name}.{step}") == 1, (name, step)


if __name__ == "__main__":
    run_or_skip(main, sys.argv[1])
