"""Discs (光盘): media, states and the register's lines."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.ids import DiscId, FootageId

SECTOR_BYTES = 2048


class Medium(StrEnum):
    """Recordable media by their true capacity, in sectors of 2,048 bytes."""

    CD = "cd"
    DVD = "dvd"
    DVD_DL = "dvd_dl"
    BD25 = "bd25"
    BD50 = "bd50"
    BD100 = "bd100"
    BD128 = "bd128"

    @property
    def sectors(self) -> int:
        """Usable sectors; the smaller of the − and + variants where they differ."""
        return _SECTORS[self]

    @property
    def capacity_bytes(self) -> int:
        """Usable bytes."""
        return self.sectors * SECTOR_BYTES

    @property
    def label(self) -> str:
        """The medium as it is sold."""
        return _MEDIUM_TITLES[self]


_SECTORS = {
    Medium.CD: 359_849,
    Medium.DVD: 2_295_104,
    Medium.DVD_DL: 4_173_824,
    Medium.BD25: 12_219_392,
    Medium.BD50: 24_438_784,
    Medium.BD100: 48_878_592,
    Medium.BD128: 62_500_864,
}
_MEDIUM_TITLES = {
    Medium.CD: "CD-R 700 MB",
    Medium.DVD: "DVD±R 4.7 GB",
    Medium.DVD_DL: "DVD±R DL 8.5 GB",
    Medium.BD25: "BD-R 25 GB",
    Medium.BD50: "BD-R DL 50 GB",
    Medium.BD100: "BD-R XL 100 GB",
    Medium.BD128: "BD-R XL 128 GB",
}


class DiscState(StrEnum):
    """The life of a disc. Only a complete read-back makes it `verified` (已读检)."""

    PLANNED = "planned"
    BUILT = "built"
    BURNED = "burned"
    VERIFIED = "verified"
    SHELVED = "shelved"
    LENT = "lent"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    DiscState.PLANNED: "待制作",
    DiscState.BUILT: "已建映像",
    DiscState.BURNED: "已刻录",
    DiscState.VERIFIED: "已读检",
    DiscState.SHELVED: "已上架",
    DiscState.LENT: "借出",
    DiscState.RETIRED: "报废/迁移",
}


class Retired(StrEnum):
    """Why a disc is no longer in use."""

    SCRAPPED = "scrapped"
    MIGRATED = "migrated"
    VOID = "void"

    @property
    def label(self) -> str:
        """The way out in Chinese."""
        return {"scrapped": "已报废", "migrated": "已迁移", "void": "已作废"}[self.value]


class CopySet(StrEnum):
    """What a copy is for: sealed, for access, kept elsewhere."""

    SEALED = "A"
    ACCESS = "B"
    OFFSITE = "C"

    @property
    def label(self) -> str:
        """The set in Chinese."""
        return {"A": "封存", "B": "查阅", "C": "异地"}[self.value]


class Protection(StrEnum):
    """Recovery data on a disc: none, par2 files on it, or RS03 of dvdisaster behind its volume."""

    NONE = "none"
    PAR2 = "par2"
    RS03 = "rs03"

    @property
    def label(self) -> str:
        """The protection in Chinese."""
        return _PROTECTION_TITLES[self]

    @property
    def reason(self) -> str:
        """One sentence for the clerk: what it mends and what it does not."""
        return _PROTECTION_REASONS[self]


_PROTECTION_TITLES = {
    Protection.NONE: "不加恢复数据",
    Protection.PAR2: "par2 恢复文件",
    Protection.RS03: "RS03 恢复数据",
}
_PROTECTION_REASONS = {
    Protection.NONE: "盘片损坏后只能靠另一套光盘；盘满时放不下恢复数据。",
    Protection.PAR2: "能修复整片划伤（约 5% 以内）；零散坏扇区多时不一定能修复，盘大时尤其如此。",
    Protection.RS03: "任何位置坏掉 5% 的扇区都能修复，划伤、零散坏扇区都可以；约占盘的四分之一。",
}


@dataclass(frozen=True)
class Part:
    """Which part of a recording lies on a disc: `number` of `of`, from `offset_bytes` of the whole.

    A recording that fits a disc is one part of one.
    """

    number: int = 1
    of: int = 1
    offset_bytes: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is all of the recording."""
        return self.of == 1


WHOLE = Part()


@dataclass(frozen=True)
class DiscItem:
    """One recording, or one part of it, on a disc.

    Where it lies there, its size there and the digests that these bytes must have. Those of a part
    are empty until its recording was read for the first image with a part of it.
    """

    footage_id: FootageId
    path: str
    size_bytes: int
    sha256: str
    sm3: str = ""
    part: Part = WHOLE


@dataclass(frozen=True)
class Disc:
    """A line of the disc register. `number` of `of` within `set_no`; digests lower-case hex.

    `brand` and `media_batch` are the medium's own, `drive` the one it was burned in; `replaces` and
    `replaced_by` are the numbers of discs before and after a migration to a new medium.
    """

    id: DiscId
    no: str
    set_no: str
    copy_set: CopySet
    number: int
    of: int
    medium: Medium
    title: str
    state: DiscState
    planned_at: datetime
    used_bytes: int
    cases: tuple[str, ...] = ()
    image: str = ""
    image_sha256: str = ""
    manifest_sha256: str = ""
    built_at: datetime | None = None
    burned_at: datetime | None = None
    burned_by: str = ""
    verified_at: datetime | None = None
    location: str = ""
    item_count: int = 0
    brand: str = ""
    media_batch: str = ""
    drive: str = ""
    retired_at: datetime | None = None
    retired_as: Retired | None = None
    retired_reason: str = ""
    replaces: str = ""
    replaced_by: str = ""
    protection: Protection = Protection.NONE
