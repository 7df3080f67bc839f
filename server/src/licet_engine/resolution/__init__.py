"""Matches become a resolution: strata, completions of unknown facts, and validity."""
