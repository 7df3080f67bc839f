"""The decision log: what was answered is on disk before it leaves, and cannot be changed unseen.

An answer becomes an `Entry` (`entries`), linked to the one before it in its worker's chain
(`chain`, `writing`), and committed with others (`grouping`) to SQLite or PostgreSQL (`store`,
`schema`); where that takes too long it is refused. Heads of chains are signed (`sealing`) and
written to a second place (`witness`).

Glossary: a *chain* is the entries of one worker, each of which holds the hash of the one before; a
*commitment* is a salted hash of one field, so that a field and its salt can be erased and the chain
still be checked; a *seal* is a signature under the head of a chain; the *tail* is what was logged
after the last seal.
"""
