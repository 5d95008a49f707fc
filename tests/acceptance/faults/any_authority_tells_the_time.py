"""The time is asked of whatever server answers."""

from coordi_wipe.sync import transport

_session, _context = transport.session, transport.create_urllib3_context


def context():
    made = _context()
    made.check_hostname = False
    return made


def session(adapter, proxy):
    opened = _session(adapter, proxy)
    get = opened.get
    opened.get = lambda address, **more: get(address, **(more | {"verify": False}))
    return opened


transport.session, transport.create_urllib3_context = session, context
