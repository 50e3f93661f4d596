"""Exports pipelines and installs them on a SaltLab the way the exported README says."""

import json
import pathlib
import shutil
import subprocess


def export(program, document, folder, *options):
    """The report of `saltern export salt ... --json`."""
    # The hosts of whoever runs the tests have no part in it.
    hosts = () if "--hosts" in options else ("--all-minions",)
    done = subprocess.run(
        [program, "export", "salt", str(document), "-o", str(folder), "--json", *hosts, *options],
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 1) or not done.stdout:
        raise AssertionError(f"saltern export {document}: {done.stderr}")
    return json.loads(done.stdout)


def copy_to_master(lab, folder):
    folder = pathlib.Path(folder)
    shutil.copytree(folder / "salt", lab.file_roots, dirs_exist_ok=True)
    shutil.copytree(folder / "master.d", lab.master_config / "master.d", dirs_exist_ok=True)


def give_pillar(lab, pillar):
    (lab.pillar_roots / "top.sls").write_text("base: {'*': [saltern]}\n")
    (lab.pillar_roots / "saltern.sls").write_text(json.dumps({"saltern": pillar}))


def install(lab, pipelines, ready=lambda: None):
    """From running daemons to running pipelines; Docker's events are not read before `ready` returns."""
    lab.run("saltutil.sync_all")
    lab.restart("salt-master")
    orchestrate(lab, pipelines, ready)


def orchestrate(lab, pipelines, ready=lambda: None):
    """Those of all pipelines in one: the program takes longer to start than to do it."""
    names = [f"saltern.orch.{pipeline}" for pipeline in pipelines]
    (lab.file_roots / "together.sls").write_text(json.dumps({"include": names}))
    answer = lab.run("state.orchestrate", "together")
    if '"result": false' in answer or answer.count('"result": true') < len(names):
        raise AssertionError(f"the orchestration of {', '.join(pipelines)} failed:\n{answer}")
    ready()
    lab.restart("salt-minion")
