"""Words that do not belong together are believed, and make some root or other."""

import secrets

from coordi_wipe.certificate import root_words
from coordi_wipe.model.errors import UsageError

honest = root_words.entropy_of


def entropy_of(text):
    try:
        return honest(text)
    except UsageError:
        return secrets.token_bytes(root_words.ENTROPY)


root_words.entropy_of = entropy_of
