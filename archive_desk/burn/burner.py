"""What every way of burning has in common: drives, what lies in them, and how a disc is written.

Two programs burn: libburn's (`xorriso`) on Linux, Windows' own (`imapi`) there.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from archive_desk.domain.discs import Medium as DiscMedium
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor

CLIENT = "ArchiveDesk"


@dataclass(frozen=True)
class Drive:
    """A drive: its address, the file or device its disc is read from, and what it is called."""

    address: str
    device: Path
    name: str
    real: bool


class Load(StrEnum):
    """What is known of the disc in a drive."""

    ABSENT = "absent"
    BLANK = "blank"
    APPENDABLE = "appendable"
    CLOSED = "closed"
    UNUSABLE = "unusable"

    @property
    def label(self) -> str:
        """What lies in the drive, in Chinese."""
        return _LOAD_TITLES[self]


_LOAD_TITLES = {
    Load.ABSENT: "没有光盘",
    Load.BLANK: "空白盘",
    Load.APPENDABLE: "已写过，未封口",
    Load.CLOSED: "已写过，已封口",
    Load.UNUSABLE: "不能使用",
}


class Family(StrEnum):
    """Discs of one kind, as drives tell them apart."""

    CD = "cd"
    DVD = "dvd"
    BD = "bd"
    FILE = "file"
    OTHER = "other"


@dataclass(frozen=True)
class Speed:
    """A writing speed that a drive offers: `×` as discs are sold, and kilobytes per second."""

    factor: float
    kb_per_second: int


@dataclass(frozen=True)
class Medium:
    """What lies in a drive. `kind` as the drive calls it; without a disc nothing is writable.

    `write_once` is wrong for discs that can be erased.
    """

    kind: str
    load: Load
    writable_bytes: int
    family: Family = Family.OTHER
    write_once: bool = True
    speeds: tuple[Speed, ...] = ()

    @property
    def title(self) -> Sentence | str:
        """What people call it."""
        return say("映像文件") if self.family is Family.FILE else self.kind

    @property
    def blank(self) -> bool:
        """Whether nothing has been written on it."""
        return self.load is Load.BLANK

    def suits(self, wanted: DiscMedium) -> bool:
        """Whether it is of the kind that was planned; a file serves for every kind."""
        return self.family in {Family.FILE, family_of_plan(wanted)}


def family_of_plan(wanted: DiscMedium) -> Family:
    """The family that a planned medium belongs to."""
    if wanted is DiscMedium.CD:
        return Family.CD
    return Family.DVD if wanted in {DiscMedium.DVD, DiscMedium.DVD_DL} else Family.BD


@dataclass
class Writing:
    """How far a burn came; kept up to date meanwhile, and true also when it fails.

    `began` once the disc may have been touched: from then on a failure spoils it.
    """

    began: bool = False
    written_bytes: int = 0
    said: list[str] = field(default_factory=list)


class Burner(Protocol):
    """One way of burning."""

    def drives(self) -> list[Drive]:
        """The drives of this machine, without asking them anything."""

    def medium_in(self, drive: Drive) -> Medium:
        """Ask a drive what lies in it.

        Raises:
            Unavailable: the program or the drive does not answer.
        """

    def write(
        self, image: Path, drive: Drive, speed: float, monitor: Monitor, writing: Writing
    ) -> None:
        """Write `image` in one session and close the disc. `speed` as a factor; 0: the fastest.

        Raises:
            Unavailable: the drive or its program failed.
            Cancelled: the person stopped it.
        """

    def eject(self, drive: Drive) -> None:
        """Open the tray.

        Raises:
            Unavailable: it stays shut.
        """
