"""Legal review before a decision (法制审核): when it must be, and whether the file shows it.

行政处罚法 Art. 58 and 004 items 10 to 14 ask for it in the same situations: without it no decision
may be made, and the opinion goes into the file.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseFile, Document, ReviewGround
from archive_desk.domain.sentences import Sentence, say

OPINION = "法制审核意见书"
HEARING = "听证笔录"
DECISIONS = frozenset({"行政处罚决定书", "行政许可决定书", "行政强制执行决定书"})

PENALTY_LAW = Basis("中华人民共和国行政处罚法", "第五十八条")


class ReviewFault(StrEnum):
    """What is wrong with the review of a file."""

    MISSING = "legal_review_missing"
    LATE = "legal_review_late"


def ground_of(case: CaseFile, documents: Sequence[Document]) -> ReviewGround | None:
    """Why the case must be reviewed before it is decided; None if nothing says so."""
    if case.review is not None:
        return case.review
    heard = any(each.type == HEARING for each in documents)
    return ReviewGround.HEARING if heard else None


def review_faults(
    case: CaseFile, documents: Sequence[Document]
) -> Iterator[tuple[ReviewFault, Document, Sentence]]:
    """What a decided case lacks of its review, with the decision it concerns."""
    ground = ground_of(case, documents)
    if ground is None:
        return
    opinions = [each for each in documents if each.type == OPINION]
    for decision in documents:
        if decision.type not in DECISIONS:
            continue
        names = {"decision": say(decision.type), "ground": say(ground.label)}
        if not opinions:
            words = say(
                "案件属“{ground}”，作出《{decision}》前应经法制审核，请补充法制审核意见书。",
                **names,
            )
            yield ReviewFault.MISSING, decision, words
        elif _all_later(opinions, decision):
            words = say(
                "法制审核意见书的时间晚于《{decision}》，请核对。", decision=names["decision"]
            )
            yield ReviewFault.LATE, decision, words


def _all_later(opinions: Sequence[Document], decision: Document) -> bool:
    """Whether every opinion is known to be from after the decision."""
    decided = decision.started_at
    given = [each.ended_at or each.started_at for each in opinions]
    return decided is not None and all(at is not None and at > decided for at in given)
