"""The first version of the wire, made by protos/generate.sh from protos/licet/v1."""
