"""Every test: properties are laws, and how long an example takes is no part of them."""

from __future__ import annotations

import gc

from hypothesis import settings

# Rules are many small objects that stay: looking through all of them for rubbish as often as
# Python does by itself takes a sixth of the tests' time.
gc.set_threshold(100_000, 20, 100)

# A shared machine stalls; times are compared as ratios in `benchmarks/`, never asserted.
settings.register_profile("licet", deadline=None)
settings.load_profile("licet")
