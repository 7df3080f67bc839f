"""Every test: properties are laws, and how long an example takes is no part of them."""

from __future__ import annotations

from hypothesis import settings

# A shared machine stalls; times are compared as ratios in `benchmarks/`, never asserted.
settings.register_profile("licet", deadline=None)
settings.load_profile("licet")
