#!/usr/bin/env python3
"""Runs qmllint: qmllint.py COMMAND...

The tool of Qt 6.4 dies of a segmentation fault in one run of twenty, on the same files and whatever is in
them. That says nothing about the files, so it is asked again; what it finds is never asked twice.
"""

import subprocess
import sys

ATTEMPTS = 5

for _ in range(ATTEMPTS):
    code = subprocess.run(sys.argv[1:], check=False).returncode
    if code >= 0:
        sys.exit(code)
    print(f"qmllint was ended by signal {-code}", file=sys.stderr)
sys.exit(1)
