"""Targets with the profile `stock`: steps on one, any and all of the hosts that an expression picks, on Saltern's own engine and on a Salt
with two minions, each with a Docker engine of its own. usage: salt_stock_targets.py SALTERN RELEASE"""

import pathlib
import sys
import tempfile

import dispatched
import salt_targets
from dockerlab import DockerEngine
from saltlab import run_or_skip, salt_environment
from sidebyside import on_saltern, show
from stockside import on_stock


class StockMinions(salt_targets.TwoMinions):
    """Where Salt's own modules find Docker, too."""

    def __init__(self, endpoints, release):
        super().__init__(endpoints, release=release)
        self._options = (self._options[0], self._options[1] + f"docker.url: {endpoints[0]}\n")
        self._second += f"docker.url: {endpoints[1]}\n"


def comparable(event):
    """Without the words of errors: of an action, they are Salt's."""
    for told in [event["data"], *event["data"].get("hosts", [])]:
        if "error" in told:
            told["error"] = {"kind": told["error"]["kind"]}
    return salt_targets.comparable(event)


def main(program, release):
    salt_environment(release)
    with tempfile.TemporaryDirectory() as folder:
        with DockerEngine("first", "busybox") as first, DockerEngine("second", "busybox") as second:
            work, engines = pathlib.Path(folder), (first, second)
            path = work / "targets.saltern.yaml"
            path.write_text(salt_targets.document("edge-[2-9] and not web*"))  # docker_events knows no labels
            hosts = dispatched.hosts_file(work, salt_targets.hosts_of(engines))
            act = lambda side: salt_targets.stimulate(engines, side)
            expected = on_saltern(program, None, path, work, act, hosts)
            lab = StockMinions([engine.endpoint for engine in engines], release)
            found = on_stock(program, lambda: second.listeners() == 1, path, work, act, lab)
    assert len(expected) == len(salt_targets.NODES) + 1, "Saltern's engine published too little"
    show([comparable(event) for event in expected], [comparable(event) for event in found])


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
