"""What the footage of a case must show (必录环节), and which marks show it.

The regulations name the scenes (000 Art. 11(2): shop front, entry, evidence, shop front again;
001 Art. 8 and 002 Art. 22: the notice); which, their files say. A mark of the scene's category
fills it, in the order the regulation gives; what cannot be shown is explained by a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind, Document
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId, ExplanationId, FootageId, MarkId
from archive_desk.domain.sentences import say

_LONGEST_REASON = 500


@dataclass(frozen=True)
class Scene:
    """One thing that must be on the footage.

    It is asked of cases of one of `kinds` and of those that hold one of `documents`; of all where
    both are empty. A mark of `category` fills it; with `after`, one that comes later than what
    fills that scene. `text` says the provision in our own words.
    """

    code: str
    title: str
    category: str
    basis: Basis
    text: str
    kinds: tuple[CaseKind, ...] = ()
    documents: tuple[str, ...] = ()
    after: str = ""

    def concerns(self, kind: CaseKind, documents: Iterable[Document]) -> bool:
        """Whether it is asked of such a case."""
        if not self.kinds and not self.documents:
            return True
        return kind in self.kinds or any(each.type in self.documents for each in documents)


@dataclass(frozen=True)
class Explanation:
    """Why something is as it is, by whom.

    `subject` is `scene:CODE` for a scene that is not shown, `document:ID:start` or `…:end` for a
    time that differs; then `difference_ms` is what was explained.
    """

    id: ExplanationId
    case_id: CaseId
    subject: str
    reason: str
    author: str
    made_at: datetime
    difference_ms: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


@dataclass(frozen=True)
class Shown:
    """A mark that may fill a scene. `moment` is None where the recording's time is not known."""

    mark_id: MarkId
    footage_id: FootageId
    at_ms: int
    category: str
    moment: datetime | None


@dataclass(frozen=True)
class SceneState:
    """A scene with the mark that shows it, or the explanation why none does."""

    scene: Scene
    shown: Shown | None = None
    exemption: Explanation | None = None

    @property
    def missing(self) -> bool:
        """Whether it is neither shown nor explained."""
        return self.shown is None and self.exemption is None


def checklist(
    scenes: Iterable[Scene], marks: Iterable[Shown], explanations: Iterable[Explanation]
) -> list[SceneState]:
    """Each scene with the first mark that shows it; one that comes `after` another, with the last.

    Marks whose moment nobody knows count as the earliest of all.
    """
    ordered = sorted(marks, key=lambda mark: (mark.moment is not None, mark.moment, mark.at_ms))
    excused = {
        each.subject.removeprefix("scene:"): each
        for each in explanations
        if each.subject.startswith("scene:") and each.withdrawn_at is None
    }
    filled: dict[str, int] = {}
    states = []
    for scene in scenes:
        place = _place(scene, ordered, filled)
        if place is not None:
            filled[scene.code] = place
        shown = None if place is None else ordered[place]
        states.append(SceneState(scene, shown, excused.get(scene.code)))
    return states


def _place(scene: Scene, marks: Sequence[Shown], filled: Mapping[str, int]) -> int | None:
    fitting = [n for n, mark in enumerate(marks) if mark.category == scene.category]
    if not scene.after:
        return next(iter(fitting), None)
    before = filled.get(scene.after)
    # Where the scene before is not shown, the first of its own kind may be that one.
    later = [n for n in fitting if before is not None and n > before]
    return later[-1] if later else None


def checked_reason(reason: str) -> str:
    """The reason without spaces around it.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise InvalidInput(say("请写明理由（不超过 {count} 个字）。", count=_LONGEST_REASON))
    return reason
