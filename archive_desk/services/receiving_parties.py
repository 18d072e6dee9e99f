"""Parties who see and copy what concerns them, under the clerk's eyes (当事人查阅).

Approved by the office's own chain: the clerk asks for them, the usual people sign, and what is
shown and copied afterwards is done under that grant and written down.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive_desk.db import counters, footage, grants, lending, loan_items, parties
from archive_desk.domain.errors import InvalidInput, Refused, Unavailable
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import Loan, LoanAct, LoanItem
from archive_desk.domain.parties import PartyCopy, PartyDraft, PartySession, PartyVisit
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.forms import parties as forms
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.exporting import Exporting
from archive_desk.services.lending import Lending
from archive_desk.services.register_files import write_form, write_register

ACTS = (LoanAct.VIEW, LoanAct.COPY)
"""What a party can be granted."""


@dataclass(frozen=True)
class PartyWish:
    """What somebody wants to see or copy, and when."""

    acts: tuple[LoanAct, ...]
    items: tuple[LoanItem, ...]
    wanted_from: datetime
    wanted_until: datetime


@dataclass(frozen=True)
class Shown:
    """What was shown to a party: which recordings, from when to when, who sat beside him."""

    footage_ids: tuple[FootageId, ...]
    begun_at: datetime
    ended_at: datetime
    supervised_by: str
    note: str = ""


@dataclass(frozen=True)
class Visit:
    """A line of the register with the request that approves it."""

    line: PartyVisit
    loan: Loan


class ReceivingParties:
    """What the clerk does when a party or its agent comes."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def everything(self, actor: Person, text: str = "") -> Sequence[Visit]:
        """The register, the newest first, each with its request.

        Raises:
            Refused: `actor` neither handles parties nor reads registers.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            return [
                Visit(each, lending.get(session, each.loan_id))
                for each in parties.everything(session, text)
            ]

    def get(self, actor: Person, no: str) -> Visit:
        """One line of the register.

        Raises:
            Refused: `actor` neither handles parties nor reads registers.
            NotFound: there is none.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            line = parties.get(session, no)
            return Visit(line, lending.get(session, line.loan_id))

    def footage_of(self, actor: Person, no: str) -> Sequence[tuple[FootageId, str]]:
        """The recordings that a party's request is about, with their names.

        Raises:
            Refused: not the clerk's right.
            NotFound: there is no such line.
        """
        actor.require(Right.HANDLE_DISCLOSURE)
        with self._desk.reading() as session:
            loan = lending.get(session, parties.get(session, no).loan_id)
            wanted = loan_items.footage_of(session, loan.items)
            return [(each, footage.get(session, each).name) for each in wanted]

    # -- verbs -------------------------------------------------------------------------------

    def request(self, actor: Person, draft: PartyDraft, wish: PartyWish) -> Visit:
        """Ask the office's chain for a party; the clerk asks, others sign.

        Raises:
            Refused: not the clerk's right, or what is asked for cannot be granted to a party.
            InvalidInput: who he is or by what right is missing, or the period cannot be.
        """
        actor.require(Right.HANDLE_DISCLOSURE)
        draft = _tidied(draft)
        draft.require_sense()
        if not wish.acts or any(act not in ACTS for act in wish.acts):
            raise Refused(say("当事人只能查阅或者复制，不能借出。"), basis=draft.ground.basis)
        purpose = str(
            say(
                "当事人查阅：{name}（{relation}），{ground}",
                name=draft.name,
                relation=say(draft.relation.label),
                ground=say(draft.ground.label),
            )
        )
        loan = Lending(self._desk).request(
            actor, wish.acts, wish.items, purpose, wish.wanted_from, wish.wanted_until
        )
        with self._desk.transaction(actor) as work:
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"DSR-{year}-{counters.next_value(work.session, f'party-{year}'):04}"
            parties.add(work.session, no, draft, loan, work.at, actor.name)
            basis = draft.ground.basis
            detail = {
                "name": draft.name,
                "role": draft.relation.value,
                "ground": draft.ground.value,
                "basis": "" if basis is None else str(basis),
            }
            work.journal(Act("party.requested", f"party:{no}", loan.no, detail))
            return Visit(parties.get(work.session, no), lending.get(work.session, loan.id))

    def show(self, actor: Person, no: str, shown: Shown) -> Visit:
        """Write down that a party was shown recordings under supervision.

        Raises:
            Refused: not the clerk's right, or the showing is not approved (any more); with the
                article.
            InvalidInput: nothing was shown, nobody sat beside him, or the times cannot be.
            NotFound: there is no such line or recording.
        """
        actor.require(Right.HANDLE_DISCLOSURE)
        supervisor = shown.supervised_by.strip() or actor.name
        if not shown.footage_ids:
            raise InvalidInput(say("请指明给当事人看了哪些音像。"))
        with self._desk.transaction(actor) as work:
            if not shown.begun_at < shown.ended_at <= work.at:
                raise InvalidInput(say("查阅的结束应在开始之后，且不在将来。"))
            line = parties.get(work.session, no)
            names = [
                footage.get(work.session, each).name for each in dict.fromkeys(shown.footage_ids)
            ]
            for footage_id in shown.footage_ids:
                self._require_grant(work, line, LoanAct.VIEW, footage_id, shown.begun_at)
            session = PartySession(
                shown.begun_at,
                shown.ended_at,
                "；".join(names),
                supervisor,
                shown.note.strip(),
                actor.name,
            )
            parties.add_session(work.session, line.id, session, work.at)
            detail = {
                "items": [f"footage:{each}" for each in shown.footage_ids],
                "from": shown.begun_at.isoformat(),
                "until": shown.ended_at.isoformat(),
                "supervisor": supervisor,
            }
            work.journal(Act("party.shown", f"party:{no}", line.loan_no, detail))
            return Visit(parties.get(work.session, no), lending.get(work.session, line.loan_id))

    def copy(
        self,
        actor: Person,
        no: str,
        footage_ids: Sequence[FootageId],
        out: Path,
        monitor: Monitor,
    ) -> tuple[Visit, Path]:
        """Make numbered copies for a party in a folder of their own, with the receipt beside them.

        Returns the register's line and the folder.

        Raises:
            Refused: not the clerk's right, or copying is not approved (any more); with the article.
            InvalidInput: nothing to copy, or the folder will not do.
            NotFound: there is no such line or recording.
            Unavailable: an original cannot be read or the folder not be written.
            Damaged: an original is not what it was when it came in.
        """
        actor.require(Right.HANDLE_DISCLOSURE)
        with self._desk.transaction(actor) as work:
            line = parties.get(work.session, no)
            loan = lending.get(work.session, line.loan_id)
            wanted = tuple(dict.fromkeys(footage_ids)) or tuple(
                loan_items.footage_of(work.session, loan.items)
            )
            if not wanted:
                raise InvalidInput(say("请指明要复制的音像。"))
            for footage_id in wanted:
                self._require_grant(work, line, LoanAct.COPY, footage_id, work.at)
        folder = out.absolute() / f"{no}-{len(line.copies) + 1:02}"
        if folder.exists():
            raise InvalidInput(say("文件夹 {folder} 已存在。", folder=str(folder)))
        try:
            made = Exporting(self._desk).copy_out(
                actor,
                wanted,
                folder,
                monitor,
                under="" if loan.applicant_id == actor.id else loan.no,
            )
            with self._desk.transaction(actor) as work:
                have = len(parties.get(work.session, no).copies)
                copies = [
                    PartyCopy(
                        f"{no}-{have + number:02}",
                        each.footage.id,
                        each.path.name,
                        each.footage.size_bytes,
                        each.sha256,
                        work.at,
                        actor.name,
                    )
                    for number, each in enumerate(made, 1)
                ]
                parties.add_copies(work.session, line.id, copies)
                detail = {
                    "items": [f"footage:{each.footage_id}" for each in copies],
                    "copies": [each.no for each in copies],
                    "folder": str(folder),
                }
                work.journal(Act("party.copied", f"party:{no}", line.loan_no, detail))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        visit = self.get(actor, no)
        try:
            self.print_receipt(actor, no, folder / forms.RECEIPT_FILE)
        except Unavailable:
            # The copies are registered; the receipt can be printed again.
            return visit, folder
        return visit, folder

    # -- paper -------------------------------------------------------------------------------

    def print_receipt(self, actor: Person, no: str, out: Path) -> Path:
        """Write the viewing record with its numbered copies and the places to sign to `out`.

        Raises:
            Refused: `actor` neither handles parties nor reads registers.
            NotFound: there is no such line.
            Unavailable: the file cannot be written.
        """
        visit = self.get(actor, no)
        office = self._desk.office
        form = forms.record(
            visit.line,
            visit.loan,
            organisation=office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=office.zone,
        )
        act = Act("party.printed", f"party:{no}", visit.line.loan_no)
        return write_form(self._desk, actor, form, out, act)

    def export(self, actor: Person, out: Path, text: str = "") -> int:
        """Write the register (当事人查阅登记) to `out` as PDF, xlsx or CSV by its suffix.

        Raises:
            Refused: `actor` neither handles parties nor reads registers.
            InvalidInput: another suffix.
            Unavailable: the file cannot be written.
        """
        lines = [forms.Row(each.line, each.loan) for each in reversed(self.everything(actor, text))]
        return write_register(self._desk, actor, forms.REGISTER, lines, out, "ledger:parties")

    def register_file_name(self) -> str:
        """What the register written today is called, in the archive's language."""
        today = self._desk.clock().astimezone(self._desk.office.zone)
        return f"{forms.REGISTER.title}-{today:%Y%m%d}.xlsx"

    def record_file_name(self, no: str) -> str:
        """What the record of a visit is called, in the archive's language."""
        return f"{forms.RECORD_TITLE}-{no}.pdf"

    def _require_grant(
        self,
        work: Transaction,
        line: PartyVisit,
        act: LoanAct,
        footage_id: FootageId,
        at: datetime,
    ) -> None:
        """Refuse unless the party's own request grants `act` on the recording at `at`."""
        loan = lending.get(work.session, line.loan_id)
        found = grants.covering(
            work.session, loan.applicant_id, act, footage_id, at, loan_id=loan.id
        )
        if found is None:
            raise Refused(
                say(
                    "{no} 没有{act}这份音像的有效批准（{loan}）。",
                    no=line.no,
                    act=say(act.label),
                    loan=loan.no,
                ),
                basis=loan.basis,
            )


def _tidied(draft: PartyDraft) -> PartyDraft:
    return replace(
        draft,
        name=draft.name.strip(),
        identity_no=draft.identity_no.strip(),
        contact=draft.contact.strip(),
        represents=draft.represents.strip(),
        power_of_attorney=draft.power_of_attorney.strip(),
        reason=draft.reason.strip(),
    )


def _require_reader(actor: Person) -> None:
    if not actor.may(Right.HANDLE_DISCLOSURE):
        actor.require(Right.READ_LEDGER)
