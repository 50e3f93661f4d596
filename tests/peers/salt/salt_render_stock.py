"""salt_render.py with the profile `stock`, on the Salt that it is for. usage: salt_render_stock.py SALTERN"""

import sys

from salt_render import main
from saltlab import run_or_skip

if __name__ == "__main__":
    run_or_skip(main, sys.argv[1], "stock")
