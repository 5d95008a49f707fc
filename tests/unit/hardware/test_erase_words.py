"""What the tools say of an erase, and what is read in it. The words are those of real tools on simulated
drives (tests/drives/), or of real drives in ../shared/samples, retyped as far as needed."""

import json

import pytest

from coordi_wipe.hardware import ata_erase, mmc, nvme_erase, scsi_erase
from coordi_wipe.hardware.ata import Security

NO_REGISTERS = b"SG_IO: bad/missing sense data, sb[]:  f0 00 0b 04 51 40 00 0a\n"


@pytest.mark.parametrize(
    ("printed", "phase"),
    [
        (b"Sanitize status:\n    State:    SD0 Sanitize Idle\n", "idle"),
        (
            b"    State:    SD0 Sanitize Idle\n    Last Sanitize Operation Completed Without Error\n",
            "completed",
        ),
        (b"    State:    SD1 Sanitize Frozen\n", "frozen"),
        (b"    State:    SD2 Sanitize operation In Process\n    Progress: 0x8000 (50%)\n", "running"),
        (b"SANITIZE device error reason: Last Sanitize Command completed unsuccessfully\n", "failed"),
        (b"Drive in SD3 Sanitize Operation Failed state\n", "failed"),
        (NO_REGISTERS + b"    State:    SD0 Sanitize Idle\n", "unknown"),
        (b"", "unknown"),
    ],
)
def test_ata_sanitize_status(printed: bytes, phase: str) -> None:
    assert ata_erase.sanitize_status(printed).phase == phase


def test_ata_sanitize_tells_its_share() -> None:
    printed = b"    State:    SD2 Sanitize operation In Process\n    Progress: 0x8000 (50%)\n"
    assert ata_erase.sanitize_status(printed).share == 0.5


@pytest.mark.parametrize(
    ("printed", "code", "refused"),
    [
        (b"Operation started in background\n", 0, False),
        (NO_REGISTERS + b"Operation started in background\n", 0, True),
        (b"SANITIZE failed: Input/output error\n", 0, True),
        (b"", 5, True),
    ],
)
def test_a_sanitize_that_hdparm_calls_started_may_be_refused(
    printed: bytes, code: int, *, refused: bool
) -> None:
    assert ata_erase.refused(printed, code) == refused


def test_an_overwrite_is_one_pass_and_flags_come_first() -> None:
    argv = ata_erase.sanitize("overwrite", "/dev/sda")
    assert argv[argv.index("--sanitize-overwrite-passes") + 1] == "1"  # 0, the default, is 16
    assert argv.index("--yes-i-know-what-i-am-doing") < argv.index("--sanitize-overwrite")
    assert argv.index("--sanitize-overwrite-passes") < argv.index("--sanitize-overwrite")


def test_a_security_erase_is_waited_for_an_hour_longer_than_hdparm_does() -> None:
    words = Security(
        supported=True,
        enabled=False,
        locked=False,
        frozen=False,
        expired=False,
        enhanced=True,
        erase_minutes=100,
        enhanced_minutes=300,
    )
    assert ata_erase.erase_seconds(words, 10**9, enhanced=False) == (190 + 60) * 60
    assert ata_erase.erase_seconds(words, 10**9, enhanced=True) == (390 + 60) * 60
    assert ata_erase.erase_seconds(words, 10**13, enhanced=False) == 10**13 / 30e6 + 90 * 60


def _log(**said: object) -> bytes:
    return json.dumps({"nvme0": {"sprog": 65535, **said}}).encode()


@pytest.mark.parametrize(
    ("printed", "phase", "witness"),
    [
        (_log(sstat={"global_erased": 0, "status": "(0) Never been sanitized."}), "idle", False),
        (_log(sstat={"global_erased": 1, "status": "(1) Completed Successfully."}), "completed", True),
        (_log(sstat={"global_erased": 0, "status": "(2) In Progress."}, sprog=0x4000), "running", False),
        (_log(sstat={"global_erased": 0, "status": 3}), "failed", False),
        (_log(sstat=0x101), "completed", True),
        (_log(sstat=0x002, sprog=0x4000), "running", False),
        (_log(sstat=0x004), "completed", False),
        (_log(sstat=0x007), "unknown", False),
        (b"NVMe status: Invalid Log Page", "unknown", False),
        (b"{}", "unknown", False),
    ],
)
def test_nvme_sanitize_status(printed: bytes, phase: str, *, witness: bool) -> None:
    status = nvme_erase.sanitize_status(printed)
    assert (status.phase, status.words.endswith("erased")) == (phase, witness)


