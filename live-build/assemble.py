"""Makes ISO and stick image of a squashfs, a kernel and an initramfs: no root, no loop device, no mount.

The stick is a GPT (UEFI 2.10, 5.3) whose third partition is the ISO byte for byte:
1 BIOS boot (grub's core.img) · 2 ESP (shim and GRUB 64, GRUB 32) · 3 the ISO · 4 COORDI-EXPORT.
The data partition is added at the first boot. Every number and date is fixed: two runs give the same bytes.
"""

import argparse
import hashlib
import io
import os
import shutil
import struct
import subprocess
import tarfile
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECTOR = 512
MIB = 1 << 20
ESP_MIB, EXPORT_MIB = 40, 128
LIVE_MIB = 640  # room for the ISO of a later release: a stick is brought up to date in place
CORE_AT, CORE_SECTORS = 34, 2014  # core.img lies between the GPT and the first megabyte
BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649"
ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
LIVE = "c00bd11e-0001-4c1e-8a00-000000000001"
BASIC_DATA = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"
# as it lies on the disk: the first three fields little-endian (UEFI 2.10, Appendix A)
ISO_NUMBER = uuid.UUID("c00bd11e-0000-4c1e-8a00-000000000009").bytes_le.hex()
NUMBER = "c00bd11e-0000-4c1e-8a00-0000000000{:02x}"  # drawn anew at a stick's first boot
CORE_MODULES = ("memdisk", "tar", "halt", "sleep")
PC_MODULES = (
    "biosdisk",
    "part_gpt",
    "part_msdos",
    "iso9660",
    "normal",
    "configfile",
    "regexp",
    "test",
    "echo",
)


def run(*command: str | Path, **options: object) -> None:
    """Runs a program; raises CalledProcessError."""
    subprocess.run([str(word) for word in command], check=True, **options)  # type: ignore[call-overload]


