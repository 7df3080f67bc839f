"""The wire of Licet, by version; everything in it but this sentence is generated."""
