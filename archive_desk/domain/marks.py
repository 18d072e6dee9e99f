"""Marks (时间标记) on a recording: moments and stretches that matter, and what they were before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.ids import FootageId, MarkId, PersonId

CATEGORIES = ("告知", "出示证件", "门头", "进入现场", "取证", "签字", "异议", "中断说明", "其他")
"""Categories every regulation asks for in some form; the number keys choose them in this order."""


LONGEST_CATEGORY = 60
"""How long the name of a kind of mark may be."""


class Colour(StrEnum):
    """The colours a mark may have."""

    BLUE = "blue"
    TEAL = "teal"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    VIOLET = "violet"
    GREY = "grey"

    @property
    def label(self) -> str:
        """The colour in Chinese."""
        return _COLOUR_TITLES[self]


_COLOUR_TITLES = {
    Colour.BLUE: "蓝色",
    Colour.TEAL: "青色",
    Colour.GREEN: "绿色",
    Colour.AMBER: "橙色",
    Colour.RED: "红色",
    Colour.VIOLET: "紫色",
    Colour.GREY: "灰色",
}

_USUAL = {
    "告知": Colour.BLUE,
    "出示证件": Colour.TEAL,
    "门头": Colour.GREEN,
    "进入现场": Colour.GREEN,
    "取证": Colour.AMBER,
    "签字": Colour.VIOLET,
    "异议": Colour.RED,
    "中断说明": Colour.GREY,
}


@dataclass(frozen=True)
class Category:
    """A kind of mark: its name, the key that sets it (a digit, a letter, or none), its colour.

    A retired one is offered no longer; marks that were set with it keep it.
    """

    title: str
    key: str = ""
    colour: Colour = Colour.AMBER
    retired: bool = False


def usual_colour(category: str) -> Colour:
    """The colour of a category that says none itself."""
    return _USUAL.get(category, Colour.AMBER)


@dataclass(frozen=True)
class Mark:
    """Something on a recording that matters, `at_ms` after its first picture.

    With `to_ms` it is a stretch; that lies beyond the recording's end where the act goes on in the
    next one of its take. `colour` is empty where the category's own serves. A mark that was
    withdrawn says when.
    """

    id: MarkId
    footage_id: FootageId
    at_ms: int
    category: str
    note: str
    author: str
    made_at: datetime
    author_id: PersonId | None = None
    to_ms: int | None = None
    colour: str = ""
    removed_at: datetime | None = None

    @property
    def shade(self) -> Colour:
        """The colour it is shown in."""
        return Colour(self.colour) if self.colour else usual_colour(self.category)


class MarkVerb(StrEnum):
    """What was done to a mark."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    RESTORED = "restored"

    @property
    def label(self) -> str:
        """What was done, in Chinese."""
        return _VERB_TITLES[self]


_VERB_TITLES = {
    MarkVerb.ADDED: "作标记",
    MarkVerb.CHANGED: "修改标记",
    MarkVerb.REMOVED: "撤回标记",
    MarkVerb.RESTORED: "恢复标记",
}


@dataclass(frozen=True)
class MarkVersion:
    """One thing done to a mark: by whom, when, and the mark as it was *before* that."""

    verb: MarkVerb
    before: Mark
    by: str
    at: datetime
