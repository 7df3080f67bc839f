"""Licet over the wire, for Python programs."""
