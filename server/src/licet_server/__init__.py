"""Everything of Licet that touches the world: loading, composition, and later the wire."""
