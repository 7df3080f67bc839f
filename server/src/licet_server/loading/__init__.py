"""Rule files become packs: YAML and CSV in, frozen provisions and rows out."""
