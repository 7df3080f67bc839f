"""An ERP from nothing, to look at and to test in: a company, its sales, what becomes of them."""
