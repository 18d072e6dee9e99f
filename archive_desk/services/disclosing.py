"""Disclosure on application (依申请公开): the register, its steps and clocks, answers on paper.

000 Art. 23 and 003 Art. 26 send whoever asks from outside to the law on open government, which in
force is Order 711 (000 still cites Order 492).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from archive_desk.db import cases, counters, disclosures
from archive_desk.domain.disclosure import (
    Answer,
    Application,
    ApplicationDraft,
    Step,
    StepKind,
    law,
)
from archive_desk.domain.disclosure_clock import (
    DisclosurePeriods,
    ReplyClock,
    check_days,
    reply_clock,
)
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.regulations import Clock, Regulation
from archive_desk.domain.sentences import say
from archive_desk.forms import disclosure as forms
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.register_files import write_form, write_register
from archive_desk.services.rules import Rules

_HEADS = frozenset({Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD})
"""Who may be the head of the office for open government (Art. 33)."""

_BY_HEAD = frozenset({StepKind.EXTEND, StepKind.ANSWER, StepKind.SEND_BACK})
_VERBS = {
    StepKind.ASK_CORRECTION: "disclosure.ask_correction",
    StepKind.CORRECTED: "disclosure.corrected",
    StepKind.ABANDONED: "disclosure.abandoned",
    StepKind.WITHDRAWN: "disclosure.withdrawn",
    StepKind.CONSULT: "disclosure.consult",
    StepKind.CONSULTED: "disclosure.consulted",
    StepKind.EXTEND: "disclosure.extend",
    StepKind.PROPOSE: "disclosure.propose",
    StepKind.SEND_BACK: "disclosure.send_back",
    StepKind.ANSWER: "disclosure.answer",
    StepKind.DELIVER: "disclosure.deliver",
}
_WANTS_TEXT = frozenset(
    {
        StepKind.ASK_CORRECTION,
        StepKind.EXTEND,
        StepKind.SEND_BACK,
        StepKind.DELIVER,
        StepKind.WITHDRAWN,
    }
)


@dataclass(frozen=True)
class Due:
    """An application with its clock."""

    application: Application
    clock: ReplyClock


class Disclosing:
    """What the clerk and the head of the office do with an application."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules or Rules(rulebook.calendar(desk))

    # -- reading -----------------------------------------------------------------------------

    def everything(self, actor: Person, text: str = "") -> Sequence[Due]:
        """The register, the newest first, each with its clock.

        Raises:
            Refused: `actor` neither handles applications nor reads registers.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            return [self._due(each) for each in disclosures.everything(session, text)]

    def get(self, actor: Person, no: str) -> Due:
        """One application with its clock.

        Raises:
            Refused: `actor` neither handles applications nor reads registers.
            NotFound: there is none.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            return self._due(disclosures.get(session, no))

    def clock(self, application: Application) -> ReplyClock:
        """When an application must be answered, and why."""
        return reply_clock(
            application,
            self._rules.calendar,
            self._desk.office.zone,
            periods_of(self._regulation),
        )

    # -- the register ------------------------------------------------------------------------

    def register(self, actor: Person, draft: ApplicationDraft) -> Due:
        """Write an application into the register; its clock begins on the day of receipt.

        Raises:
            Refused: not the clerk's right.
            InvalidInput: what Art. 29 asks for is missing, or days cannot be.
            NotFound: there is no such case.
        """
        actor.require(Right.HANDLE_DISCLOSURE)
        draft = replace(
            draft,
            applicant=draft.applicant.strip(),
            identity=draft.identity.strip(),
            contact=draft.contact.strip(),
            content=draft.content.strip(),
            form_wanted=draft.form_wanted.strip(),
            case_no=draft.case_no.strip(),
        )
        draft.require_sense(self._today)
        with self._desk.transaction(actor) as work:
            if draft.case_no:
                cases.get(work.session, draft.case_no)
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"SQ-{year}-{counters.next_value(work.session, f'disclosure-{year}'):04}"
            disclosures.add(work.session, no, draft, work.at, actor.name)
            detail = {
                "how": draft.how.value,
                "received_on": draft.received_on.isoformat(),
                "case": draft.case_no,
            }
            work.journal(Act("disclosure.registered", f"disclosure:{no}", detail=detail))
            return self._due(disclosures.get(work.session, no))

    # -- the clerk's steps -------------------------------------------------------------------

    def ask_correction(
        self, actor: Person, no: str, text: str, *, on: date | None = None, days: int = 0
    ) -> Due:
        """Tell the applicant once what is unclear (Art. 30), and how many days he has.

        Raises:
            Refused: not the clerk's right, after seven working days, or a second time.
            InvalidInput: nothing is said.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.ASK_CORRECTION, on, text=text, days=days)

    def corrected(self, actor: Person, no: str, text: str = "", *, on: date | None = None) -> Due:
        """The correction came: the period for the answer begins anew (Art. 30).

        Raises:
            Refused: not the clerk's right, or none was asked for.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.CORRECTED, on, text=text)

    def abandon(self, actor: Person, no: str, text: str = "", *, on: date | None = None) -> Due:
        """No correction came in time: the application counts as given up (Art. 30).

        Raises:
            Refused: not the clerk's right, or none was asked for.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.ABANDONED, on, text=text)

    def withdraw(self, actor: Person, no: str, text: str, *, on: date | None = None) -> Due:
        """The applicant takes it back.

        Raises:
            Refused: not the clerk's right, or it is answered.
            InvalidInput: nothing is said.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.WITHDRAWN, on, text=text)

    def consult(
        self, actor: Person, no: str, party: str, text: str = "", *, on: date | None = None
    ) -> Due:
        """Ask a third party in writing; `on` is the day it got the letter (Art. 32).

        Raises:
            Refused: not the clerk's right, or one is being asked.
            InvalidInput: nobody is named.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.CONSULT, on, text=text, party=party)

    def consulted(self, actor: Person, no: str, text: str = "", *, on: date | None = None) -> Due:
        """The third party answered, or its time is over: the period runs on (Art. 33).

        Raises:
            Refused: not the clerk's right, or nobody was asked.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.CONSULTED, on, text=text)

    def propose(self, actor: Person, no: str, answer: Answer) -> Due:
        """Propose one of the answers of Art. 36; redacted copies are named as derivatives.

        Raises:
            Refused: not the clerk's right, or not now.
            InvalidInput: reasons, ground or copies are missing, or a copy is no derivative.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.PROPOSE, None, answer=answer)

    def deliver(self, actor: Person, no: str, text: str, *, on: date | None = None) -> Due:
        """The answer reached the applicant, in the way that `text` says.

        Raises:
            Refused: not the clerk's right, or there is no answer yet.
            InvalidInput: nothing is said.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.DELIVER, on, text=text)

    # -- the head's steps --------------------------------------------------------------------

    def extend(self, actor: Person, no: str, days: int, text: str) -> Due:
        """Give the answer more time, once, twenty working days at most; the applicant is told.

        Raises:
            Refused: `actor` is not the head, the time is over, too long, or a second time.
            InvalidInput: no reason.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.EXTEND, None, text=text, days=days)

    def answer(self, actor: Person, no: str, text: str = "") -> Due:
        """Approve the answer as proposed; with this the period is kept.

        Raises:
            Refused: `actor` is not the head, proposed it himself, or nothing was proposed.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.ANSWER, None, text=text)

    def send_back(self, actor: Person, no: str, text: str) -> Due:
        """Have the answer proposed anew.

        Raises:
            Refused: `actor` is not the head, or nothing was proposed.
            InvalidInput: no reason.
            NotFound: there is no such application.
        """
        return self._take(actor, no, StepKind.SEND_BACK, None, text=text)

    # -- paper -------------------------------------------------------------------------------

    def print_answer(self, actor: Person, no: str, out: Path) -> Path:
        """Write the answer (政府信息公开申请答复书) to `out`; one not approved yet says so.

        Raises:
            Refused: `actor` neither handles applications nor reads registers; nothing is proposed.
            NotFound: there is no such application.
            Unavailable: the file cannot be written.
        """
        due = self.get(actor, no)
        if due.application.answer is None:
            raise Refused(say("{no} 还没有拟定答复。", no=no), basis=law("第三十六条"))
        with self._desk.reading() as session:
            names = disclosures.names_of(session, due.application.answer.derived)
        return self._print(actor, forms.answer(due.application, names, self._paper(actor)), no, out)

    def print_application(self, actor: Person, no: str, out: Path) -> Path:
        """Write the handling sheet (申请处理单) with the clock's explanation to `out`.

        Raises:
            Refused: `actor` neither handles applications nor reads registers.
            NotFound: there is no such application.
            Unavailable: the file cannot be written.
        """
        due = self.get(actor, no)
        form = forms.handling(due.application, due.clock, self._paper(actor))
        return self._print(actor, form, no, out)

    def export(self, actor: Person, out: Path, text: str = "") -> int:
        """Write the register (政府信息公开申请登记) as PDF, xlsx or CSV by its suffix.

        Raises:
            Refused: `actor` neither handles applications nor reads registers.
            InvalidInput: another suffix.
            Unavailable: the file cannot be written.
        """
        lines = [forms.Row(due.application, due.clock) for due in self.everything(actor, text)]
        register = forms.REGISTER
        return write_register(self._desk, actor, register, lines[::-1], out, "ledger:disclosures")

    def register_file_name(self) -> str:
        """What the register written today is called, in the archive's language."""
        return f"{forms.REGISTER.title}-{self._today:%Y%m%d}.xlsx"

    def form_file_name(self, no: str, *, answer: bool) -> str:
        """What the answer, or the handling sheet, of an application is called."""
        return f"{forms.ANSWER_TITLE if answer else forms.HANDLING_TITLE}-{no}.pdf"

    # -- within ------------------------------------------------------------------------------

    @property
    def _regulation(self) -> Regulation:
        return rulebook.of(self._desk)

    @property
    def _today(self) -> date:
        return self._desk.clock().astimezone(self._desk.office.zone).date()

    def _due(self, application: Application) -> Due:
        return Due(application, self.clock(application))

    def _paper(self, actor: Person) -> forms.Heading:
        office = self._desk.office
        return forms.Heading(office.organisation, actor.name, self._desk.clock(), office.zone)

    def _print(self, actor: Person, form: forms.Sheet, no: str, out: Path) -> Path:
        act = Act("disclosure.printed", f"disclosure:{no}")
        return write_form(self._desk, actor, form, out, act)

    def _take(
        self,
        actor: Person,
        no: str,
        kind: StepKind,
        on: date | None,
        *,
        text: str = "",
        days: int = 0,
        party: str = "",
        answer: Answer | None = None,
    ) -> Due:
        """Take a step: its right, its place in the chart, its own period, then the line."""
        _require_right(actor, kind)
        text, party = text.strip(), party.strip()
        if kind in _WANTS_TEXT and not text:
            raise InvalidInput(say("请写明“{step}”的内容。", step=say(kind.label)))
        if kind is StepKind.CONSULT and not party:
            raise InvalidInput(say("请写明征求意见的第三方。"), basis=law("第三十二条"))
        if answer is not None:
            answer.require_sense()
        step = Step(kind, on or self._today, text, days, party, answer, actor.name)
        with self._desk.transaction(actor) as work:
            application = disclosures.get(work.session, no)
            application.require(step, self._today)
            zone, periods = self._desk.office.zone, periods_of(self._regulation)
            check_days(application, step, self._rules.calendar, zone, periods)
            if answer is not None:
                known = disclosures.names_of(work.session, answer.derived)
                for each in answer.derived:
                    if each not in known:
                        raise InvalidInput(say("没有编号 {id} 的衍生件。", id=each))
            proposed_by = disclosures.proposer(work.session, application)
            if kind is StepKind.ANSWER and proposed_by == actor.id:
                raise Refused(say("答复不能由拟定的人自己批准。"), basis=law("第三十三条"))
            disclosures.add_step(work.session, application, step, actor.id, work.at)
            detail = {
                "on": step.on.isoformat(),
                "text": text if answer is None else answer.reasons,
                "days": days,
                "party": party,
                "answer": "" if answer is None else answer.kind.value,
            }
            item = f"disclosure:{no}"
            kept = {key: value for key, value in detail.items() if value}
            work.journal(Act(_VERBS[kind], item, detail=kept))
            return self._due(disclosures.get(work.session, no))


