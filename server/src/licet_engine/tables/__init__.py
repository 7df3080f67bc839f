"""The tables of the law: what is controlled, and to where, by date."""
