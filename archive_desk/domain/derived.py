"""Derived items: stills and clips made of an original, which itself is never touched."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.ids import DerivedId, FootageId


class DerivedKind(StrEnum):
    """What was made."""

    STILL = "still"
    CLIP = "clip"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return {"still": "截图", "clip": "片段"}[self.value]


class Method(StrEnum):
    """How it was made: pictures decoded and encoded again, or packets copied as they are."""

    EXACT = "exact"
    COPY = "copy"

    @property
    def label(self) -> str:
        """The method in Chinese."""
        return {"exact": "精确到帧（重新编码）", "copy": "按关键帧截取（原样复制）"}[self.value]


@dataclass(frozen=True)
class Derived:
    """What was made of `parent_id`, from its first picture to its last one, both included.

    `approval` is the loan it was made under, `watermark` what was written over it.
    """

    id: DerivedId
    parent_id: FootageId
    parent_sha256: str
    kind: DerivedKind
    method: Method
    from_frame: int
    to_frame: int
    from_ms: int
    to_ms: int
    author: str
    made_at: datetime
    name: str
    size_bytes: int
    sha256: str
    approval: str = ""
    watermark: str = ""
