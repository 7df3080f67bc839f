"""What can be known about rule sets: checks, proofs, and their regimes over time."""
