"""Codes become sentences here, in French or English, and nowhere else."""
