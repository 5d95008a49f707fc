"""What templates say: sentences by code."""
