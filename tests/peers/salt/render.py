"""Run by Salt's own Python: renders and compiles SLS files as a master does.

usage: render.py CONFIG_FOLDER CASES

CASES is JSON: {"reactions": [{"sls": path, "tag": ..., "data": ...}], "states": [name, ...]}. Prints
JSON: for each reaction the compiled chunks and the log lines on the way; the low chunks of all states
together, or the errors; the pillar.
"""

import json
import logging
import pathlib
import sys

import salt.config
import salt.minion
import salt.pillar
import salt.utils.reactor


class Complaints(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


def react(opts, cases):
    reactor = salt.utils.reactor.Reactor(opts)
    for case in cases:
        complaints = Complaints()
        logging.getLogger().addHandler(complaints)
        chunks = reactor.reactions(case["tag"], case["data"], [case["sls"]])
        logging.getLogger().removeHandler(complaints)
        yield {"chunks": [with_call(opts, chunk) for chunk in chunks], "complaints": complaints.lines}


def with_call(opts, chunk):
    """With what the master keeps for the return of the job, as the profile `stock` does."""
    mark = (chunk.get("metadata") or {}).get("saltern")
    if not mark:
        return chunk
    kept = pathlib.Path(opts["cachedir"]) / "saltern" / "steps" / mark["step"]
    return {**chunk, "call": json.loads(kept.read_text())}


def main():
    opts = salt.config.master_config(sys.argv[1] + "/master")
    opts["file_client"] = "local"
    with open(sys.argv[2], encoding="utf-8") as stream:
        cases = json.load(stream)
    master = salt.minion.MasterMinion(opts)
    print(
        json.dumps(
            {
                "reactions": list(react(opts, cases["reactions"])),
                "states": master.functions["state.show_low_sls"](cases["states"]),
                "pillar": salt.pillar.Pillar(opts, {"id": "edge-1"}, "edge-1", "base").compile_pillar(),
            },
            default=str,
        )
    )


main()
