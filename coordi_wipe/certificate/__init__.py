"""From evidence to a signed page, and from a page back to a verdict."""
