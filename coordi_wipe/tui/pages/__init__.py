"""One file a screen: from what is known and what was said to the page that is shown."""
