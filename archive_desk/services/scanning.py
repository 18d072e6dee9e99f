"""What a scanner types: the code of a slip, a disc or a volume, and the loan it leads to."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive_desk.db import lending, loan_items
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.domain.errors import NotFound
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.desk import Desk

_THINGS = (ItemKind.DISC, ItemKind.VOLUME, ItemKind.CASE)


@dataclass(frozen=True)
class Scanned:
    """What a code is: a loan, or a thing and the loan it is out under (if it is)."""

    code: str
    item: LoanItem | None
    loan: Loan | None
    words: Sentence


class Scanning:
    """Finds things by their codes."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def find(self, actor: Person, code: str) -> Scanned:
        """What the code means at the counter.

        Raises:
            Refused: not the clerk's right.
            NotFound: nothing here has this code.
        """
        actor.require(Right.CIRCULATE)
        wanted = plain(code)
        with self._desk.reading() as session:
            loan = _loan(session, wanted)
            if loan is not None:
                words = say(
                    "借阅 {no}（{name}）：{state}。",
                    no=loan.no,
                    name=loan.applicant,
                    state=say(loan.state.label),
                )
                return Scanned(wanted, None, loan, words)
            item = _thing(session, wanted)
            if item is None:
                raise NotFound(
                    say("没有编号为“{code}”的借阅单、光盘、卷册或案卷，可能是别处的。", code=wanted)
                )
            return self._standing(session, wanted, item)

    def _standing(self, session: Session, code: str, item: LoanItem) -> Scanned:
        out = loan_items.borrowed_by(session, item)
        if out is not None:
            loan = lending.get(session, lending.find(session, out))
            words = say(
                "{item}由{name}借出（{no}）。", item=item.label, name=loan.applicant, no=out
            )
            return Scanned(code, item, loan, words)
        where = LoanFilter(states=(LoanState.APPROVED,), item=(item.kind, item.item_id))
        waiting = lending.page(session, where, 0, 100, sort="submitted_at", descending=False)
        ready = next((each for each in waiting if LoanAct.BORROW in each.acts), None)
        if ready is not None:
            words = say(
                "{item}在库，{name}已获批准借出（{no}）。",
                item=item.label,
                name=ready.applicant,
                no=ready.no,
            )
            return Scanned(code, item, ready, words)
        words = say("{item}没有借出，不需归还。", item=item.label)
        return Scanned(code, item, None, words)


def plain(code: str) -> str:
    """The code as it was printed: scanners and input methods turn letters round, or wide."""
    lines = unicodedata.normalize("NFKC", code).strip().splitlines()
    return lines[0].partition(" sha256:")[0].strip() if lines else ""


def _loan(session: Session, code: str) -> Loan | None:
    if not code or code.isdecimal():
        return None
    for each in (code, code.upper()):
        try:
            found = lending.get(session, lending.find(session, each))
        except NotFound:
            continue
        return None if found.state is LoanState.DRAFT else found
    return None


def _thing(session: Session, code: str) -> LoanItem | None:
    if not code or code.isdecimal():
        return None
    for kind in _THINGS:
        for each in dict.fromkeys((code, code.upper())):
            try:
                return loan_items.find(session, kind, each)
            except NotFound:
                continue
    return None
