"""Accounts: made at the command line, locked for a while after wrong passwords."""

import ipaddress
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from coordi_wipe.inventory.certificates.roles import ROLES
from coordi_wipe.inventory.serving import is_loopback
from coordi_wipe.model.check_letter import CROCKFORD
from coordi_wipe.model.errors import UsageError


def locked(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """What is answered after too many wrong passwords: a page, with the time to wait (seconds)."""
    del response, credentials
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    page = render_to_string("pages/locked.html", {"seconds": seconds}, request)
    return HttpResponse(
        page, status=429, headers={"Retry-After": str(seconds), "Cache-Control": "private, no-store"}
    )


def address_of(request: HttpRequest) -> str:
    """From where this request came, for the count of wrong passwords.

    Behind https, a program on this machine hands requests on: it adds where each came from as the last of
    X-Forwarded-For; what stands before that, anybody can write. From any other place that header is not read.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not (settings.SESSION_COOKIE_SECURE and is_loopback(direct)):
        return direct
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return direct


def add(name: str, role: str, password: str) -> None:
    """Makes an account with one role.

    Raises UsageError("inventory-role-unknown" | "inventory-user-name" | "inventory-user-exists" |
    "inventory-password-weak").
    """
    if role not in ROLES:
        raise UsageError("inventory-role-unknown", role=role, roles=", ".join(ROLES))
    user = User(username=name)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise UsageError("inventory-user-name", name=name) from error
    _set(user, password)
    try:
        with transaction.atomic():
            user.save()
            user.groups.set([Group.objects.get(name=role)])
    except IntegrityError as error:
        raise UsageError("inventory-user-exists", name=name) from error


def change_password(name: str, password: str) -> None:
    """Gives an account another password; its sessions end. Raises UsageError("inventory-user-unknown" |
    "inventory-password-weak")."""
    user = _user(name)
    _set(user, password)
    user.save(update_fields=["password"])


def close(name: str) -> None:
    """Nobody signs in by this name any more; what it decided stays. Raises UsageError."""
    user = _user(name)
    user.is_active = False
    user.save(update_fields=["is_active"])


def generated_password() -> str:
    """A password of 80 random bits, in letters that are told apart on paper."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(16)).lower()
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def _user(name: str) -> User:
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist as error:
        raise UsageError("inventory-user-unknown", name=name) from error


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError("inventory-password-weak", length=12) from error
    user.set_password(password)
