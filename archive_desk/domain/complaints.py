"""Complaints (行政复议、行政诉讼): what came, when it must be answered, and what answered it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId, ComplaintId
from archive_desk.domain.regulations import Clock
from archive_desk.domain.sentences import say

_LONGEST = 200


class ComplaintKind(StrEnum):
    """Where it is pending, which decides how long there is for the answer."""

    REVIEW = "review"
    REVIEW_SIMPLE = "review_simple"
    COURT = "court"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _KIND_TITLES[self]

    @property
    def clock(self) -> Clock:
        """The clock of the law."""
        return _CLOCKS[self]


_KIND_TITLES = {
    ComplaintKind.REVIEW: "行政复议（普通程序）",
    ComplaintKind.REVIEW_SIMPLE: "行政复议（简易程序）",
    ComplaintKind.COURT: "行政诉讼",
}

_CLOCKS = {
    ComplaintKind.REVIEW: Clock.REVIEW_ANSWER,
    ComplaintKind.REVIEW_SIMPLE: Clock.REVIEW_ANSWER_SIMPLE,
    ComplaintKind.COURT: Clock.COURT_ANSWER,
}


@dataclass(frozen=True)
class ComplaintDraft:
    """A complaint as the clerk enters it: `body` sent it by `document_no`."""

    kind: ComplaintKind
    body: str
    document_no: str
    complainant: str
    case_no: str
    received_on: date
    note: str = ""

    def require_sense(self, today: date) -> None:
        """Refuse a complaint without its facts.

        Raises:
            InvalidInput: body, document or case are missing, or the day is in the future.
        """
        wanted = (
            (self.body, say("请填写复议机关或人民法院。")),
            (self.document_no, say("请填写来函文号。")),
            (self.case_no, say("请填写被复议、被诉的案号。")),
        )
        for value, complaint in wanted:
            if not value.strip():
                raise InvalidInput(complaint)
            if len(value) > _LONGEST:
                raise InvalidInput(say("“{text}…”太长，请缩短。", text=value[:20]))
        if self.received_on > today:
            raise InvalidInput(say("收到的日期在将来，请核对。"))


@dataclass(frozen=True)
class Complaint:
    """One line of the register of complaints. `provisions` answered it, `answered_at` the first."""

    id: ComplaintId
    no: str
    draft: ComplaintDraft
    case_id: CaseId
    case_name: str
    section: str
    entered_at: datetime
    entered_by: str
    provisions: tuple[str, ...] = ()
    answered_at: datetime | None = None
