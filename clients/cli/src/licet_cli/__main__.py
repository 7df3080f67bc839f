"""The `licet` command as `python -m licet_cli`."""

from licet_cli.entry import main

main()
