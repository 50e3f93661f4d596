"""salt_render.py with the profile `stock`, on a Salt that it is for.
usage: salt_render_stock.py SALTERN RELEASE"""

import sys

from salt_render import main
from saltlab import run_or_skip

if __name__ == "__main__":
    run_or_skip(main, sys.argv[1], "stock", sys.argv[2])
