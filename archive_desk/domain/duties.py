"""What a regulation asks of a case file: its officers, and footage beside its documents."""

from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind

PENALTY_LAW_OFFICERS = Basis("中华人民共和国行政处罚法", "第四十二条")
"""At least two qualified officers, where a regulation does not say so itself."""


class AvLevel(StrEnum):
    """How an act must be recorded (音像记录事项清单, 004 item 7(1)), from strictest to freest."""

    FULL = "full"
    RECORDED = "recorded"
    PICTURES = "pictures"
    AS_NEEDED = "as_needed"
    NONE = "none"

    @property
    def label(self) -> str:
        """The level in Chinese."""
        return _LEVEL_TITLES[self]

    @property
    def must(self) -> bool:
        """Whether something must be there: footage, or at this level at least pictures."""
        return self in {AvLevel.FULL, AvLevel.RECORDED, AvLevel.PICTURES}


_LEVEL_TITLES = {
    AvLevel.FULL: "全程音像",
    AvLevel.RECORDED: "音像记录",
    AvLevel.PICTURES: "拍照或音像",
    AvLevel.AS_NEEDED: "视情况音像",
    AvLevel.NONE: "可不录",
}


@dataclass(frozen=True)
class Duty:
    """How one act must be recorded by picture or sound: one row of the matter list.

    The act is the one written down in `document`; where it leaves no document of its own type
    (留置送达) that is empty and `occasion` says what it is. `stage` is one of `cases.STAGES`, empty
    where the text names none. It is asked of cases of `kinds`, of all where that is empty. `text`
    says the provision in our own words.
    """

    document: str
    basis: Basis
    level: AvLevel = AvLevel.FULL
    stage: str = ""
    kinds: tuple[CaseKind, ...] = ()
    occasion: str = ""
    text: str = ""

    @property
    def title(self) -> str:
        """What is to be recorded."""
        return self.occasion or self.document

    def concerns(self, kind: CaseKind) -> bool:
        """Whether it is asked of cases of this kind."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True)
class Duties:
    """The duties of one regulation towards its case files; None where it is silent.

    `written` is where it says that footage never stands in for a document that must exist, `major`
    where it asks for full recording of 重大复杂 cases.
    """

    footage: tuple[Duty, ...] = ()
    officers: Basis = PENALTY_LAW_OFFICERS
    document_times: Basis | None = None
    explanation: Basis | None = None
    evaluation: Basis | None = None
    written: Basis | None = None
    major: Basis | None = None

    def for_document(self, type_: str, kind: CaseKind | None = None) -> Duty | None:
        """The duty to record beside a document of this type, if there must be footage.

        `kind` leaves out what is asked of other kinds of cases only.
        """
        return next(
            (
                duty
                for duty in self.footage
                if duty.document == type_
                and duty.level.must
                and (kind is None or duty.concerns(kind))
            ),
            None,
        )
