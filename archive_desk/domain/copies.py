"""Copies of originals: the vault, its mirror, discs; and when a card may be released (可以清空).

A recording is safe once it has two verified copies: the vault's, which was read back when it came
in, and another, which is the mirror's (read back too) or a disc that was read back (读检).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence, say


class Fixity(StrEnum):
    """What reading a stored original again showed."""

    SOUND = "sound"
    ALTERED = "altered"
    MISSING = "missing"
    MOVED = "moved"
    UNREACHABLE = "unreachable"
    NEVER = "never"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _FIXITY_TITLES[self]

    @property
    def troubled(self) -> bool:
        """Whether something must be done about it."""
        return self not in {Fixity.SOUND, Fixity.NEVER}


_FIXITY_TITLES = {
    Fixity.SOUND: "完好",
    Fixity.ALTERED: "已改动",
    Fixity.MISSING: "缺失",
    Fixity.MOVED: "位置变动",
    Fixity.UNREACHABLE: "读不到",
    Fixity.NEVER: "尚未复核",
}


@dataclass(frozen=True)
class Mirror:
    """The second vault (镜像): a folder on another disk, known by the `marker` that lies in it."""

    id: int
    marker: str
    path: Path
    joined_at: datetime
    stepped_at: datetime | None = None


@dataclass(frozen=True)
class Held:
    """Where one recording lies: what the last reading of each copy showed, and its discs.

    `vault` is `NEVER` while nothing was read since the import, which itself reads everything back.
    `mirror` is None where there is no copy; `discs` are numbers of discs that were read back.
    """

    footage_id: FootageId
    size_bytes: int
    vault: Fixity = Fixity.NEVER
    mirror: Fixity | None = None
    discs: tuple[str, ...] = ()

    @property
    def copies(self) -> int:
        """How many verified copies there are."""
        vault = not self.vault.troubled
        mirror = self.mirror is not None and not self.mirror.troubled
        return vault + mirror + len(self.discs)

    @property
    def safe(self) -> bool:
        """Whether two verified copies exist in different places."""
        return self.copies >= LEAST_COPIES


LEAST_COPIES = 2


class Release(StrEnum):
    """Whether what lies on a card may go."""

    SAFE = "safe"
    ONE_COPY = "one_copy"
    NOT_IN = "not_in"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """The answer in Chinese."""
        return _RELEASE_TITLES[self]


_RELEASE_TITLES = {
    Release.SAFE: "可以清空",
    Release.ONE_COPY: "只有一份",
    Release.NOT_IN: "尚未全部入库",
    Release.EMPTY: "没有音像",
}


@dataclass(frozen=True)
class ReleaseReport:
    """What may be released of a batch or card, and what is wanting.

    `wanting` says it to the clerk; `single` are recordings with fewer than two verified copies,
    `not_in` is how many files of the card are not in the archive at all.
    """

    release: Release
    safe: int
    single: tuple[FootageId, ...]
    not_in: int
    wanting: Sentence


def release_of(held: Iterable[Held], *, not_in: int, mirrored: bool) -> ReleaseReport:
    """Whether everything that came in has two copies; `mirrored`: a mirror is set up."""
    items = list(held)
    single = tuple(item.footage_id for item in items if not item.safe)
    safe = len(items) - len(single)
    if not_in:
        words = say("有 {n} 个文件没有入库，请不要清空存储卡。", n=not_in)
        return ReleaseReport(Release.NOT_IN, safe, single, not_in, words)
    if not items:
        words = say("这一批没有新的音像。")
        return ReleaseReport(Release.EMPTY, 0, (), 0, words)
    if not single:
        words = say("{n} 件都有两份核对无误的副本，可以清空存储卡。", n=safe)
        return ReleaseReport(Release.SAFE, safe, (), 0, words)
    if mirrored:
        words = say("{n} 件还没有第二份副本，请连接镜像磁盘，同步后再清空。", n=len(single))
    else:
        words = say(
            "{n} 件只有档案库里的一份。没有设置镜像；设置镜像或刻录光盘并读检后再清空。",
            n=len(single),
        )
    return ReleaseReport(Release.ONE_COPY, safe, single, 0, words)
