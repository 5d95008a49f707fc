"""The only package that reads or commands the machine."""
