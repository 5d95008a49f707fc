"""A virtual machine is one only where systemd-detect-virt says so."""

from coordi_wipe.hardware import virtual

virtual._by_names = virtual._by_devices = virtual._by_processor = lambda host: ""  # noqa: ARG005
