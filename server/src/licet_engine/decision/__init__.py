"""A resolution becomes a decision: names, citations and reasons joined to it again."""
