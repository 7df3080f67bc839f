"""Licet on the wire: bytes become questions, answers become bytes, errors become statuses.

A *question* is a sale's bytes with its pins, before anything in them is read; an *item* is the
bytes of an answer, which mean the same in `DecideResponse`, `BatchDecideItem` and
`StreamDecideResponse`; a *twin* is a message that reads the same bytes less deeply.
"""
