"""What a recording is in use for, so that nothing is destroyed that somebody waits for."""

from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.sentences import Sentence, say


class UseKind(StrEnum):
    """Who needs it."""

    LENT = "lent"
    REQUESTED = "requested"
    GRANTED = "granted"
    PARTY = "party"
    DISCLOSURE = "disclosure"
    COMPLAINT = "complaint"
    EVALUATION = "evaluation"

    @property
    def label(self) -> str:
        """The use in Chinese."""
        return _USE_TITLES[self]


_USE_TITLES = {
    UseKind.LENT: "借出未还",
    UseKind.REQUESTED: "有未办结的借阅申请",
    UseKind.GRANTED: "在批准的利用期内",
    UseKind.PARTY: "有未办结的当事人查阅",
    UseKind.DISCLOSURE: "有未办结的公开申请",
    UseKind.COMPLAINT: "有未答复的复议、诉讼",
    UseKind.EVALUATION: "在评查中",
}


@dataclass(frozen=True)
class LiveUse:
    """One use that goes on: of what kind, and its number."""

    kind: UseKind
    no: str

    @property
    def words(self) -> Sentence:
        """In a few words: `借出未还（JY-2026-0001）`."""
        return say("{use}（{no}）", use=say(self.kind.label), no=self.no)