def test_a_format_without_a_setting_is_never_built() -> None:
    # FOG, pull request 127: `nvme format` without --ses erases nothing
    with pytest.raises(ValueError, match="0"):
        nvme_erase.format_namespace("/dev/nvme0n1", 1, 0, 0, seconds=60)
    argv = nvme_erase.format_namespace("/dev/nvme0n1", 2, 1, 3, seconds=60)
    assert {"--ses=1", "--namespace-id=2", "--lbaf=3", "--timeout=60000", "--force"} <= set(argv)


def test_an_nvme_overwrite_is_one_pass() -> None:
    assert "--owpass=1" in nvme_erase.sanitize("overwrite", "/dev/nvme0n1")  # 0 is 16


def test_no_other_node_is_taken_for_a_controllers() -> None:
    assert nvme_erase.controller_node("/dev/nvme12n3") == "/dev/nvme12"
    with pytest.raises(ValueError, match="sda"):
        nvme_erase.controller_node("/dev/sda")


def test_the_reason_of_a_refused_format_is_kept() -> None:
    printed = b"Sending format operation ...\nNVMe status: NS_WRITE_PROTECTED: prohibited(0x2020)\n"
    assert nvme_erase.refusal(printed) == "NS_WRITE_PROTECTED: prohibited(0x2020)"


@pytest.mark.parametrize(
    ("printed", "code", "phase"),
    [
        (b"Fixed format, current; Sense key: No Sense\n", 0, "idle"),
        (b"Additional sense: Logical unit not ready, sanitize in progress\n", 0, "running"),
        (b"sanitize in progress\n  Progress indication: 0.40%\n", 0, "running"),
        (b"Sense key: Medium Error\nAdditional sense: Sanitize command failed\n", 0, "failed"),
        (b"open error: No such device\n", 15, "unknown"),
    ],
)
def test_scsi_sanitize_status(printed: bytes, code: int, phase: str) -> None:
    assert scsi_erase.sanitize_status(printed, code).phase == phase


def test_scsi_service_actions_are_told_apart() -> None:
    printed = (
        b"Opcode  Service\n 48        1        10    0,0    Sanitize, overwrite\n 5a    10    0,0    Mode\n"
    )
    found = scsi_erase.supported(printed)
    assert found is not None
    assert (found.overwrite, found.block, found.crypto) == (True, False, False)
    assert scsi_erase.supported(b"Report supported opcodes: operation not supported\n") is None


@pytest.mark.parametrize(
    ("printed", "phase"),
    [
        (b"SEND_STATUS response: 0x00000900\n", "completed"),
        (b"SEND_STATUS response: 0x00008900\n", "failed"),  # write protected groups were passed over
        (b"SEND_STATUS response: 0x00080900\n", "failed"),
        (b"ioctl: Connection timed out\n", "unknown"),
    ],
)
def test_card_status(printed: bytes, phase: str) -> None:
    assert mmc.status(printed).phase == phase


def test_card_registers_come_in_two_styles() -> None:
    printed = (
        b"  Extended CSD rev 1.8 (MMC 5.1)\nSecure Feature support [SEC_FEATURE_SUPPORT: 0x55]\n"
        b"Boot partition size [BOOT_SIZE_MULTI: 0x20]\nRPMB Size [RPMB_SIZE_MULT]: 0x04\n"
    )
    found = mmc.registers(printed)
    assert found is not None
    assert (found.secure, found.trims, found.sanitizes) == (True, True, True)
    assert (found.boot, found.rpmb) == (4 << 20, 512 << 10)
    assert mmc.registers(b"Could not read EXT_CSD from /dev/mmcblk0\n") is None
