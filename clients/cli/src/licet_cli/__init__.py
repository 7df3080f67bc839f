"""The `licet` command: decisions, reasons, replays and rules in a terminal."""
