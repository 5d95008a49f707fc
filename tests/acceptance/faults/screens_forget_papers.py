"""The screens send nothing: what is done stays on the stick, whatever they say."""

from coordi_wipe.tui import sending

sending.Sending._pass = lambda self: ()  # noqa: ARG005 - blind on purpose
