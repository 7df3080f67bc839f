"""Write the shipped books anew: `python -m licet_orderbook [FOLDER]`."""

import sys
from pathlib import Path

from licet_orderbook.shipped import write_books


def main(arguments: list[str]) -> int:
    """Write both books into the folder named, or into this package's own `data`."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent / "data"
    for path in write_books(folder):
        sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
