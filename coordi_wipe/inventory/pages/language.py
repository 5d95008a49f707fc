"""In which language a page speaks: what the reader chose, else what the browser asks for, else French.

The language goes with each call: threads of one server speak to several people at once, and
`messages.catalogue.use` is for programs that speak to one.
"""

from django.http import HttpRequest

from coordi_wipe.messages import catalogue

COOKIE = "language"
A_YEAR = 31_536_000  # seconds


def of(request: HttpRequest) -> str:
    """The language of this request: the cookie's, else the best of Accept-Language, else the default."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in catalogue.languages():
        return chosen
    return accepted(request.headers.get("Accept-Language", ""))


def accepted(header: str) -> str:
    """The spoken language that the header likes most (RFC 9110, 12.5.4); the default where it names none."""
    liked = [_liking(part) for part in header[:200].split(",")]
    spoken = [(weight, name) for weight, name in liked if weight > 0 and name in catalogue.languages()]
    best = max((weight for weight, _ in spoken), default=0.0)
    return next((name for weight, name in spoken if weight == best), catalogue.DEFAULT)


def _liking(part: str) -> tuple[float, str]:
    """« en-GB;q=0.8 » → (0.8, "en"); a weight that is none counts as nothing."""
    name, _, rest = part.strip().partition(";")
    weight = rest.strip().removeprefix("q=") if rest else "1"
    try:
        return float(weight), name.split("-")[0].strip().lower()
    except ValueError:
        return 0.0, ""
