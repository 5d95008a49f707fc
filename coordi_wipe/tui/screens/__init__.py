"""What is drawn: a page as widgets, and the sheets that lie over it."""
