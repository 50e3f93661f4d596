"""Random pairs of pattern and event decide the same in Saltern and in the exported matcher as Salt loads
and runs it: the helper module, or with the profile `stock` the code in the SLS.
usage: salt_pairs.py SALTERN RANDOMPAIRS [helper|stock RELEASE]"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from installation import copy_to_master, export
from saltlab import SaltLab, run_or_skip

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAIRS = 2000
SEED = 20261126
# Behind the exported SLS, in place of what answers an event.
DECIDING = """

def run():
    matches = _TOOLS["saltern_pattern.matches"]
    with open("PAIRS", encoding="utf-8") as stream:
        return {"decided": "".join("1" if matches(*json.loads(line)[:2]) else "0" for line in stream)}
"""


def by_helper(lab, pairs):
    shutil.copy(pathlib.Path(__file__).parent / "saltern_pairs.py", lab.file_roots / "_modules")
    lab.call_local("saltutil.sync_all")
    return json.loads(lab.call_local("saltern_pairs.decide", str(pairs)))["local"]


def by_stock(lab, pairs):
    folder = lab.file_roots / "saltern" / "reactor"
    (folder / "pairs.sls").write_text((folder / "hello.sls").read_text() + DECIDING.replace("PAIRS", str(pairs)))
    return json.loads(lab.call_local("slsutil.renderer", str(folder / "pairs.sls")))["local"]["decided"]


def main(program, randompairs, profile="helper", release=""):
    made = subprocess.run([randompairs, str(PAIRS), str(SEED)], capture_output=True, text=True, check=True)
    pairs = [json.loads(line) for line in made.stdout.splitlines()]
    assert len(pairs) == PAIRS and sum(pair[2] for pair in pairs) == PAIRS // 2
    with tempfile.TemporaryDirectory() as folder, SaltLab(release=release) as lab:
        work = pathlib.Path(folder)
        lab.prepare()
        demo = ROOT / "resources" / "demos" / "hello" / "hello.saltern.yaml"
        export(program, demo, work / "out", "--profile", profile)
        copy_to_master(lab, work / "out")
        (work / "pairs.jsonl").write_text(made.stdout)
        decided = {"helper": by_helper, "stock": by_stock}[profile](lab, work / "pairs.jsonl")
    assert len(decided) == PAIRS, decided[:2000]
    differ = [pair for pair, answer in zip(pairs, decided) if pair[2] != (answer == "1")]
    assert not differ, f"{len(differ)} differ, the first: {json.dumps(differ[0])}"
    print(f"{PAIRS} pairs, {PAIRS // 2} of them match, decided alike")


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
