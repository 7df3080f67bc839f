"""`licet-server log`: a decision log is verified, decided again, exported, and erased in part."""
