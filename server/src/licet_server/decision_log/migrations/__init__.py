"""The steps from each layout of the decision log to the next."""
