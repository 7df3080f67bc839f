"""A module of Tryton: no sale is confirmed, and no goods leave, unless Licet says that they may.

`tryton.cfg` says which classes the module has. What is asked is made in `questions`, what came of
it stands in `answers`, and `gate` is the one place where an answer becomes a go or a stop.
"""
