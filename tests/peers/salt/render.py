"""Run by Salt's own Python: renders and compiles SLS files as the Reactor of a master does.

usage: render.py CONFIG_FOLDER CASES    CASES is JSON: [{"sls": path, "tag": ..., "data": ...}]
Prints JSON: for each case the compiled reactions, or the log lines that say why there are none.
"""

import json
import logging
import sys

import salt.config
import salt.utils.reactor


class Complaints(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


def main():
    opts = salt.config.master_config(sys.argv[1] + "/master")
    opts["file_client"] = "local"
    reactor = salt.utils.reactor.Reactor(opts)
    with open(sys.argv[2], encoding="utf-8") as stream:
        cases = json.load(stream)
    results = []
    for case in cases:
        complaints = Complaints()
        logging.getLogger().addHandler(complaints)
        chunks = reactor.reactions(case["tag"], case["data"], [case["sls"]])
        logging.getLogger().removeHandler(complaints)
        results.append({"chunks": chunks, "complaints": complaints.lines})
    print(json.dumps(results, default=str))


main()
