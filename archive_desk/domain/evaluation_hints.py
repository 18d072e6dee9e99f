"""Deductions that the desk proposes from what it knows of a case; a reviewer takes or leaves them.

Nothing is ever deducted by itself: a proposal names the finding it comes from and the usual
deduction of the sheet that it would be.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from archive_desk.domain.basis import Basis
from archive_desk.domain.evaluation_sheet import DeductionRule, ScoreSheet, SheetItem
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import DocumentId, FootageId
from archive_desk.domain.sentences import Sentence


@dataclass(frozen=True)
class Proposal:
    """A deduction that may be taken over. `rule` is None for a veto item."""

    item: SheetItem
    rule: DeductionRule | None
    code: str
    subject: str
    message: Sentence
    basis: Basis | None

    @property
    def key(self) -> str:
        """What tells it from the others on the same sheet."""
        return f"{self.item.key}:{self.code}:{self.subject}"

    @property
    def tenths(self) -> int:
        """The points it would take."""
        return 0 if self.rule is None else self.rule.tenths

    @property
    def footage_id(self) -> FootageId | None:
        """The recording that the finding is about, if it is about one."""
        kind, _, number = self.subject.partition(":")
        return FootageId(int(number)) if kind == "footage" and number.isdigit() else None

    @property
    def document_id(self) -> DocumentId | None:
        """The document that the finding is about, if it is about one."""
        kind, _, number = self.subject.partition(":")
        return DocumentId(int(number)) if kind == "document" and number.isdigit() else None


def proposals(
    sheet: ScoreSheet, findings: Sequence[Finding], decided: Collection[str] = ()
) -> list[Proposal]:
    """What the findings on a case would cost, in the order of the sheet.

    `decided` are the keys of proposals that were taken or dismissed already.
    """
    found = [
        proposal
        for item in sheet.items
        for finding in findings
        for proposal in _for_item(item, finding)
    ]
    unique = {each.key: each for each in found if each.key not in decided}
    return list(unique.values())


def _for_item(item: SheetItem, finding: Finding) -> Iterable[Proposal]:
    if finding.code in item.hints:
        yield _proposal(item, None, finding)
    for rule in item.deductions:
        if finding.code in rule.hints:
            yield _proposal(item, rule, finding)


def _proposal(item: SheetItem, rule: DeductionRule | None, finding: Finding) -> Proposal:
    return Proposal(item, rule, finding.code, finding.item, finding.message, finding.basis)
