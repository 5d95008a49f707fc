"""A decision is entered over another that its supervisor has not read."""

from coordi_wipe.inventory.pages.views import certificates

certificates._seen = lambda request: None  # noqa: ARG005 - blind on purpose
