"""Rectification: findings are sent with a deadline, the unit answers, the organiser closes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import attachments, counters, evaluation, evaluation_notices
from archive_desk.db.evaluation_notices import OWNER
from archive_desk.domain.clock import Count, Period, Unit, count
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundEvent,
    evaluation_basis,
    following,
)
from archive_desk.domain.evaluation_findings import (
    Notice,
    NoticeEvent,
    NoticeState,
    notice_following,
)
from archive_desk.domain.ids import AttachmentId, NoticeId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import rulebook
from archive_desk.services.attaching import StoredFile, attach, located, store
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.evaluation_results import CaseResult, result_of, round_results
from archive_desk.services.evaluation_rights import require_present
from archive_desk.services.evaluation_states import move

RETURN_DAYS = 5
"""Working days for a second attempt; our proposal."""

_LONGEST_EXTENSION = 60


@dataclass(frozen=True)
class NoticeReport:
    """A notice with what it is about, and how its deadline was counted."""

    notice: Notice
    round: EvaluationRound
    result: CaseResult
    steps: tuple[Sentence, ...]


class Rectifying:
    """What is done with findings after the review."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def send(self, actor: Person, round_id: RoundId) -> Sequence[Notice]:
        """Send a notice for every case with deductions; the rest have nothing to rectify.

        Raises:
            Refused: no right, or a case has no result yet.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            following(found.state, RoundEvent.SEND_FINDINGS)
            cases = evaluation.cases_of(work.session, round_id)
            left = [case for case in cases if case.settled_at is None]
            if left:
                raise Refused(
                    say(
                        "还有 {count} 个案卷没有评定，第一个：{no}。",
                        count=len(left),
                        no=left[0].case_no,
                    )
                )
            move(work, found, RoundEvent.SEND_FINDINGS)
            counted = self._due(work.session, work.at, found.plan.rectification_days)
            for result in round_results(work.session, found).results:
                if result.deductions:
                    self._send_one(work, actor, result, counted)
            sent = evaluation_notices.of_round(work.session, round_id)
            detail = {"notices": [each.no for each in sent], "due": counted.due.isoformat()}
            work.journal(Act("evaluation.findings_sent", f"evaluation:{found.no}", detail=detail))
            return sent

    def _send_one(
        self, work: Transaction, actor: Person, result: CaseResult, counted: Count
    ) -> None:
        year = work.at.astimezone(self._desk.office.zone).year
        no = f"ZG-{year}-{counters.next_value(work.session, f'rectification-{year}'):03}"
        notice_id = evaluation_notices.add(
            work.session,
            no,
            result.case.id,
            sent_at=work.at,
            due_at=counted.due,
            provisional=counted.provisional,
        )
        evaluation_notices.add_step(
            work.session, notice_id, "send", "", actor.id, work.at, counted.due
        )

    def _due(self, session: Session, start: datetime, days: int) -> Count:
        period = Period(days, Unit.WORKING_DAYS)
        return count(start, period, rulebook.calendar_of(session), self._desk.office.zone)

    def notices(self, actor: Person, round_id: RoundId) -> Sequence[Notice]:
        """The notices of a round.

        Raises:
            Refused: `actor` does not arrange evaluations.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.reading() as session:
            return evaluation_notices.of_round(session, round_id)

    def mine(self, actor: Person) -> Sequence[Notice]:
        """The notices that `actor` may answer, those not settled first.

        Raises:
            Refused: he does not answer findings.
        """
        actor.require(Right.ANSWER_FINDINGS)
        with self._desk.reading() as session:
            found = evaluation_notices.open_ones(session, NoticeState)
        mine = [each for each in found if _concerns(actor, each)]
        return sorted(mine, key=lambda each: (each.state is NoticeState.ACCEPTED, each.due_at))

    def get(self, actor: Person, notice_id: NoticeId) -> NoticeReport:
        """A notice with the findings it is about.

        Raises:
            Refused: it is none of his business.
            NotFound: there is none.
        """
        _require_party(actor)
        with self._desk.reading() as session:
            return self._report(session, actor, evaluation_notices.get(session, notice_id))

    def find(self, actor: Person, no: str) -> NoticeReport:
        """The notice with this number.

        Raises: as `get`.
        """
        _require_party(actor)
        with self._desk.reading() as session:
            return self._report(session, actor, evaluation_notices.find(session, no))

    def _report(self, session: Session, actor: Person, notice: Notice) -> NoticeReport:
        _require_concerned(actor, notice)
        case = evaluation.case(session, notice.round_case_id)
        found = evaluation.get(session, case.round_id)
        return NoticeReport(
            notice, found, result_of(session, found, case), self.explain(session, found, notice)
        )

    def explain(
        self, session: Session, found: EvaluationRound, notice: Notice
    ) -> tuple[Sentence, ...]:
        """How a deadline was counted, begun with who set it."""
        counted = self._due(session, notice.sent_at, found.plan.rectification_days)
        rule = say(
            "依据{basis}开展评查；整改期限 {days} 个工作日由本轮评查确定。",
            basis=str(evaluation_basis(rulebook.named(session, found.regulation))),
            days=found.plan.rectification_days,
        )
        if counted.due == notice.due_at:
            return (rule, *counted.steps)
        due = notice.due_at.astimezone(self._desk.office.zone).strftime("%Y-%m-%d")
        last = next((step for step in reversed(notice.steps) if step.due_at is not None), None)
        if last is not None and last.event == NoticeEvent.EXTEND.value:
            return (rule, say("经同意延期至 {due}：{reason}", due=due, reason=last.text))
        return (rule, say("退回重改后改为 {due} 前。", due=due))

    def answer(
        self, actor: Person, notice_id: NoticeId, text: str, files: Sequence[Path] = ()
    ) -> Notice:
        """Say what was done, with papers that show it.

        Raises:
            Refused: it is not his to answer, or it does not wait for an answer.
            InvalidInput: nothing is said, or a file will not do.
            Unavailable: a file cannot be read or kept.
        """
        actor.require(Right.ANSWER_FINDINGS)
        text = _text(text)
        with self._desk.reading() as session:
            notice = evaluation_notices.get(session, notice_id)
            _require_concerned(actor, notice)
            notice_following(notice.state, NoticeEvent.ANSWER)
        # First the files, then the record: a crash leaves at worst a file that nothing names.
        stored = [store(self._desk.folder, each) for each in files]
        return self._step(actor, notice_id, NoticeEvent.ANSWER, text, stored)

    def accept(self, actor: Person, notice_id: NoticeId, text: str = "") -> Notice:
        """Accept an answer: the notice is settled.

        Raises:
            Refused: no right, or there is no answer.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        return self._step(actor, notice_id, NoticeEvent.ACCEPT, text.strip())

    def return_(
        self, actor: Person, notice_id: NoticeId, text: str, days: int = RETURN_DAYS
    ) -> Notice:
        """Return an answer with the reason; the unit has `days` working days more.

        Raises:
            Refused: no right, or there is no answer.
            InvalidInput: there is no reason.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        if not 1 <= days <= 250:
            raise InvalidInput(say("整改期限应在 1 到 250 个工作日之间。"))
        return self._step(actor, notice_id, NoticeEvent.RETURN, _text(text), days=days)

    def extend(self, actor: Person, notice_id: NoticeId, text: str, days: int) -> Notice:
        """Give the unit `days` working days more, after the deadline, with the reason.

        Raises:
            Refused: no right, or the notice does not wait for the unit.
            InvalidInput: there is no reason, or no sensible number of days.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        if not 1 <= days <= _LONGEST_EXTENSION:
            raise InvalidInput(say("延期应在 1 到 {most} 个工作日之间。", most=_LONGEST_EXTENSION))
        return self._step(actor, notice_id, NoticeEvent.EXTEND, _text(text), days=days)

    def _step(
        self,
        actor: Person,
        notice_id: NoticeId,
        event: NoticeEvent,
        text: str,
        stored: Sequence[StoredFile] = (),
        *,
        days: int = 0,
    ) -> Notice:
        with self._desk.transaction(actor) as work:
            session = work.session
            notice = evaluation_notices.get(session, notice_id)
            state = notice_following(notice.state, event)
            # An extension goes on from the deadline, or from now where that is over already.
            start = max(work.at, notice.due_at) if event is NoticeEvent.EXTEND else work.at
            counted = self._due(session, start, days) if days else None
            evaluation_notices.set_state(
                session,
                notice_id,
                state,
                due_at=None if counted is None else counted.due,
                provisional=counted is not None and counted.provisional,
            )
            step = evaluation_notices.add_step(
                session,
                notice_id,
                event.value,
                text,
                actor.id,
                work.at,
                None if counted is None else counted.due,
            )
            for each in stored:
                attach(work, OWNER, step, each, by=actor.id)
            detail: dict[str, object] = {"notice": notice.no, "case": notice.case_no}
            if text:
                detail["text"] = text
            if stored:
                detail["files"] = [{"name": f.name, "sha256": f.sha256} for f in stored]
            if counted is not None:
                detail["due"] = counted.due.isoformat()
            work.journal(Act(_VERBS[event], f"evaluation:{notice.round_no}", notice.no, detail))
            return evaluation_notices.get(session, notice_id)

    def attachment(self, actor: Person, attachment_id: AttachmentId) -> Path:
        """Where a paper of an answer lies, to be opened.

        Raises:
            Refused: it is none of his business.
            NotFound, Unavailable, Damaged: it is gone, or not what it was.
        """
        _require_party(actor)
        with self._desk.reading() as session:
            found, path, owner, owner_id = attachments.get(session, attachment_id)
            if owner != OWNER:
                raise Refused(say("这份整改通知与您无关。"))
            notice = evaluation_notices.of_step(session, owner_id)
            _require_concerned(actor, notice)
        return located(self._desk.folder, path, found)

    def waiting(self, actor: Person) -> Sequence[Notice]:
        """The notices that wait for `actor`: the unit's to answer, the organiser's to look at."""
        with self._desk.reading() as session:
            require_present(session, actor, self._desk.clock())
            found = evaluation_notices.open_ones(session, NoticeState)
        arranges = actor.may(Right.ARRANGE_EVALUATION)
        return [
            each
            for each in found
            if (each.state.waits_for_unit and _concerns(actor, each))
            or (each.state is not NoticeState.ACCEPTED and arranges)
        ]


_VERBS = {
    NoticeEvent.ANSWER: "evaluation.answered",
    NoticeEvent.RETURN: "evaluation.answer_returned",
    NoticeEvent.ACCEPT: "evaluation.answer_accepted",
    NoticeEvent.EXTEND: "evaluation.extended",
}


def _concerns(actor: Person, notice: Notice) -> bool:
    """Whether the unit that `actor` speaks for has to answer."""
    if not actor.may(Right.ANSWER_FINDINGS):
        return False
    if actor.role is Role.ARCHIVIST or actor.id in notice.unit_ids:
        return True
    return actor.role is Role.UNIT_HEAD and bool(actor.section) and actor.section == notice.section


def _require_party(actor: Person) -> None:
    if not actor.may(Right.ARRANGE_EVALUATION):
        actor.require(Right.ANSWER_FINDINGS)


def _require_concerned(actor: Person, notice: Notice) -> None:
    _require_party(actor)
    if not (actor.may(Right.ARRANGE_EVALUATION) or _concerns(actor, notice)):
        raise Refused(say("这份整改通知与您无关。"))


def _text(words: str) -> str:
    words = words.strip()
    if not words:
        raise InvalidInput(say("请填写内容。"))
    return words
