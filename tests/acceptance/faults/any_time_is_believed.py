"""A note says what time it is, whoever signed it and whatever was asked."""

import json

from coordi_wipe.certificate import signed_time

signed_time.check = lambda note, nonce, key: json.loads(note.split(b"\n")[1])["unix"]  # noqa: ARG005
