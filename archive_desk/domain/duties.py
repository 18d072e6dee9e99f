"""What a regulation asks of a case file: its officers, and footage beside its documents."""

from dataclasses import dataclass

from archive_desk.domain.basis import Basis

PENALTY_LAW_OFFICERS = Basis("中华人民共和国行政处罚法", "第四十二条")
"""At least two qualified officers, where a regulation does not say so itself."""


@dataclass(frozen=True)
class Duty:
    """That the act written down in `document` must be recorded by picture or sound."""

    document: str
    basis: Basis


@dataclass(frozen=True)
class Duties:
    """The duties of one regulation towards its case files; None where it is silent."""

    footage: tuple[Duty, ...] = ()
    officers: Basis = PENALTY_LAW_OFFICERS
    document_times: Basis | None = None
    explanation: Basis | None = None
    evaluation: Basis | None = None

    def for_document(self, type_: str) -> Duty | None:
        """The duty to record beside a document of this type, if there is one."""
        return next((duty for duty in self.footage if duty.document == type_), None)
