"""The hash-chained record of everything that this stick ever did."""
