"""Facts become matches: which conditions hold, do not hold, or are unknown."""
