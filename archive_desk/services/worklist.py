"""The worklist (工作台): what is due for the person who signed in, soonest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from archive_desk.db import cases, clocks, evaluation, late_reasons, lending, notes
from archive_desk.db.clocks import EndedCase, TakenIn
from archive_desk.db.lending import LoanFilter
from archive_desk.db.notes import NoteFilter
from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.evaluation import evaluation_basis
from archive_desk.domain.evaluation_findings import NoticeState
from archive_desk.domain.ids import BatchId
from archive_desk.domain.loans import Loan, LoanState, acts_in_words
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.regulations import Clock, Deadline, Event, Regulation
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import ClockState, Task, WorkItem, soon_for, state_of
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.disc_worklist import disc_checks_due
from archive_desk.services.lending import signer_of
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.rules import Rules

_LATE_HAND_INS_SHOWN = timedelta(days=30)
_AT_MOST = 500
_CASE_WORKERS = {Role.ARCHIVIST, Role.OFFICER, Role.UNIT_HEAD}


@dataclass(frozen=True)
class _Now:
    """What every clock is judged by."""

    at: datetime
    soon_days: int


class Worklist:
    """What waits for whom."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules or Rules()

    @cached_property
    def _regulation(self) -> Regulation:
        return rulebook.regulation(self._desk.office.regulation)

    @cached_property
    def _soon(self) -> timedelta:
        return soon_for(None, self._regulation.circulation.due_soon_days)

    def items(self, actor: Person) -> Sequence[WorkItem]:
        """Everything that is due for `actor`: overdue first, then by date.

        Only facts stop a clock: a disc that was read back, a file archived, a thing returned.
        """
        now = _Now(self._desk.clock(), self._regulation.circulation.due_soon_days)
        with self._desk.reading() as session:
            found = [
                *self._signatures(session, actor, now),
                *self._notes(session, actor),
                *self._loans(session, actor, now),
                *self._cases(session, actor, now),
                *self._hand_ins(session, actor, now),
                *self._reviews(session, actor, now),
                *disc_checks_due(self._desk, session, actor, now.at, self._soon),
            ]
        found += self._rectifications(actor, now)
        return sorted(found, key=lambda item: (item.state is not ClockState.OVERDUE, item.due))

    def _reviews(self, session: Session, actor: Person, now: _Now) -> Iterable[WorkItem]:
        """Cases that wait for their reviewer, by the end of the round's period."""
        if not actor.may(Right.EVALUATE) or actor.lapsed(now.at):
            return
        for each in evaluation.page(session, reviewer=actor.id):
            if not each.state.under_review:
                continue
            mine = [
                case
                for case in evaluation.cases_of(session, each.id)
                if (seat := case.seat_of(actor.id)) is not None and seat not in case.handed_in
            ]
            if mine:
                due = end_of_day(each.plan.period_until, self._desk.office.zone)
                yield WorkItem(
                    Task.EVALUATION,
                    f"evaluation:{each.no}",
                    each.id,
                    f"{each.no} {each.name}",
                    say("有 {count} 个案卷等您评查", count=len(mine)),
                    due,
                    state_of(due, now.at, soon=soon_for(None, now.soon_days)),
                    evaluation_basis(rulebook.regulation(each.regulation)),
                )

    def _rectifications(self, actor: Person, now: _Now) -> Iterable[WorkItem]:
        """Findings of an evaluation: the unit's to answer, the organiser's to look at."""
        rectifying = Rectifying(self._desk)
        for notice in rectifying.waiting(actor):
            with self._desk.reading() as session:
                found = evaluation.find(session, notice.round_no)
            answered = notice.state is NoticeState.ANSWERED
            if notice.state is NoticeState.RETURNED:
                note = say("评查整改被退回，请重新整改后答复")
            elif answered:
                note = say("整改已答复，等待复核")
            else:
                note = say("评查发现问题，应整改并答复")
            yield WorkItem(
                Task.RECTIFICATION,
                f"rectification:{notice.no}",
                notice.id,
                f"{notice.no} {notice.case_no} {notice.case_name}",
                note,
                notice.due_at,
                ClockState.RUNNING
                if answered
                else state_of(notice.due_at, now.at, soon=soon_for(None, now.soon_days)),
                evaluation_basis(rulebook.regulation(found.regulation)),
                notice.provisional,
                rectifying.explain(found, notice),
            )

    def _signatures(self, session: Session, actor: Person, now: _Now) -> Iterable[WorkItem]:
        signer = signer_of(session, actor, now.at)
        if signer is None:
            return
        for loan in lending.page(session, LoanFilter(waits_for=signer)):
            note = say("{name}申请{acts}", name=loan.applicant, acts=acts_in_words(loan.acts))
            yield _loan_item(Task.SIGNATURE, loan, loan.wanted_until, note, now)

    def _notes(self, session: Session, actor: Person) -> Iterable[WorkItem]:
        """Notes that want this head's word, as soon as a case file holds what they are about."""
        if not actor.may(Right.SIGN):
            return
        for note in notes.page(session, NoteFilter(waiting=True)):
            mine = note.approver is actor.role and note.author_id != actor.id
            after, held = note.draft.after, note.draft.case_id
            if held is None and after is not None:
                held = next((case.id for case in cases.of_footage(session, after)), None)
            if mine and held is not None:
                yield WorkItem(
                    Task.NOTE,
                    f"note:{note.no}",
                    held,
                    f"{note.no} {note.draft.officer}",
                    say(
                        "{kind}：{ground}",
                        kind=say(note.draft.kind.label),
                        ground=say(note.draft.ground.label),
                    ),
                    note.written_at,
                    ClockState.DUE_SOON,
                    note.basis,
                )

    def _loans(self, session: Session, actor: Person, now: _Now) -> Iterable[WorkItem]:
        clerk = actor.may(Right.CIRCULATE)
        if not clerk and not actor.may(Right.REQUEST_LOAN):
            return
        own = LoanFilter(states=(LoanState.INCOMPLETE,), applicant_id=actor.id)
        for loan in lending.page(session, own):
            reason = "" if loan.sent_back is None else loan.sent_back.reason
            note = say("退回补正：{reason}", reason=reason)
            yield _loan_item(Task.COMPLETE, loan, loan.wanted_until, note, now)
        where = LoanFilter(
            states=(LoanState.APPROVED, LoanState.LENT), applicant_id=None if clerk else actor.id
        )
        for loan in lending.page(session, where):
            if loan.state is LoanState.APPROVED:
                if now.at < loan.wanted_until:
                    note = say(
                        "{name}，已批准{acts}", name=loan.applicant, acts=acts_in_words(loan.acts)
                    )
                    yield _loan_item(Task.HAND_OUT, loan, loan.wanted_until, note, now)
            elif loan.due_at is not None:
                note = say("{name}应归还", name=loan.applicant)
                yield _loan_item(Task.LOAN, loan, loan.due_at, note, now)

    def _cases(self, session: Session, actor: Person, now: _Now) -> Iterable[WorkItem]:
        if actor.role not in _CASE_WORKERS:
            return
        burn, archive = (self._regulation.deadline(c) for c in (Clock.BURN, Clock.ARCHIVE))
        if burn.period is not None:
            for case in clocks.not_on_disc(session, actor, _AT_MOST):
                yield self._case(Task.BURN, case, burn, say("音像尚未全部刻录并读检"), now)
        if archive.period is not None:
            for case in clocks.not_archived(session, actor, _AT_MOST):
                yield self._case(Task.ARCHIVE, case, archive, say("案卷尚未归档"), now)

    def _case(
        self, task: Task, case: EndedCase, deadline: Deadline, note: Sentence, now: _Now
    ) -> WorkItem:
        counted = self._rules.count(deadline, case.ended_at, self._desk.office.zone)
        assert counted is not None
        soon = soon_for(deadline.period, now.soon_days)
        return WorkItem(
            task,
            f"case:{case.no}",
            case.id,
            f"{case.no} {case.name}",
            note,
            counted.due,
            state_of(counted.due, now.at, soon=soon),
            deadline.basis,
            counted.provisional,
            counted.steps,
        )

    def _hand_ins(self, session: Session, actor: Person, now: _Now) -> Iterable[WorkItem]:
        """Hand-overs of the last weeks that came too late: told once, for the explanation."""
        deadline = self._regulation.deadline(Clock.HAND_IN)
        if actor.role not in _CASE_WORKERS or deadline.period is None:
            return
        late: dict[int, list[tuple[TakenIn, datetime]]] = {}
        for recording in clocks.taken_in(session, actor, now.at - _LATE_HAND_INS_SHOWN):
            start = recording.ended_at
            if deadline.alternative is Event.RETURNED_TO_UNIT and recording.returned_at is not None:
                start = max(start, recording.returned_at)
            counted = self._rules.count(deadline, start, self._desk.office.zone)
            if counted is not None and recording.imported_at > counted.due:
                late.setdefault(recording.batch_id, []).append((recording, counted.due))
        for batch_id, recordings in late.items():
            if late_reasons.latest(session, BatchId(batch_id)):
                continue
            first, due = min(recordings, key=lambda each: each[1])
            yield WorkItem(
                Task.HAND_IN,
                f"batch:{first.batch}",
                batch_id,
                f"{first.batch} {first.officer}".strip(),
                say("{count} 份音像移交超过时限", count=len(recordings)),
                due,
                state_of(due, now.at, met_at=first.imported_at, soon=timedelta(0)),
                deadline.basis,
            )


def _loan_item(task: Task, loan: Loan, due: datetime, note: Sentence, now: _Now) -> WorkItem:
    basis: Basis = loan.basis
    first = loan.items[0].label
    title = first if len(loan.items) == 1 else f"{first} (+{len(loan.items) - 1})"
    state = state_of(due, now.at, soon=soon_for(None, now.soon_days))
    return WorkItem(task, f"loan:{loan.no}", loan.id, f"{loan.no} {title}", note, due, state, basis)
