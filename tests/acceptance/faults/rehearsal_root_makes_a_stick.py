"""Whatever leaf and root lie where the stick's are make a stick, a rehearsal's too."""

from coordi_wipe.certificate import stick_key

stick_key.policies = lambda certificate: (stick_key.STICK_POLICY,)  # noqa: ARG005 - blind on purpose
