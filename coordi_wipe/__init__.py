"""Coordi-Wipe: erases drives, proves it, and signs the proof."""

__version__ = "0.1.0"
