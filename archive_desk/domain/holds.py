"""Holds (封存、留存): what may not be destroyed while a review, a suit or an inquiry goes on."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId, HoldId
from archive_desk.domain.sentences import Sentence, say


class HoldGround(StrEnum):
    """For what something is held."""

    REVIEW = "review"
    LITIGATION = "litigation"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in Chinese."""
        return _GROUND_TITLES[self]


_GROUND_TITLES = {
    HoldGround.REVIEW: "行政复议",
    HoldGround.LITIGATION: "行政诉讼",
    HoldGround.COMPLAINT: "投诉、信访",
    HoldGround.INQUIRY: "监督检查、调查",
    HoldGround.OTHER: "其他",
}

REVIEW_LAW = Basis("中华人民共和国行政复议法", "第四十八条、第七十条")
COURT_LAW = Basis("中华人民共和国行政诉讼法", "第三十四条、第六十七条")
ARCHIVES_LAW = Basis("中华人民共和国档案法", "第二十一条")
"""Unauthorised destruction is forbidden; evidence that is not handed in counts as none."""

_BASES = {HoldGround.REVIEW: REVIEW_LAW, HoldGround.LITIGATION: COURT_LAW}


@dataclass(frozen=True)
class HoldDraft:
    """What somebody enters: one case file or some recordings, for what, by which paper."""

    ground: HoldGround
    document_no: str
    reason: str
    from_day: date
    case_no: str = ""
    footage_ids: tuple[FootageId, ...] = ()


@dataclass(frozen=True)
class Hold:
    """One hold; `case_no` or `footage_id` is what is held."""

    id: HoldId
    no: str
    ground: HoldGround
    document_no: str
    reason: str
    from_day: date
    placed_by: str
    placed_at: datetime
    case_no: str = ""
    footage_id: FootageId | None = None
    footage_name: str = ""
    released_at: datetime | None = None
    released_by: str = ""
    release_reason: str = ""

    @property
    def standing(self) -> bool:
        """Whether it still holds."""
        return self.released_at is None

    @property
    def item(self) -> str:
        """What is held, as its register names it."""
        return f"case:{self.case_no}" if self.case_no else f"footage:{self.footage_id}"

    @property
    def basis(self) -> Basis:
        """The law behind it."""
        return _BASES.get(self.ground, ARCHIVES_LAW)

    @property
    def words(self) -> Sentence:
        """The hold in one line."""
        return say(
            "{no} 因{ground}封存（{document}），自 {day} 起",
            no=self.no,
            ground=say(self.ground.label),
            document=self.document_no,
            day=self.from_day.isoformat(),
        )


def checked_hold(draft: HoldDraft, today: date) -> HoldDraft:
    """The draft, if it makes sense.

    Raises:
        InvalidInput: nothing is held, a paper or reason is missing, or the day lies ahead.
    """
    if bool(draft.case_no) == bool(draft.footage_ids):
        raise InvalidInput(say("请指明一个案卷，或者若干音像。"))
    if not draft.document_no.strip():
        raise InvalidInput(say("请填写文号，如复议受理通知书或应诉通知书的编号。"))
    if not draft.reason.strip():
        raise InvalidInput(say("请写明封存的理由。"))
    if draft.from_day > today:
        raise InvalidInput(say("起始日期不能晚于今天。"))
    return draft
