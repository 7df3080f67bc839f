"""What the tables of the law say of a category or a country on a day, as sales are decided."""
