"""salt_render.py with the profile `stock`, on the Salt that it is for. usage: salt_render_stock.py SALTERN"""

import sys

from salt_render import main
from saltlab import SKIPPED, Unavailable

if __name__ == "__main__":
    try:
        main(sys.argv[1], "stock")
    except Unavailable as why:
        print(f"Skipped: {why}")
        sys.exit(SKIPPED)
