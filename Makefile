# The gate for people: the same as .ci/run, less its Debian packages.
.PHONY: check demo
check:
	sh install.sh dev && .venv/bin/python -m pytest

demo:
	sh install.sh && .venv/bin/licet demo
