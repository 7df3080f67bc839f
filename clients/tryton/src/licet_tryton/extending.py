"""What a class that adds to one of another module has for a base."""

from typing import Any

Extension: Any = object
"""No base at all: Tryton's pool puts the class above the one that it adds to."""
