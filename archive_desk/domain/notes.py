"""Notes (情况说明): why something was not recorded, or a recording was interrupted.

A note is never changed. A mistake is set right by another note that follows it; both stay. The
footage regulations ask for reason and basis in writing (001 Arts. 5, 12; 003 Art. 14) and one of
them for the section head's word; a note that the head sent back explains nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId, FootageId, NoteId, PersonId
from archive_desk.domain.people import Role
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.takes import Gap

LONGEST_TEXT = 4000
_ROUNDED = timedelta(seconds=1)


class NoteKind(StrEnum):
    """What a note is about."""

    INTERRUPTION = "interruption"
    EXEMPTION = "exemption"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return {"interruption": "中断情况说明", "exemption": "无法记录情况说明"}[self.value]


class Ground(StrEnum):
    """Why there is no footage. Which grounds a regulation names, its rule file says."""

    STATE_SECRET = "state_secret"
    TRADE_SECRET = "trade_secret"
    PRIVACY = "privacy"
    URGENT = "urgent"
    UNSUITABLE = "unsuitable"
    TEXT_SUFFICIENT = "text_sufficient"
    DEVICE_FAULT = "device_fault"
    DEVICE_DAMAGED = "device_damaged"
    BATTERY = "battery"
    STORAGE = "storage"
    WEATHER = "weather"
    OBSTRUCTED = "obstructed"
    OBJECTIVE = "objective"
    MOVED = "moved"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in Chinese."""
        return _GROUND_TITLES[self]


_GROUND_TITLES = {
    Ground.STATE_SECRET: "涉及国家秘密",
    Ground.TRADE_SECRET: "涉及商业秘密",
    Ground.PRIVACY: "涉及个人隐私",
    Ground.URGENT: "情况紧急",
    Ground.UNSUITABLE: "不适宜音像记录",
    Ground.TEXT_SUFFICIENT: "文字记录足以反映",
    Ground.DEVICE_FAULT: "设备故障",
    Ground.DEVICE_DAMAGED: "设备损坏",
    Ground.BATTERY: "电量不足",
    Ground.STORAGE: "存储空间不足",
    Ground.WEATHER: "恶劣天气",
    Ground.OBSTRUCTED: "当事人阻挠",
    Ground.OBJECTIVE: "其他客观原因",
    Ground.MOVED: "途中转移，未进行执法活动",
    Ground.OTHER: "其他",
}


class NoteState(StrEnum):
    """Where a note stands."""

    STANDS = "stands"
    WAITING = "waiting"
    AGREED = "agreed"
    DECLINED = "declined"
    FOLLOWED = "followed"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    NoteState.STANDS: "已说明",
    NoteState.WAITING: "待负责人签署",
    NoteState.AGREED: "负责人已同意",
    NoteState.DECLINED: "负责人未同意",
    NoteState.FOLLOWED: "已另作说明",
}


@dataclass(frozen=True)
class NoteRule:
    """What a regulation says of one kind of note.

    `grounds` are those the text names, empty where it names none. `refused` are grounds it does not
    accept (002 Art. 23: a fault of the device is no excuse). `approver` gives his word where the
    text asks for it. `voice` tells that the text wants the interruption spoken on the footage.
    """

    kind: NoteKind
    basis: Basis
    text: str
    grounds: tuple[Ground, ...] = ()
    refused: tuple[Ground, ...] = ()
    refused_basis: Basis | None = None
    approver: Role | None = None
    voice: bool = False

    def doubt(self, ground: Ground) -> Sentence | None:
        """What is to be said of a ground that the regulation does not accept or does not name."""
        if ground in self.refused:
            return say(
                "“{ground}”在{basis}中不作为不记录的理由，请如实说明并由负责人审查。",
                ground=say(ground.label),
                basis=str(self.refused_basis or self.basis),
            )
        if self.grounds and ground not in self.grounds:
            return say(
                "{basis}没有列出“{ground}”，请写明具体情况。",
                ground=say(ground.label),
                basis=str(self.basis),
            )
        return None


