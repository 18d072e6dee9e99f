"""Where things lie on the timeline: the ruler, the documents, and for each lane its rows."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PySide6.QtCore import QRectF

from archive_desk.domain.ids import DocumentId, FootageId, MarkId
from archive_desk.domain.timelines import Lane, Timeline
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, TIGHT, theme

_RULER, _PAPER, _FLAGS, _FILM, _WAVE = 24, 20, 15, 40, 20
_GUTTER = 116
_MOST_PAPER_ROWS = 3


@dataclass(frozen=True)
class Flag:
    """A mark on the line. `end` is where a stretch ends; `colour` names a colour of marks."""

    mark_id: MarkId
    footage_id: FootageId
    lane: str
    start: datetime
    end: datetime | None
    colour: str
    words: str
    hint: str = ""


@dataclass(frozen=True)
class Paper:
    """A document's times on the line; `tone` says whether they agree with the footage."""

    document_id: DocumentId
    start: datetime
    end: datetime
    words: str
    hint: str
    tone: Tone = Tone.NEUTRAL


@dataclass
class LineState:
    """What is shown besides the line itself."""

    flags: Mapping[str, Sequence[Flag]] = field(default_factory=dict)
    selected: MarkId | None = None
    current: str = ""
    chosen: tuple[str, ...] = ()
    shift: tuple[str, timedelta] | None = None
    stretch: tuple[datetime, datetime | None] | None = None

    def clear(self) -> None:
        """Nothing of it belongs to another line."""
        self.flags, self.selected, self.current = {}, None, ""
        self.chosen, self.shift, self.stretch = (), None, None


@dataclass(frozen=True)
class LanePlace:
    """A lane with the rows in which it is painted."""

    lane: Lane
    flags: QRectF
    film: QRectF
    wave: QRectF

    @property
    def body(self) -> QRectF:
        """Pictures and sound together."""
        return self.film.united(self.wave)

    @property
    def whole(self) -> QRectF:
        """Everything of the lane."""
        return self.flags.united(self.wave)


class LineLayout:
    """Places for a timeline in a width; sizes grow with the text."""

    def __init__(self) -> None:
        """Nothing is shown."""
        self.line = Timeline(())
        self.width = 0.0
        self.papers: list[list[Paper]] = []

    def show(self, line: Timeline, papers: Sequence[Paper]) -> None:
        """Lay out another timeline with its documents."""
        self.line = line
        self.papers = _rows(papers)

    @property
    def left(self) -> float:
        """Where the line begins: a line of several lanes has their names beside it."""
        return float(theme().px(_GUTTER)) if len(self.line.lanes) > 1 else float(MEDIUM)

    @property
    def line_width(self) -> float:
        """How wide the line is."""
        return max(self.width - self.left - MEDIUM, 1.0)

    @property
    def height(self) -> int:
        """How high everything is together."""
        places = self.lanes()
        bottom = places[-1].whole.bottom() if places else self._lanes_top
        return round(bottom + TIGHT)

    @property
    def ruler(self) -> QRectF:
        """The row of times."""
        return QRectF(self.left, 0, self.line_width, theme().px(_RULER))

    def paper_row(self, number: int) -> QRectF:
        """A row of documents."""
        height = theme().px(_PAPER)
        return QRectF(self.left, self.ruler.bottom() + number * height, self.line_width, height)

    def lanes(self) -> list[LanePlace]:
        """The lanes from top to bottom."""
        flags, film, wave = (theme().px(size) for size in (_FLAGS, _FILM, _WAVE))
        step = flags + film + wave + TIGHT
        return [
            LanePlace(
                lane,
                QRectF(self.left, top, self.line_width, flags),
                QRectF(self.left, top + flags, self.line_width, film),
                QRectF(self.left, top + flags + film, self.line_width, wave),
            )
            for number, lane in enumerate(self.line.lanes)
            for top in [self._lanes_top + number * step]
        ]

    def lane_at(self, y: float) -> LanePlace | None:
        """The lane at a height; the nearest one above or below."""
        places = self.lanes()
        return min(
            places,
            key=lambda place: max(place.whole.top() - y, y - place.whole.bottom(), 0),
            default=None,
        )

    @property
    def _lanes_top(self) -> float:
        return self.ruler.bottom() + len(self.papers) * theme().px(_PAPER) + TIGHT / 2


def _rows(papers: Sequence[Paper]) -> list[list[Paper]]:
    """The documents in rows in which none covers another, as far as there is room."""
    rows: list[list[Paper]] = []
    for paper in sorted(papers, key=lambda each: (each.start, each.document_id)):
        for row in rows:
            if row[-1].end < paper.start:
                row.append(paper)
                break
        else:
            if len(rows) < _MOST_PAPER_ROWS:
                rows.append([paper])
            else:
                rows[-1].append(paper)
    return rows


def seen_of(flags: Sequence[Flag], first: datetime, last: datetime) -> list[Flag]:
    """The flags of which something is seen; `flags` are in the order of their beginning."""
    end = bisect_left(flags, last, key=lambda flag: flag.start)
    begin = bisect_left(flags, first, key=lambda flag: flag.start)
    before = [flag for flag in flags[:begin] if flag.end is not None and flag.end >= first]
    return [*before, *flags[begin:end]]
