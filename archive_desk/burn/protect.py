"""Recovery data made by programs that will be there without us: dvdisaster (RS03) and par2.

RS03 is appended to the finished image. par2 covers everything before its own files, which lie at
the end of the volume; a copy of its index is kept beside the image, because the index is what
scattered damage destroys first.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from archive_desk.burn import names, programs, structure
from archive_desk.burn.layout import RECOVERY, Entry
from archive_desk.burn.recovery import Par2Layout, Rs03Layout, par2_layout, rs03_layout
from archive_desk.burn.structure import Structure, Volume
from archive_desk.domain.discs import Medium, Protection
from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.domain.sentences import say

_PROGRAMS = {Protection.RS03: "dvdisaster", Protection.PAR2: "par2"}
_SET = "recovery"
_FOLDER_SECTORS = 16
_PROGRESS = {
    Protection.RS03: rb"Ecc generation:\s*(\d+(?:\.\d+)?)%",
    Protection.PAR2: rb"Processing:\s*(\d+(?:\.\d+)?)%",
}

Percent = Callable[[float], None]


def par2_entries(layout: Par2Layout, at: datetime) -> list[Entry]:
    """The files of the par2 set on its disc: the index, then the recovery blocks."""
    digits = len(str(layout.recovery_blocks))
    volume = f"{RECOVERY}/{layout.name}.vol{0:0{digits}}+{layout.recovery_blocks}.par2"
    return [
        Entry(f"{RECOVERY}/{layout.name}.par2", layout.index_bytes, at, "", late=True),
        Entry(volume, layout.volume_bytes, at, "", late=True),
    ]


def lay_out(
    entries: Sequence[Entry], volume: Volume, medium: Medium, protection: Protection
) -> tuple[Structure, Rs03Layout | Par2Layout | None]:
    """Lay out a disc with its recovery data on `medium`.

    Raises:
        InvalidInput: as `structure.lay_out`.
        Refused: too little of the disc is left for this protection.
    """
    plain = structure.lay_out(entries, volume)
    if protection is Protection.RS03:
        rs03 = rs03_layout(plain.sectors, medium.sectors)
        if rs03 is None:
            raise _no_room(protection, medium, plain)
        return structure.with_rs03(plain, rs03), rs03
    if protection is Protection.PAR2:
        name = f"{names.volume_label(volume.identifier, structure.VOLUME_ID_LENGTH)}.iso"
        par2 = par2_layout(plain.sectors + _FOLDER_SECTORS, medium.sectors, name)
        if par2 is None:
            raise _no_room(protection, medium, plain)
        late = par2_entries(par2, volume.made_at)
        return structure.lay_out([*entries, *late], volume), par2
    return plain, None


def _no_room(protection: Protection, medium: Medium, plain: Structure) -> Refused:
    return Refused(
        say(
            "{medium} 已用 {percent} %，余下的容量放不下{protection}。"
            "请改用其他保护方式，或作废后重新计划并预留恢复数据的容量。",
            medium=medium.label,
            percent=-(-plain.sectors * 100 // medium.sectors),
            protection=say(protection.label),
        )
    )


def installed() -> tuple[Protection, ...]:
    """What this workstation can make, the better first."""
    return tuple(each for each, name in _PROGRAMS.items() if programs.find(name))


def require_installed(protection: Protection) -> None:
    """Make sure that `protection` can be made here.

    Raises:
        Unavailable: its program is not installed.
    """
    if protection is not Protection.NONE:
        _program(protection)


def _program(protection: Protection) -> str:
    name = _PROGRAMS[protection]
    found = programs.find(name)
    if found is None:
        raise Unavailable(
            say(
                "没有安装 {name}，不能制作{protection}。请安装后再制作，或选用其他保护方式。",
                name=name,
                protection=say(protection.label),
            )
        )
    return found


def append_rs03(image: Path, percent: Percent, total_sectors: int | None = None) -> None:
    """Augment the image; it grows to the size of a medium.

    `total_sectors` overrules that size. dvdisaster can then still mend the image as long as one of
    its own headers is left, but no longer find out the size by itself.

    Raises:
        Unavailable: dvdisaster is not installed or failed.
    """
    command = [_program(Protection.RS03), "-i", image.name, "-mRS03", "-c"]
    if total_sectors is not None:
        command += ["--debug", "-n", str(total_sectors)]
    programs.run(command, image.parent, _PROGRESS[Protection.RS03], percent)


def make_par2(image: Path, layout: Par2Layout, percent: Percent) -> tuple[Path, Path]:
    """Make the index and the recovery file for all of `image`, beside it; give their places.

    Raises:
        Unavailable: par2 is not installed or failed, or its files are larger than was laid out.
    """
    command = [
        _program(Protection.PAR2),
        "create",
        f"-s{layout.block_bytes}",
        f"-c{layout.recovery_blocks}",
        "-n1",
        f"{_SET}.par2",
        image.name,
    ]
    programs.run(command, image.parent, _PROGRESS[Protection.PAR2], percent)
    index = image.with_name(f"{_SET}.par2")
    (volume,) = image.parent.glob(f"{_SET}.vol*.par2")
    sizes = (index.stat().st_size, volume.stat().st_size)
    if sizes[0] > layout.index_bytes or sizes[1] > layout.volume_bytes:
        raise Unavailable(say("恢复数据比预计的大，光盘没有制作。请选用其他保护方式。"))
    return index, volume
