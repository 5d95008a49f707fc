"""What the tests of the model share."""

import pytest
from unit.model.stories import FIRMWARE

from coordi_wipe.model.levels import BEST_LEVEL


@pytest.fixture(autouse=True)
def _firmware_may_claim_purge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Firmware techniques come later: until then one exists only here, so that its rules are held."""
    monkeypatch.setitem(BEST_LEVEL, (FIRMWARE, "ata-ssd"), "purge")
