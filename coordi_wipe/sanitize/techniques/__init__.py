"""One file per technique; a new technique is one new file."""
