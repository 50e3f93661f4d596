"""The Salt side of sidebyside.py with the profile `stock`: a Salt 3006 or 3007 that has nothing of ours but SLS
files. 3008 has neither docker_events nor the docker module."""

from installation import copy_to_master, export, orchestrate
from sidebyside import side_of


def on_stock(program, listening, path, work, stimulate, lab):
    """The events that the pipeline's nodes published; `listening` tells whether docker_events runs where it has to."""
    pipeline = path.name.split(".")[0]
    with lab:
        lab.prepare()
        report = export(program, path, work / "out", "--profile", "stock", "--minion", "edge-1")
        assert all(node["verdict"] in ("exact", "approximate") for node in report["nodes"]), report
        copy_to_master(lab, work / "out")
        assert not list(lab.file_roots.glob("_*")), "the profile promises no modules of ours"
        lab.start()
        orchestrate(lab, [pipeline])
        lab.wait_for(listening, 120, "the engines to start")
        with side_of(lab, pipeline) as side:
            stimulate(side)
        kept = list((lab.root / "master").rglob("saltern/steps/*"))
        assert not kept, "a step that has ended left something behind"
    return side.published()
