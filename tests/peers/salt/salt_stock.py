"""The demos that the profile `stock` can say, and every action and kind of result, on Saltern's own engine
and on a Salt that has nothing of ours but the exported SLS files: the same stimulus, compared event by
event. usage: salt_stock.py SALTERN RELEASE

RELEASE is 3006 or 3007: 3008 has neither docker_events nor the docker module."""

import pathlib
import sys
import tempfile

import comparison
from dockerlab import DockerEngine
from installation import copy_to_master, export, orchestrate
from pager import Pager
from salt_run import PATIENCE, document_of, on_salt, on_saltern
from saltlab import SaltLab, run_or_skip, salt_environment

DEMOS = ("hello", "image-guard", "actions")


def with_stock(docker, work, release):
    with SaltLab(release=release, minion_options=f"docker.url: {docker.endpoint}\n") as lab:
        lab.prepare()
        copy_to_master(lab, work / "out")
        assert not list(lab.file_roots.glob("_*")), "the profile promises no modules of ours"
        lab.start()
        orchestrate(lab, DEMOS)
        lab.wait_for(lambda: docker.listeners() == len(DEMOS), PATIENCE, "the engines to start")
        rows = on_salt(lab, docker, DEMOS)
        lab.wait_for(lambda: not left_over(docker), PATIENCE, "the functions' containers to go")
        return rows


def left_over(docker):
    return docker.api.get("/containers/json", {"all": 1, "filters": '{"label": ["saltern.role=function"]}'})


def main(program, release):
    salt_environment(release)
    with tempfile.TemporaryDirectory() as folder, DockerEngine() as docker, Pager() as pager:
        work = pathlib.Path(folder)
        for demo in DEMOS:
            nodes = export(program, document_of(demo, work), work / "out", "--profile", "stock")["nodes"]
            assert all(node["verdict"] != "impossible" for node in nodes), nodes
        expected = comparison.without_words(on_saltern(program, docker, work, DEMOS, pager))
        found = comparison.without_words(with_stock(docker, work, release))
    print(comparison.table(expected, found))
    assert expected, "Saltern's engine made nothing"
    assert sorted(found) == sorted(expected), "Salt and Saltern differ:\n" + comparison.differences(expected, found)


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
