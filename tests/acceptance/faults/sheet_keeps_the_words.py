"""The supervisor's sheet writes down the words that were typed, beside the key that they open."""

from coordi_wipe.station import custody

_unlock = custody.unlock


def unlock(home, run, words, until=""):
    """Keeps them in a file."""
    (home / "last-words").write_text(words)
    return _unlock(home, run, words, until)


custody.unlock = unlock