def periods_of(regulation: Regulation) -> DisclosurePeriods:
    """The periods of the law as the rule files have them."""
    reply = regulation.deadline(Clock.DISCLOSURE)
    correction = regulation.deadline(Clock.CORRECTION).period
    third = regulation.deadline(Clock.THIRD_PARTY).period
    lawful = DisclosurePeriods()
    return DisclosurePeriods(
        lawful.reply if reply.period is None else reply.period.amount,
        lawful.correction if correction is None else correction.amount,
        lawful.third_party if third is None else third.amount,
        lawful.extension if reply.extension is None else reply.extension.amount,
    )


def is_head(actor: Person) -> bool:
    """Whether `actor` may extend and approve as the head of the office for open government."""
    return actor.role in _HEADS and actor.may(Right.SIGN)


def _require_right(actor: Person, kind: StepKind) -> None:
    if kind not in _BY_HEAD:
        actor.require(Right.HANDLE_DISCLOSURE)
        return
    actor.require(Right.SIGN)
    if not is_head(actor):
        raise Refused(
            say(
                "{name}（{role}）不是政府信息公开工作机构负责人，不能{step}。",
                name=actor.name,
                role=say(actor.role.label),
                step=say(kind.label),
            ),
            basis=law("第三十三条"),
        )


def _require_reader(actor: Person) -> None:
    if not actor.may(Right.HANDLE_DISCLOSURE):
        actor.require(Right.READ_LEDGER)
