"""Whether the PC's network changed: a cable that is plugged in, an address that comes."""

from coordi_wipe.hardware.host import Host

_CARDS, _ROUTES = "/sys/class/net", "/proc/net/route"


def signs(host: Host) -> object:
    """What changes when a cable is plugged in or out, or the way to the world comes or goes: cheap, for
    looking every other second."""
    try:
        cards = [name for name in host.list(_CARDS) if name != "lo"]
    except OSError:
        cards = []
    return tuple((name, _told(host, f"{_CARDS}/{name}/carrier")) for name in cards), _default_routes(host)


def _default_routes(host: Host) -> tuple[tuple[str, ...], ...]:
    """Card and gateway of each default route (IPv4); the table's counters change for nothing."""
    lines = _told(host, _ROUTES).decode(errors="replace").splitlines()[1:]
    columns = [line.split() for line in lines]
    return tuple(tuple(one[:3]) for one in columns if len(one) > 2 and one[1] == "00000000")


def _told(host: Host, path: str) -> bytes:
    try:
        return host.read(path)
    except OSError:  # a card that is off does not answer
        return b""
