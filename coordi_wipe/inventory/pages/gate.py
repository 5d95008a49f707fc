"""Who sees a page: nobody without an account, nobody without a role, and decisions are a supervisor's."""

import functools
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from coordi_wipe.inventory.certificates import roles
from coordi_wipe.inventory.pages import answer

View = Callable[..., HttpResponse]


def reads(view: View) -> View:
    """Only for those who may read the inventory."""
    return _only(roles.may_view, "web-no-role", view)


def decides(view: View) -> View:
    """Only for supervisors."""
    return _only(roles.may_decide, "web-supervisors-only", view)


def _only(allowed: Callable[[object], bool], code: str, view: View) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if not request.user.is_authenticated:
            back = quote(request.get_full_path() if request.method == "GET" else "/", safe="")
            return HttpResponseRedirect(f"{reverse('sign-in')}?next={back}")
        if not allowed(request.user):
            return answer.forbidden(request, code)
        return view(request, *args, **named)

    return guarded
