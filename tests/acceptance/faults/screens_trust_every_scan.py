"""Any tag confirms any PC: a scan of another label erases."""

from coordi_wipe.tui import flow

flow._tag_in = lambda text: flow.tags.Tag("C23-0412")  # noqa: ARG005 - blind on purpose
