"""The command line: a thin face of Station."""
