"""Order books in, decisions out.

An *order book* is a file of sales; an *order* one record of it; an *annotation* what stands
beside the sale and is no part of it, such as the outcome somebody expects. An *answer* is the
decision on an order, or the violations for which there is none.
"""
