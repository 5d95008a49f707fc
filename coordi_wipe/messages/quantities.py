"""Numbers as people of each language write them: sizes, durations, dates."""

import datetime

_NBSP = "\N{NARROW NO-BREAK SPACE}"
_UNITS = {"fr": ("o", "ko", "Mo", "Go", "To", "Po"), "en": ("B", "kB", "MB", "GB", "TB", "PB")}
_DAY = {"fr": "j"}  # the other symbols of time are the same everywhere


def number(value: float, language: str) -> str:
    """1234567.5 → « 1 234 567,5 » or "1,234,567.5"; at most one decimal, none when it is zero."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.replace(",", _NBSP).replace(".", ",") if language == "fr" else text


def size(value: int, language: str) -> str:
    """Bytes in decimal units, as drives are sold: « 500,1 Go », "500.1 GB"."""
    units = _UNITS.get(language, _UNITS["en"])
    amount, index = float(value), 0
    while amount >= 999.95 and index < len(units) - 1:
        amount, index = amount / 1000, index + 1
    return f"{number(amount, language)}\N{NO-BREAK SPACE}{units[index]}"


def duration(seconds: float, language: str) -> str:
    """« 2 h 05 min », "45 s", « 1 j 2 h », "1 d 2 h": the two largest units."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60:02} min"
    return f"{whole // 86400} {_DAY.get(language, 'd')} {whole % 86400 // 3600} h"


def moment(at: datetime.datetime, language: str) -> str:
    """A time in UTC to the minute: « 24/11/2026 14:05 UTC », "2026-11-24 14:05 UTC"."""
    return at.strftime("%d/%m/%Y %H:%M UTC" if language == "fr" else "%Y-%m-%d %H:%M UTC")


def day(on: datetime.date, language: str) -> str:
    """A day: « 24/11/2026 », "2026-11-24"."""
    return on.strftime("%d/%m/%Y" if language == "fr" else "%Y-%m-%d")


def written_moment(at: str, language: str) -> str:
    """The same of a time in ISO 8601 with its offset, or a day alone; the text as it is where it is none."""
    try:
        if len(at) == len("2026-12-31"):
            return day(datetime.date.fromisoformat(at), language)
        written = datetime.datetime.fromisoformat(at)
        return moment(written.astimezone(datetime.UTC), language) if written.tzinfo else at
    except (ValueError, OverflowError):
        return at
