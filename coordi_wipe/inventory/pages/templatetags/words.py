"""Template tags: `{% say "code" name=value %}` in the reader's language, times, and signs of a result."""

import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coordi_wipe.certificate.text import visible
from coordi_wipe.messages.quantities import moment as written
from coordi_wipe.messages.sentences import say as sentence
from coordi_wipe.model.base import Reason

register = template.Library()

# Shapes that differ without colour, as on the paper: a tick in a circle, a triangle, a cross in an octagon,
# a clock, a page of the log, an R. `fill` is the reader's colour of the text around.
_SHAPES = {
    "good": '<circle cx="16" cy="16" r="15"/><path d="M9 16.5l5 5L23.5 11" {line}/>',
    "amber": '<path d="M16 1.5L31 30H1z"/><path d="M16 12v8M16 25v.2" {line}/>',
    "bad": '<path d="M10 1h12l9 9v12l-9 9H10l-9-9V10z"/><path d="M11 11l10 10M21 11L11 21" {line}/>',
    "idle": '<circle cx="16" cy="16" r="15"/><path d="M16 8v9l5.5 3.5" {line}/>',
    "log": '<path d="M5 2h16l6 6v22H5z"/><path d="M10 13h12M10 18h12M10 23h7" {line}/>',
    "rehearsal": '<rect x="2" y="2" width="28" height="28" rx="4"/><path d="M10 22V10h6a3.5 3.5 0 010 7h-6'
    'M16 17l6 5" {line}/>',
}
_LINE = 'fill="none" stroke="{ground}" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"'


@register.simple_tag(takes_context=True, name="say")
def say(context: Context, code: str, **args: Any) -> str:
    """The sentence of a code; it is escaped like any other text. Strings from outside are made visible."""
    safe = {name: visible(value) if isinstance(value, str) else value for name, value in args.items()}
    return sentence(code, language=context["language"], **safe)


@register.simple_tag(takes_context=True, name="told")
def told(context: Context, reason: Reason) -> str:
    """The sentence of a reason that another room gave."""
    return say(context, reason.code, **reason.args)


@register.simple_tag(takes_context=True, name="moment")
def moment(context: Context, at: datetime.datetime | None) -> str:
    """A time in UTC to the minute; a dash where there is none."""
    return written(at.astimezone(datetime.UTC), context["language"]) if at else "–"


@register.simple_tag(name="sign")
def sign(tone: str, ground: str = "#fff") -> SafeString:
    """The shape of a tone as SVG. It has no words of its own: they stand beside it."""
    shape = _SHAPES.get(tone, _SHAPES["bad"])
    drawing = shape.replace("{line}", _LINE.replace("{ground}", ground))
    return format_html(
        '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false" fill="currentColor">{}</svg>',
        SafeString(drawing),
    )


@register.filter(name="visible")
def shown(text: object) -> str:
    """What came from outside, with each character that misleads (control, right-to-left) as its code."""
    return visible(str(text))
