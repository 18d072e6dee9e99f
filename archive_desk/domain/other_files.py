"""Files beside the originals that cannot be made again: scans, kept packages, what was set aside.

What can be made again from originals and database (small pictures, frame indexes, repaired copies)
is none of them. Disc images can be made again too, but a clerk may choose to have them mirrored.
"""

from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.copies import Fixity
from archive_desk.domain.ids import OtherFileId


class FileKind(StrEnum):
    """What a file beside the originals is; also how findings name it (`attachment:…`)."""

    ATTACHMENT = "attachment"
    KEPT_COPY = "kept_copy"
    QUARANTINE = "quarantine"
    IMAGE = "image"

    @property
    def area(self) -> str:
        """The folder of the archive, and of a mirror, in which they lie."""
        return _AREAS[self]

    @property
    def label(self) -> str:
        """What they are called in Chinese."""
        return _TITLES[self]


_AREAS = {
    FileKind.ATTACHMENT: "attachments",
    FileKind.KEPT_COPY: "provided",
    FileKind.QUARANTINE: "quarantine",
    FileKind.IMAGE: "images",
}
_TITLES = {
    FileKind.ATTACHMENT: "扫描件和附件",
    FileKind.KEPT_COPY: "对外提供留存件",
    FileKind.QUARANTINE: "隔离文件",
    FileKind.IMAGE: "光盘映像",
}

AREAS = frozenset(_AREAS.values())
"""The folders in which they lie."""


@dataclass(frozen=True)
class OtherFile:
    """One of them: `path` is that in the archive's folder, `name` what people call it.

    `sha256` is empty for one that was never read yet.
    """

    id: OtherFileId
    path: str
    kind: FileKind
    name: str
    size_bytes: int
    sha256: str
    state: Fixity = Fixity.NEVER

    @property
    def item(self) -> str:
        """How findings and the journal name it."""
        return f"{self.kind.value}:{self.path.partition('/')[2]}"


def path_of(item: str) -> str:
    """The path in the archive's folder of what a finding names; empty if it is none of them."""
    kind, _, rest = item.partition(":")
    if not rest or kind not in set(FileKind):
        return ""
    return f"{FileKind(kind).area}/{rest}"
