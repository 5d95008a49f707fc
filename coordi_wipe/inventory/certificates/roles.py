"""Who may do what: a viewer reads, a supervisor also decides."""

from typing import Any

VIEWER, SUPERVISOR = "viewer", "supervisor"
ROLES = (VIEWER, SUPERVISOR)


def may_view(user: Any) -> bool:
    """Whether this signed-in person may read the inventory."""
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name__in=ROLES).exists())


def may_decide(user: Any) -> bool:
    """Whether this signed-in person may accept, reject, or declare destroyed."""
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name=SUPERVISOR).exists())
