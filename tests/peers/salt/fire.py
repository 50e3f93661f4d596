"""Run by Salt's own Python: fires every line of stdin, {"tag", "data"} as JSON, on the master's bus.
usage: fire.py CONFIG_FOLDER"""

import json
import sys

import salt.config
import salt.utils.event

opts = salt.config.master_config(sys.argv[1] + "/master")
with salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=False) as bus:
    for line in sys.stdin:
        event = json.loads(line)
        print(json.dumps(bus.fire_event(event["data"], event["tag"])), flush=True)
