"""Random machines: a use of whatever is built on a drive, however deep, protects that drive, and no other."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coordi_wipe.hardware.blocks import BlockDevice
from coordi_wipe.hardware.protection import built_on, file_protection, protection
from coordi_wipe.hardware.uses import Mount, Uses
from coordi_wipe.hardware.writing.layout import FACTORY, LIVE

SIZE = 10**9
USES = ("mounted", "mounted by its source", "swap", "btrfs", "ledger", "nothing")


def device(name, number, *, disk="", **fields):
    return BlockDevice(
        name=name,
        node=f"/dev/{name}",
        disk=disk or name,
        number=f"8:{number}",
        path=f"/sys/devices/x/block/{name}",
        size=SIZE,
        logical=512,
        physical=512,
        diskseq=number,
        read_only=False,
        removable=False,
        **fields,
    )


@st.composite
def machines(draw):
    """Disks with partitions, and layers built on any of what is below. The edges stand on one side only.

    Answers the graph, and what each device rests on directly.
    """
    rests_on: dict[str, set[str]] = {}
    graph: dict[str, BlockDevice] = {}
    for index in range(draw(st.integers(1, 4))):
        disk = f"sd{chr(97 + index)}"
        graph[disk] = device(disk, len(graph))
        rests_on[disk] = set()
        for part in range(draw(st.integers(0, 3))):
            name = f"{disk}{part + 1}"
            graph[name] = device(name, len(graph), disk=disk)
            rests_on[name] = {disk}
    for layer in range(draw(st.integers(0, 6))):
        below = draw(st.sets(st.sampled_from(sorted(graph)), min_size=1, max_size=3))
        kind = draw(st.sampled_from(("md", "dm-", "bcache", "loop")))
        name = f"{kind}{layer}"
        if kind == "loop":  # over one device; the kernel names no holder for it
            below = {min(below)}
            graph[name] = device(name, len(graph), backing=f"/dev/{min(below)}")
        elif draw(st.booleans()):
            graph[name] = device(name, len(graph), slaves=tuple(sorted(below)))
        else:
            graph[name] = device(name, len(graph))
            for under in below:
                graph[under] = with_holder(graph[under], name)
        rests_on[name] = set(below)
    return graph, rests_on


def with_holder(old: BlockDevice, holder: str) -> BlockDevice:
    fields = {name: getattr(old, name) for name in BlockDevice.__struct_fields__}
    return BlockDevice(**fields | {"holders": (*old.holders, holder)})


def disks_under(name, rests_on) -> set[str]:
    """Downwards, the other way than the product looks."""
    below = set().union(*(disks_under(under, rests_on) for under in rests_on[name]))
    return below or {name}


def use_of(kind: str, target: BlockDevice) -> tuple[Uses, tuple[str, ...]]:
    mount = Mount(target.number, "/srv/x", target.node)
    match kind:
        case "mounted":
            return Uses(mounts=(Mount(target.number, "/srv/x", "none"),)), ()
        case "mounted by its source":
            return Uses(mounts=(Mount("0:99", "/srv/x", target.node),)), ()
        case "swap":
            return Uses(swaps=(target.node,)), ()
        case "btrfs":
            return Uses(btrfs=((target.name,),)), ()
        case "ledger":
            return Uses(mounts=(mount,)), ("/srv/x/ledger.jsonl",)
    return Uses(), ()


@given(machines(), st.sampled_from(USES), st.data())
def test_a_use_protects_every_drive_below_and_none_beside(machine, kind, data):
    graph, rests_on = machine
    target = graph[data.draw(st.sampled_from(sorted(graph)))]
    uses, ledger = use_of(kind, target)
    used = disks_under(target.name, rests_on) if kind != "nothing" else set()
    carried = {disk for name in graph if not name.startswith("sd") for disk in disks_under(name, rests_on)}
    for disk in (d for d in graph.values() if d.whole and d.name.startswith("sd")):
        found = protection(disk, "sata", graph, uses, ledger)
        assert bool(found) == (disk.name in used | carried), (disk.name, found)
        codes = {reason.code for reason in found}
        if disk.name in used:
            expected = {"swap": "protected-swap", "btrfs": "protected-member", "ledger": "protected-ledger"}
            assert expected.get(kind, "protected-mounted") in codes
        else:
            assert codes <= {"protected-member"}


WWN = "0x5000c500cd0bb054"
NO_WWNS = ("", "0x0000000000000000", "eui.0000000000000000", "0x50000000000027b6", "nvme.144d-5330-01")


def of_wwn(old: BlockDevice, wwn: str) -> BlockDevice:
    return replace(old, properties={"ID_WWN": wwn} if wwn else {})


@given(machines(), st.sampled_from(USES), st.sampled_from((WWN, *NO_WWNS)), st.data())
def test_a_use_protects_the_other_way_to_the_same_drive(machine, kind, wwn, data):
    """A drive on two ports: two disks of one WWN. Drives that name none are drives of their own."""
    graph, rests_on = machine
    target = graph[data.draw(st.sampled_from(sorted(graph)))]
    first = data.draw(st.sampled_from(sorted(disks_under(target.name, rests_on))))
    graph |= {name: of_wwn(one, wwn) for name, one in graph.items() if first == one.disk}
    graph |= {"sdx": of_wwn(device("sdx", 90), wwn), "sdx1": of_wwn(device("sdx1", 91, disk="sdx"), wwn)}
    graph["sdy"] = of_wwn(device("sdy", 92), "0x5000c500cd0bb055")
    uses, ledger = use_of(kind, target)
    told = protection(graph[first], "sas", graph, uses, ledger)
    assert told or kind == "nothing"
    assert protection(graph["sdx"], "sas", graph, uses, ledger) == (told if wwn == WWN else ())
    assert protection(graph["sdy"], "sas", graph, uses, ledger) == ()


def test_two_ways_to_a_drive_that_nobody_uses_may_be_taken():
    graph = {name: of_wwn(device(name, n), WWN) for n, name in enumerate(("sda", "sdb"))}
    assert [protection(one, "sas", graph, Uses()) for one in graph.values()] == [(), ()]


@pytest.mark.parametrize("slaves", [("sda", "sdb"), ("sdb",)], ids=["both", "one of them"])
def test_a_multipath_device_of_the_same_name_holds_both_ways(slaves):
    graph = {name: of_wwn(device(name, n), WWN) for n, name in enumerate(("sda", "sdb"))}
    over = device("dm-0", 9, slaves=slaves, dm_uuid="mpath-35000c500cd0bb054", dm_name="mpatha")
    graph["dm-0"] = of_wwn(over, WWN)
    for way in ("sda", "sdb"):
        found = protection(graph[way], "sas", graph, Uses())
        assert [reason.args for reason in found] == [{"kind": "multipath", "holder": "mpatha"}]


def test_namespaces_of_one_controller_are_drives_of_their_own():
    names = {"nvme0n1": "eui.0025385b71b0a1c1", "nvme0n2": "eui.0025385b71b0a1c2"}
    graph = {name: of_wwn(device(name, n), wwn) for n, (name, wwn) in enumerate(names.items())}
    used = Uses(mounts=(Mount(graph["nvme0n1"].number, "/srv/x", "/dev/nvme0n1"),))
    assert [r.code for r in protection(graph["nvme0n1"], "nvme", graph, used)] == ["protected-mounted"]
    assert protection(graph["nvme0n2"], "nvme", graph, used) == ()


@given(machines())
def test_what_is_built_on_a_drive_is_found_from_either_side(machine):
    graph, rests_on = machine
    for disk in (d for d in graph.values() if d.whole and d.name.startswith("sd")):
        above = {name for name in graph if disk.name in disks_under(name, rests_on)}
        assert built_on(disk.name, graph) == above


def test_a_holder_that_nobody_listed_protects():
    graph = {"sda": device("sda", 0, holders=("dm-9",))}
    found = protection(graph["sda"], "sata", graph, Uses())
    assert [(r.code, r.args) for r in found] == [("protected-held", {"holder": "dm-9"})]


def test_a_holder_of_a_kind_that_nobody_knows_is_named_without_one():
    graph = {"sda": device("sda", 0), "zram7": device("zram7", 1, slaves=("sda",))}
    found = protection(graph["sda"], "sata", graph, Uses())
    assert [(r.code, r.args) for r in found] == [("protected-held", {"holder": "zram7"})]


def test_devices_that_hold_each_other_end():
    graph = {"sda": device("sda", 0, slaves=("sdb",)), "sdb": device("sdb", 1, slaves=("sda",))}
    assert built_on("sda", graph) == {"sda", "sdb"}


def test_read_only_is_said_when_nothing_better_is():
    locked = device("sdb", 1)
    fields = {name: getattr(locked, name) for name in BlockDevice.__struct_fields__} | {"read_only": True}
    graph = {"sdb": BlockDevice(**fields)}
    assert [r.code for r in protection(graph["sdb"], "usb", graph, Uses())] == ["protected-read-only"]
    mounted = Uses(mounts=(Mount("8:1", "/mnt", "/dev/sdb"),))
    assert [r.code for r in protection(graph["sdb"], "usb", graph, mounted)] == ["protected-mounted"]


def test_kinds_that_are_no_drives_of_ours():
    expected = {
        "iscsi": "protected-network",
        "nbd": "protected-network",
        "rbd": "protected-network",
        "drbd": "protected-network",
        "aoe": "protected-network",
        "nvme-fabrics": "protected-network",
        "md": "protected-volume",
        "dm": "protected-volume",
        "optical": "protected-optical",
        "floppy": "protected-floppy",
        "ram": "protected-ram",
        "ufs": "protected-ufs",
        "": "protected-unknown",
    }
    one = device("x", 1)
    found = {way: protection(one, way, {"x": one}, Uses())[0].code for way in expected}
    assert found == expected


def test_sizes_and_zones_that_we_cannot_write():
    def codes(**fields):
        base = device("sda", 1)
        one = BlockDevice(**{n: getattr(base, n) for n in BlockDevice.__struct_fields__} | fields)
        return [reason.code for reason in protection(one, "sas", {"sda": one}, Uses())]

    assert codes(size=0) == ["protected-no-medium"]
    assert codes(logical=520) == ["protected-sector-size"]
    assert codes(zoned="host-managed") == ["protected-zoned"]
    assert codes(zoned="host-aware") == codes(logical=4096) == []


def test_a_mount_point_that_is_no_text_is_told_all_the_same():
    graph = {"sdb": device("sdb", "8:16")}
    used = Uses(mounts=(Mount("8:16", b"/mnt/caf\xe9".decode(errors="surrogateescape"), "/dev/sdb"),))
    found = protection(graph["sdb"], "sata", graph, used)
    assert json.loads(msgspec.json.encode(found))[0]["args"] == {"path": "/mnt/caf\\xe9"}


def test_the_stick_by_its_partuuid_when_it_is_mounted_nowhere():
    part = device("sdb3", 2, disk="sdb", properties={"ID_PART_ENTRY_UUID": "ABCD-01"})
    graph = {"sdb": device("sdb", 1), "sdb3": part, "sda": device("sda", 0)}
    uses = Uses(medium="abcd-01")
    assert [r.code for r in protection(graph["sdb"], "usb", graph, uses)] == ["protected-live-medium"]
    assert protection(graph["sda"], "sata", graph, uses) == ()


@pytest.mark.parametrize("where", ["sdb", "sdb1"])
def test_a_stick_that_the_iso_was_copied_to(where):
    """GRUB finds no partition of ours there, and names the ISO's own file system."""
    graph = {"sdb": device("sdb", 1), "sdb1": device("sdb1", 2, disk="sdb"), "sda": device("sda", 0)}
    graph[where] = replace(graph[where], properties={"ID_FS_UUID": "2026-11-28-07-05-09-AB"})
    other = {"ID_FS_UUID": "2026-11-28-07-05-09-00"}
    graph["sda1"] = device("sda1", 3, disk="sda", properties=other)
    uses = Uses(medium="2026-11-28-07-05-09-ab")
    assert [r.code for r in protection(graph["sdb"], "usb", graph, uses)] == ["protected-live-medium"]
    assert protection(graph["sda"], "sata", graph, uses) == ()
    assert protection(graph["sdb"], "usb", graph, Uses()) == ()


