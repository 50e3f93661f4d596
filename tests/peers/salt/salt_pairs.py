"""Random pairs of pattern and event decide the same in Saltern and in the exported matcher as Salt
loads and runs it. usage: salt_pairs.py SALTERN RANDOMPAIRS"""

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


def main(program, randompairs):
    made = subprocess.run([randompairs, str(PAIRS), str(SEED)], capture_output=True, text=True, check=True)
    pairs = [json.loads(line) for line in made.stdout.splitlines()]
    assert len(pairs) == PAIRS and sum(pair[2] for pair in pairs) == PAIRS // 2
    with tempfile.TemporaryDirectory() as folder, SaltLab() as lab:
        work = pathlib.Path(folder)
        lab.prepare()
        export(program, ROOT / "resources" / "demos" / "hello" / "hello.saltern.yaml", work / "out")
        copy_to_master(lab, work / "out")
        shutil.copy(pathlib.Path(__file__).parent / "saltern_pairs.py", lab.file_roots / "_modules")
        (work / "pairs.jsonl").write_text(made.stdout)
        lab.call_local("saltutil.sync_all")
        decided = json.loads(lab.call_local("saltern_pairs.decide", str(work / "pairs.jsonl")))["local"]
    assert len(decided) == PAIRS, decided[:2000]
    differ = [pair for pair, answer in zip(pairs, decided) if pair[2] != (answer == "1")]
    assert not differ, f"{len(differ)} differ, the first: {json.dumps(differ[0])}"
    print(f"{PAIRS} pairs, {PAIRS // 2} of them match, decided alike")


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
