"""Party lists: the rows of the Consolidated Screening List become rows of the list files."""
