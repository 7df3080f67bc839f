# The gate for people: the same as .ci/run, less its Debian packages.
.PHONY: check demo erp-demo numbers proof
check:
	sh install.sh dev && .venv/bin/python -m pytest

demo:
	sh install.sh && .venv/bin/licet demo

# A Tryton with ten products and ten customers, from nothing, and what it shows, screen by screen.
erp-demo:
	sh install.sh dev && .venv/bin/python -m licet_tryton.demo

# Writes the README's numbers of what the rules and their cases hold.
numbers:
	PYTHONPATH=tests/support:tests/cases .venv/bin/python tests/gate/coverage_numbers.py

# About an hour: 200 kills, 1,000 reloads, a million fuzzed messages, ten minutes of load.
proof:
	PYTHONPATH=tests/support .venv/bin/python tests/service/prove.py