def test_the_stick_in_the_boot_that_gives_it_numbers_of_its_own():
    """The kernel's line has the image's number: then the kind of partition tells that it is the stick."""
    about = {"ID_PART_ENTRY_UUID": "of-its-own", "ID_PART_ENTRY_TYPE": LIVE}
    part = device("sdb3", 2, disk="sdb", properties=about)
    graph = {"sdb": device("sdb", 1), "sdb3": part, "sda": device("sda", 0)}
    uses = Uses(medium=f"{FACTORY}000000000003")
    assert [r.code for r in protection(graph["sdb"], "usb", graph, uses)] == ["protected-live-medium"]
    assert protection(graph["sda"], "sata", graph, uses) == ()
    other = protection(graph["sdb"], "usb", graph, Uses(medium="another-stick"))
    assert [r.code for r in other] == ["protected-coordi-stick"]


def test_a_stick_whose_partitions_are_not_to_be_seen():
    """After a table that the kernel refused: udev still has its number, which each stick's begins with."""
    disk = device("sdb", 1, properties={"ID_PART_TABLE_UUID": "C00BD11E-1234-4c1e-8a00-5d0f"})
    uses = Uses(medium=f"{FACTORY}000000000003")
    assert [r.code for r in protection(disk, "usb", {"sdb": disk}, uses)] == ["protected-live-medium"]
    assert [r.code for r in protection(disk, "usb", {"sdb": disk}, Uses())] == ["protected-coordi-stick"]
    inner = device("sda", 0, properties={"ID_PART_TABLE_UUID": "c00bd11f-1234-4c1e-8a00-5d0f"})
    assert protection(inner, "sata", {"sda": inner}, uses) == ()


def test_a_file_that_a_loop_device_or_the_swap_has():
    graph = {"loop3": device("loop3", 3, backing="/home/a.img")}
    assert [r.args for r in file_protection("/home/a.img", graph, Uses())] == [{"loop": "/dev/loop3"}]
    assert file_protection("/home/b.img", graph, Uses()) == ()
    assert [r.code for r in file_protection("/swap", graph, Uses(swaps=("/swap",)))] == ["protected-swap"]


def test_zfs_only_while_its_pool_is_imported():
    part = device("sda1", 1, disk="sda", properties={"ID_FS_TYPE": "zfs_member", "ID_FS_LABEL": "tank"})
    graph = {"sda": device("sda", 0), "sda1": part}
    assert protection(graph["sda"], "sata", graph, Uses()) == ()
    found = protection(graph["sda"], "sata", graph, Uses(pools=frozenset({"tank"})))
    assert [reason.args["kind"] for reason in found] == ["zfs"]
