"""Names become list rows: handed to the facts maker as a function."""
