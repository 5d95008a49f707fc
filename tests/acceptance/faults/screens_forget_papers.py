"""The screens send nothing: what is done stays on the stick, whatever they say."""

from coordi_wipe.tui import look

look.sent = lambda station: ()  # noqa: ARG005 - blind on purpose