@dataclass(frozen=True)
class NoteDraft:
    """A note as somebody writes it.

    About a gap: `after` and `before` are the parts on both sides, `start` and `end` the gap in true
    time. About something never recorded: `case_id`, and the times as far as they are known.
    `officer` is who was on duty; `replaces` the number of the note that this one follows.
    """

    kind: NoteKind
    ground: Ground
    text: str
    officer: str
    start: datetime | None = None
    end: datetime | None = None
    after: FootageId | None = None
    before: FootageId | None = None
    case_id: CaseId | None = None
    stage: str = ""
    place: str = ""
    measure: str = ""
    voice_explained: bool = False
    reported_to: str = ""
    reported_at: datetime | None = None
    replaces: str = ""


@dataclass(frozen=True)
class Signature:
    """What the head said of a note."""

    signer: str
    agreed: bool
    opinion: str
    at: datetime


@dataclass(frozen=True)
class Note:
    """A note as it was written down, with the basis it was written on."""

    id: NoteId
    no: str
    draft: NoteDraft
    author_id: PersonId
    author: str
    written_at: datetime
    basis: Basis
    approver: Role | None = None
    signature: Signature | None = None
    followed_by: str = ""
    case_no: str = ""
    parts: Mapping[FootageId, str] = field(default_factory=dict)

    @property
    def state(self) -> NoteState:
        """Where it stands."""
        if self.followed_by:
            return NoteState.FOLLOWED
        if self.signature is not None:
            return NoteState.AGREED if self.signature.agreed else NoteState.DECLINED
        return NoteState.WAITING if self.approver is not None else NoteState.STANDS

    @property
    def explains(self) -> bool:
        """Whether it still explains what it is about."""
        return self.state not in {NoteState.FOLLOWED, NoteState.DECLINED}


def checked(draft: NoteDraft, at: datetime) -> NoteDraft:
    """`draft` with tidy texts, if it says all that it must.

    Raises:
        InvalidInput: the text, the officer or what it is about is missing, or times contradict.
    """
    tidy = replace(
        draft,
        text=draft.text.strip(),
        officer=" ".join(draft.officer.split()),
        stage=draft.stage.strip(),
        place=" ".join(draft.place.split()),
        measure=draft.measure.strip(),
        reported_to=" ".join(draft.reported_to.split()),
    )
    if not tidy.text:
        raise InvalidInput(say("请写明原因和具体情况。"))
    if len(tidy.text) > LONGEST_TEXT:
        raise InvalidInput(say("情况说明不能超过 {most} 字。", most=LONGEST_TEXT))
    if not tidy.officer:
        raise InvalidInput(say("请填写执法人员。"))
    if tidy.start is not None and tidy.end is not None and tidy.end < tidy.start:
        raise InvalidInput(say("结束时间不能早于开始时间。"))
    if any(moment is not None and moment > at for moment in (tidy.start, tidy.reported_at)):
        raise InvalidInput(say("时间不能晚于现在。"))
    about_gap = tidy.after is not None and tidy.before is not None
    if not about_gap and tidy.case_id is None:
        raise InvalidInput(say("请指明所说明的中断，或所属的案卷。"))
    return tidy


def explains(note: Note, gap: Gap) -> bool:
    """Whether `note` explains `gap`: the same two parts, or one of them and the time within it.

    The latter is a gap that became shorter when a part that had been missing came in.
    """
    if not note.explains:
        return False
    draft = note.draft
    same = (draft.after == gap.after, draft.before == gap.before)
    if all(same):
        return True
    if not any(same) or draft.start is None or draft.end is None:
        return False
    return draft.start - _ROUNDED <= gap.start and gap.end <= draft.end + _ROUNDED


def explained(gaps: Iterable[Gap], notes: Sequence[Note]) -> tuple[Gap, ...]:
    """The gaps, those marked that a note explains; `note` is the note's number."""
    return tuple(_explained(gap, notes) for gap in gaps)


def _explained(gap: Gap, notes: Sequence[Note]) -> Gap:
    note = next((note for note in reversed(notes) if explains(note, gap)), None)
    return gap if note is None else replace(gap, explained=True, note=note.no)
