"""Certificates on their way to the central inventory, and the receipts that come back."""
