"""Coming in and going out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from coordi_wipe.inventory.pages import answer


def home(request: HttpRequest) -> HttpResponse:
    """The first page: where one finds, or where one comes in."""
    return HttpResponseRedirect(reverse("find" if request.user.is_authenticated else "sign-in"))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. What is wrong of both is not said; django-axes counts and locks."""
    back = inside(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        return answer.page(request, "sign_in", {"next": back})
    name = request.POST.get("username", "")[:150]
    user = authenticate(request, username=name, password=request.POST.get("password", ""))
    if user is None:
        told = {"next": back, "username": name, "wrong": "web-sign-in-wrong"}
        return answer.page(request, "sign_in", told, status=403)
    login(request, user)
    return HttpResponseRedirect(back)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forgets who was here."""
    logout(request)
    return HttpResponseRedirect(reverse("sign-in"))


def inside(request: HttpRequest, address: str) -> str:
    """The address where it is one of ours, else the first page: nobody is sent elsewhere."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else reverse("home")
