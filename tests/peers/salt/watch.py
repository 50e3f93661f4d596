"""Run by Salt's own Python: prints every event of the master's bus as one JSON line until stdin
ends. usage: watch.py CONFIG_FOLDER"""

import json
import sys
import threading

import salt.config
import salt.utils.event

opts = salt.config.master_config(sys.argv[1] + "/master")
stopped = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
with salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=True) as bus:
    bus.connect_pub()
    print(json.dumps({"tag": "watching"}), flush=True)
    while not stopped.is_set():
        event = bus.get_event(wait=0.5, full=True)
        if event:
            print(json.dumps(event, default=str), flush=True)
