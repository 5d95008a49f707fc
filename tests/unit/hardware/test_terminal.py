"""A program in the place of ours: on an empty screen, which a console without a second one does not give."""

import subprocess
import sys

HANDS_OVER = "from coordi_wipe.hardware.terminal import hand_over; hand_over('A word', ['echo', 'its own'])"


def test_nothing_of_the_screens_stays_under_it():
    done = subprocess.run(
        [sys.executable, "-c", HANDS_OVER], stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    assert done.stdout == b"\x1b[H\x1b[2JA word\r\n\r\nits own\n"
