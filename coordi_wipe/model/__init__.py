"""Frozen data and pure rules: nothing here reads, writes or prints."""
