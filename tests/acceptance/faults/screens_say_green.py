"""Every end of a job is drawn green."""

from coordi_wipe.tui.pages import docks, result, works

for page in (docks, result, works):
    page.tone_of = lambda job: "good"  # noqa: ARG005 - blind on purpose
