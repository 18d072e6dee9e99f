"""Whether what a document says of its time agrees with its footage (000 Art. 11(4)).

No regulation says how far they may differ; the office decides, and until then the program does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive_desk.domain.cases import Document, LinkedFootage
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.rule_values import Opening
from archive_desk.domain.scenes import Explanation

TOLERANCE = timedelta(minutes=5)
"""How far a document's times may lie from the footage's; no regulation gives a number, so this
holds until the office decides (`document_tolerance` of `open.toml`)."""

_SAME = timedelta(minutes=1)


class Edge(StrEnum):
    """Which of a document's times."""

    START = "start"
    END = "end"

    @property
    def label(self) -> str:
        """The time in Chinese."""
        return {"start": "开始时刻", "end": "结束时刻"}[self.value]


@dataclass(frozen=True)
class TimeDifference:
    """One time of a document against the footage beside it.

    `difference` is the stated minus the shown time. `footage_id` and `at_ms` lead to the picture;
    `clock_offset` is how fast its recorder's clock was, which `shown` takes into account already.
    """

    document: Document
    edge: Edge
    stated: datetime
    shown: datetime
    footage_id: FootageId
    at_ms: int
    explanation: Explanation | None = None
    tolerance: timedelta = TOLERANCE
    clock_offset: timedelta = timedelta(0)

    @property
    def difference(self) -> timedelta:
        """How much later the document says it was."""
        return self.stated - self.shown

    @property
    def tolerated(self) -> bool:
        """Whether nobody need care."""
        return abs(self.difference) <= self.tolerance

    @property
    def explained(self) -> bool:
        """Whether somebody explained this difference; another one needs another explanation."""
        made = self.explanation
        if made is None or made.withdrawn_at is not None or made.difference_ms is None:
            return False
        return abs(self.difference - timedelta(milliseconds=made.difference_ms)) <= _SAME

    @property
    def asks(self) -> bool:
        """Whether somebody has to explain it."""
        return not self.tolerated and not self.explained


def tolerance_of(openings: Mapping[str, Opening]) -> timedelta:
    """How far times may lie apart as the office decided, or as it is done meanwhile."""
    decided = openings.get("document_tolerance")
    return TOLERANCE if decided is None else timedelta(minutes=decided.number)


def differences(
    document: Document,
    footage: Sequence[LinkedFootage],
    explanations: Iterable[Explanation] = (),
    tolerance: timedelta = TOLERANCE,
) -> list[TimeDifference]:
    """What a document says of its times, against the first start and the last end beside it."""
    timed = [
        each for each in footage if each.kind is not Kind.SIDECAR and each.started_at is not None
    ]
    if not timed:
        return []
    first = min(timed, key=lambda each: (_start(each), each.footage_id))
    last = max(timed, key=lambda each: (_end(each), each.footage_id))
    made = {each.subject: each for each in explanations if each.withdrawn_at is None}
    found = []
    for edge, stated, item, shown, at_ms in (
        (Edge.START, document.started_at, first, _start(first), 0),
        (Edge.END, document.ended_at, last, _end(last), last.duration_ms or 0),
    ):
        if stated is not None:
            subject = subject_of(document, edge)
            found.append(
                TimeDifference(
                    document,
                    edge,
                    stated,
                    shown,
                    item.footage_id,
                    at_ms,
                    made.get(subject),
                    tolerance,
                    item.clock_offset,
                )
            )
    return found


def subject_of(document: Document, edge: Edge) -> str:
    """What an explanation of this time is about."""
    return f"document:{document.id}:{edge.value}"


def _start(each: LinkedFootage) -> datetime:
    if each.started_at is None:
        raise ValueError(each)
    return each.started_at


def _end(each: LinkedFootage) -> datetime:
    return each.ended_at or _start(each)
