"""Notices for what is overdue: sent step by step, written down, printed."""

from collections.abc import Sequence
from pathlib import Path

from archive_desk.db import ledger, lending, loan_notices
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import LoanId
from archive_desk.domain.ledger import LedgerEvent
from archive_desk.domain.loans import Loan
from archive_desk.domain.notices import NoticeLevel, OverdueNotice, check_notice
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import circulation
from archive_desk.forms import sheet as paper
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.lending import Lending
from archive_desk.services.loan_changes import changing, write
from archive_desk.services.written import write_file


class Reminding:
    """What the clerk sends when something does not come back."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def sent(self, actor: Person, loan_id: LoanId) -> Sequence[OverdueNotice]:
        """The notices sent for a loan so far.

        Raises:
            Refused: somebody else's request.
        """
        Lending(self._desk).get(actor, loan_id)
        with self._desk.reading() as session:
            return loan_notices.of_loan(session, loan_id)

    def due(self, actor: Person, loan_id: LoanId) -> NoticeLevel | None:
        """The notice to be sent now; None while there is time.

        Raises:
            Refused: not the clerk's right.
        """
        actor.require(Right.CIRCULATE)
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
            sent = loan_notices.of_loan(session, loan_id)
        try:
            return check_notice(loan, actor, sent, self._desk.clock())
        except Refused:
            return None

    def send(self, actor: Person, loan_id: LoanId, out: Path, note: str = "") -> OverdueNotice:
        """Send the next notice: print it to `out`, and write it down.

        Raises:
            Refused: not the clerk's right, nothing is overdue, or the last one still gives time.
            Unavailable: the file cannot be written.
        """
        with changing(self._desk, actor, loan_id) as (work, loan):
            sent = loan_notices.of_loan(work.session, loan_id)
            level = check_notice(loan, actor, sent, work.at)
            zone = self._desk.office.zone
            calendar = rulebook.calendar_of(work.session)
            day = calendar.add(work.at.astimezone(zone).date(), level.working_days)
            notice = OverdueNotice(level, work.at, actor.name, end_of_day(day, zone), note.strip())
            loan_notices.add(work.session, loan_id, notice)
            ledger.note(
                work.session,
                LedgerEvent.RECALLED,
                loan,
                actor.name,
                work.at,
                remark=level.label,
            )
            detail = {"text": level.label, "due": notice.due_at.isoformat(), "file": out.name}
            write(work, "notice_sent", loan, **detail)
            self._print(actor, loan, notice, out)
            return notice

    def print_again(self, actor: Person, loan_id: LoanId, out: Path) -> OverdueNotice:
        """Print the last notice sent once more.

        Raises:
            Refused: somebody else's request, or none was sent.
            Unavailable: the file cannot be written.
        """
        loan = Lending(self._desk).get(actor, loan_id)
        sent = self.sent(actor, loan_id)
        if not sent:
            raise Refused(say("借阅 {no} 还没有发过催还通知。", no=loan.no), basis=loan.basis)
        self._print(actor, loan, sent[-1], out)
        return sent[-1]

    def _print(self, actor: Person, loan: Loan, notice: OverdueNotice, out: Path) -> None:
        sheet = circulation.overdue_notice(
            loan,
            notice,
            organisation=self._desk.office.organisation,
            operator=actor.name,
            at=notice.sent_at,
            zone=self._desk.office.zone,
        )
        write_file(out, paper.render(sheet))


def notice_file_name(loan: Loan, level: NoticeLevel) -> str:
    """What a notice is called, in the archive's language."""
    return f"{circulation.RECALL_TITLE}-{loan.no}-{level.label}.pdf"
