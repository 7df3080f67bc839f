"""Official tables become tables of a pack: read strictly, compared by key, replaced whole."""
