"""From a drive and a wanted level to recorded facts: plan, write, read back."""