class Assembly:
    """One run: `debs` is a folder of unpacked Debian packages, `live` holds what boots."""

    def __init__(self, live: Path, debs: Path, out: Path, work: Path, epoch: int) -> None:
        self.live, self.out, self.work, self.epoch = live, out, work, epoch
        self.grub = debs / "usr/lib/grub"
        self.shim = debs / "usr/lib/shim"
        self.signed = self.grub / "x86_64-efi-signed"
        self.debs = debs

    # --- trees ---------------------------------------------------------------------------------------

    def iso_tree(self, version: str, commit: str) -> Path:
        """What is in the ISO."""
        tree = self.work / "iso"
        for folder in ("live", "boot/grub/i386-pc", "EFI/debian", ".disk"):
            (tree / folder).mkdir(parents=True)
        for name in ("filesystem.squashfs", "vmlinuz", "initrd.img", "filesystem.packages"):
            shutil.copy(self.live / name, tree / "live" / name)
        for name in ("memtest86+x64.bin", "memtest86+x64.efi", "memtest86+ia32.efi"):
            shutil.copy(self.debs / "boot" / name, tree / "boot" / name)
        for file in sorted((self.grub / "i386-pc").glob("*.[ml][os][dt]")):
            shutil.copy(file, tree / "boot/grub/i386-pc" / file.name)
        shutil.copy(self.debs / "usr/share/grub/unicode.pf2", tree / "boot/grub/unicode.pf2")
        (tree / "boot/grub/locale").mkdir()
        shutil.copy(self.debs / "usr/share/locale/fr/LC_MESSAGES/grub.mo", tree / "boot/grub/locale/fr.mo")
        line = (HERE / "kernel-line").read_text().strip()
        menu = (HERE / "grub/menu.cfg").read_text().replace("@LINE@", line)
        (tree / "boot/grub/menu.cfg").write_text(menu)
        (tree / "boot/grub/grub.cfg").write_text("configfile /boot/grub/menu.cfg\n")
        shutil.copy(HERE / "grub/esp.cfg", tree / "EFI/debian/grub.cfg")
        (tree / ".disk/info").write_text(f"Coordi-Wipe {version} ({commit})\n")
        self._checksums(tree)
        return tree

    def _checksums(self, tree: Path) -> None:
        """What « Vérifier la clé » compares: live-boot reads this file's name."""
        files = sorted(
            path for part in ("live", "boot") for path in (tree / part).rglob("*") if path.is_file()
        )
        lines = [f"{sha256(path)}  ./{path.relative_to(tree)}\n" for path in files]
        (tree / "sha256sum.txt").write_text("".join(lines))

    def esp(self) -> Path:
        """The ESP as a FAT32 file system. No fallback that writes boot entries into the PC."""
        tree = self.work / "esp"
        (tree / "EFI/BOOT").mkdir(parents=True)
        (tree / "EFI/debian").mkdir()
        shutil.copy(self.shim / "shimx64.efi.signed", tree / "EFI/BOOT/BOOTX64.EFI")
        shutil.copy(self.signed / "grubx64.efi.signed", tree / "EFI/BOOT/grubx64.efi")
        monolithic = self.grub / "i386-efi/monolithic/grubia32.efi"
        shutil.copy(monolithic, tree / "EFI/BOOT/BOOTIA32.EFI")
        shutil.copy(HERE / "grub/esp.cfg", tree / "EFI/debian/grub.cfg")
        return self._fat("esp.img", ESP_MIB, "COORDI-BOOT", "c00d0001", tree)

    def export(self) -> Path:
        """COORDI-EXPORT: what Windows shows. The name is longer than FAT's labels: autorun.inf has it."""
        tree = self.work / "export"
        tree.mkdir()
        (tree / "autorun.inf").write_bytes(b"[autorun]\r\nlabel=COORDI-EXPORT\r\n")
        return self._fat("export.img", EXPORT_MIB, "COORDI-EXP", "c00d0002", tree)

    def _fat(self, name: str, mib: int, label: str, number: str, tree: Path) -> Path:
        image = self.work / name
        with image.open("wb") as file:
            file.truncate(mib * MIB)
        run(
            "mkfs.vfat",
            "--invariant",
            "-F",
            "32",
            "-s",
            "1",
            "-n",
            label,
            "-i",
            number,
            image,
            stdout=subprocess.DEVNULL,
        )
        self.date(tree)
        tops = sorted(tree.iterdir())
        run("mcopy", "-s", "-m", "-i", image, *tops, "::/", env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})
        return image

    def date(self, tree: Path) -> None:
        """Gives every file the one date."""
        for path in [*tree.rglob("*"), tree]:
            os.utime(path, (self.epoch, self.epoch), follow_symlinks=False)

    # --- ISO -----------------------------------------------------------------------------------------

    def iso(self, tree: Path, esp: Path) -> Path:
        """El Torito for BIOS and UEFI, and a protective MBR: it boots when copied to a stick too."""
        self._mkimage("i386-pc-eltorito", "/boot/grub", tree / "boot/grub/eltorito.img")
        self.date(tree)
        iso = self.out / "coordi-wipe.iso"
        iso.unlink(missing_ok=True)
        date = datetime.fromtimestamp(self.epoch, UTC).strftime("%Y%m%d%H%M%S00")
        run(
            *("xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-joliet-long", "-V", "COORDI_WIPE"),
            *(f"--modification-date={date}", "--set_all_file_dates", f"={self.epoch}", "-o", iso),
            *("-b", "boot/grub/eltorito.img", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table"),
            *("--grub2-boot-info", "-eltorito-alt-boot", "-e", "--interval:appended_partition_2:all::"),
            *("-no-emul-boot", "-partition_offset", "16", "--mbr-force-bootable"),
            *("--grub2-mbr", self.grub / "i386-pc/boot_hybrid.img"),
            *("--gpt_disk_guid", ISO_NUMBER),
            *("-append_partition", "2", ESP, esp, "-appended_part_as_gpt", tree),
        )
        return iso

    def _mkimage(self, kind: str, prefix: str, image: Path, *more: str | Path) -> None:
        folder = self.grub / "i386-pc"
        # -p behind -m, which sets a prefix of its own
        run("grub-mkimage", "-d", folder, "-O", kind, *more, "-p", prefix, "-o", image, *PC_MODULES)

    # --- stick ---------------------------------------------------------------------------------------

    def stick(self, iso: Path, esp: Path, export: Path) -> Path:
        """The image that is written to a stick as it is."""
        image = self.out / "coordi-wipe.img"
        live_mib = max(-(-iso.stat().st_size // MIB), LIVE_MIB)
        live_at, export_at = 1 + ESP_MIB, 1 + ESP_MIB + live_mib
        with image.open("wb") as file:
            file.truncate((export_at + EXPORT_MIB + 1) * MIB)
        table = "\n".join(
            [
                "label: gpt",
                f"label-id: {NUMBER.format(10)}",
                f"first-lba: {CORE_AT}",
                f"start={CORE_AT},size={CORE_SECTORS},type={BIOS_BOOT},name=coordi-bios,uuid={NUMBER.format(1)}",
                f"start=1MiB,size={ESP_MIB}MiB,type={ESP},name=coordi-esp,uuid={NUMBER.format(2)},"
                'attrs="GUID:63"',
                f"start={live_at}MiB,size={live_mib}MiB,type={LIVE},name=coordi-live,uuid={NUMBER.format(3)},"
                'attrs="GUID:60,63"',
                f"start={export_at}MiB,size={EXPORT_MIB}MiB,type={BASIC_DATA},name=COORDI-EXPORT,"
                f"uuid={NUMBER.format(4)}",
            ]
        )
        run("sfdisk", "-q", "--no-reread", "--no-tell-kernel", image, input=table.encode())
        for part, at in ((esp, 1), (iso, live_at), (export, export_at)):
            run(
                "dd", f"if={part}", f"of={image}", "bs=1M", f"seek={at}", "conv=notrunc,sparse", "status=none"
            )
        self._bios(image)
        return image

    def _bios(self, image: Path) -> None:
        """boot.img into sector 0, core.img into the BIOS boot partition, as grub-bios-setup would."""
        core_file = self.work / "core.img"
        self._mkimage("i386-pc", "(,gpt3)/boot/grub", core_file, *self._own_disk(), *CORE_MODULES)
        boot = bytearray((self.grub / "i386-pc/boot.img").read_bytes())
        core = bytearray(core_file.read_bytes())
        if len(core) > CORE_SECTORS * SECTOR:
            raise SystemExit(f"core.img does not fit: {len(core)} bytes")
        struct.pack_into("<Q", boot, 0x5C, CORE_AT)  # GRUB_BOOT_MACHINE_KERNEL_SECTOR
        boot[0x66:0x68] = b"\x90\x90"  # no jump around the drive check: it is a hard disk for this BIOS
        struct.pack_into("<Q", core, 0x1F4, CORE_AT + 1)  # blocklist: where the rest of core.img is
        # some old BIOSes start nothing without an active entry: an empty one, as xorriso writes it too
        active = b"\x80" + bytes(7) + struct.pack("<II", 0, 1)
        with image.open("r+b") as file:
            file.write(boot[:440])
            file.seek(CORE_AT * SECTOR)
            file.write(core)
            file.seek(462)
            file.write(active)

    def _own_disk(self) -> tuple[str | Path, ...]:
        """Words for grub-mkimage: a configuration of its own, in a small archive inside the core."""
        archive, begin = self.work / "first.tar", self.work / "first"
        with tarfile.open(archive, "w", format=tarfile.USTAR_FORMAT) as tar:
            entry = tarfile.TarInfo("first.cfg")
            text = (HERE / "grub/first.cfg").read_bytes()
            entry.size, entry.mtime = len(text), self.epoch
            tar.addfile(entry, io.BytesIO(text))
        begin.write_text("configfile (memdisk)/first.cfg\n")
        return "-m", archive, "-c", begin


def sha256(path: Path) -> str:
    """Hexadecimal digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Writes coordi-wipe.iso, .img, .img.zst and their checksums."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("live", "debs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--commit", required=True)
    args = parser.parse_args()
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    with tempfile.TemporaryDirectory(dir=args.out) as work:
        assembly = Assembly(args.live, args.debs, args.out, Path(work), epoch)
        esp = assembly.esp()
        iso = assembly.iso(assembly.iso_tree(args.version, args.commit), esp)
        stick = assembly.stick(iso, esp, assembly.export())
    packed = stick.with_suffix(".img.zst")
    run("zstd", "-q", "-f", "-T0", "-3", stick, "-o", packed)
    for file in (iso, stick, packed):
        Path(f"{file}.sha256").write_text(f"{sha256(file)}  {file.name}\n")


if __name__ == "__main__":
    main()
