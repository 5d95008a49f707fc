"""Whoever is signed in decides: roles are not looked at."""

from coordi_wipe.inventory.certificates import roles

roles.may_decide = lambda _: True
