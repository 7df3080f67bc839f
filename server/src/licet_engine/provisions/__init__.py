"""Provisions, their dated versions, and the rule set compiled from them."""
