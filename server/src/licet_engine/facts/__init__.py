"""A sale becomes facts: what is given, what is not claimed, and what is unknown.

Here lists are looked up and names screened; everything after is a pure function of the
rule set, the facts and the two dates.
"""
