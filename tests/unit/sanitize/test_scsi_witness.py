"""A SCSI drive's only witness is that its sanitize was seen to run: an older one's run is none of ours."""

from coordi_wipe.hardware.process import Finished
from coordi_wipe.sanitize.techniques.scsi_sanitize import make

RUNNING = b"Additional sense: Sanitize in progress\n  Progress indication: 50.00%\n"
IDLE = b"Fixed format, current; Sense key: No Sense\n"


class Drive:
    """Answers each question with the next of these."""

    node = "/dev/sda"

    def __init__(self, *answers):
        self._answers = list(answers)

    def ask(self, _argv):
        return Finished(0, self._answers.pop(0), b"", 0.0)

    def run(self, _argv):
        return Finished(0, b"", b"", 0.0)


def test_one_that_ran_before_ours_completes_nothing():
    technique = make(Drive(RUNNING, IDLE, IDLE, IDLE), "block", 0.0)
    assert technique.look().phase == "running"
    assert technique.look().phase == "completed"
    assert technique.start().phase == "idle"
    assert technique.look().phase == "idle"


def test_ours_is_complete_once_it_was_seen_to_run():
    technique = make(Drive(RUNNING, IDLE), "block", 0.0)
    assert technique.start().phase == "running"
    assert technique.look().phase == "completed"
