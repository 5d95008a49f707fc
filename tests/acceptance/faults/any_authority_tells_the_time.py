"""The time is asked of whatever server answers."""

import ssl

from coordi_wipe.sync import transport

_really = transport.create_urllib3_context


def blind():
    context = _really()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


transport.create_urllib3_context = blind
