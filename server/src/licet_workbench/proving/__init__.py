"""What rules say of every question there is: regions of a finite space, proved and compared."""
