"""Retention: how long recordings and case files are kept, why, and what people state about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive_desk.db import cases, footage, retention, retention_events
from archive_desk.db.retention_events import CaseClass, Choice, Event
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.holds import Hold
from archive_desk.domain.ids import CaseId, EventId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.keeping import Activity, Keep, settle
from archive_desk.domain.people import Person, Right
from archive_desk.domain.records_schedule import FileClass
from archive_desk.domain.retention import Procedure, Trigger
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import retention_renewal
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.holding import on_hold

__all__ = ["Retaining", "RetentionReport"]


@dataclass(frozen=True)
class RetentionReport:
    """How long one thing is kept, and everything that bears on it.

    `proposed` is a shorter term that a change would have brought; `ended`: it may be appraised.
    `destroyed_at` is set on a tombstone. `case_class` and `choices` are what people stated.
    """

    item: str
    keep: Keep
    words: Sentence
    ended: bool
    proposed: Keep | None = None
    events: Sequence[Event] = ()
    holds: Sequence[Hold] = ()
    choices: Sequence[Choice] = ()
    case_class: CaseClass | None = None
    destroyed_at: datetime | None = None


class Retaining:
    """What is done about how long things are kept."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def of_footage(self, actor: Person, footage_id: FootageId) -> RetentionReport:
        """How long a recording is kept, and why.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            stored = retention.of_footage(session, [footage_id]).get(footage_id)
            fresh = retention_renewal.fresh_of_footage(session, self._desk.office, [footage_id])
            keep, shorter = self._settled(stored, fresh[footage_id])
            return RetentionReport(
                f"footage:{footage_id}",
                keep,
                keep.words(self._desk.office.zone),
                keep.ended(self._desk.clock()),
                shorter,
                retention_events.of_footage(session, footage_id),
                on_hold(session, f"footage:{footage_id}"),
                retention_events.choices_of(session, footage_id),
                destroyed_at=item.destroyed_at,
            )

    def of_case(self, actor: Person, no: str) -> RetentionReport:
        """How long a case file is kept, and why.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such case file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            case = cases.get(session, no)
            stored = retention.of_cases(session, [case.id]).get(case.id)
            fresh = retention_renewal.fresh_of_cases(session, self._desk.office, [case.id])
            keep, shorter = self._settled(stored, fresh[case.id])
            return RetentionReport(
                f"case:{no}",
                keep,
                keep.words(self._desk.office.zone),
                keep.ended(self._desk.clock()),
                shorter,
                retention_events.of_case(session, case.id),
                on_hold(session, f"case:{no}"),
                case_class=retention_events.class_of(session, case.id),
            )

    def _settled(self, stored: retention.Stored | None, fresh: Keep) -> tuple[Keep, Keep | None]:
        return settle(None if stored is None else stored.keep, fresh, self._desk.office.zone)

    def triggers(self) -> Sequence[Trigger]:
        """The situations that the regulations in force know, each code once."""
        with self._desk.reading() as session:
            found = retention_renewal.regulations_in_force(session, self._desk.office)
        return list({each.code: each for rules in found for each in rules.triggers}.values())

    # -- what people state -------------------------------------------------------------------

    def enter_event(
        self,
        actor: Person,
        code: str,
        on: date,
        reason: str,
        *,
        case_no: str = "",
        footage_ids: Sequence[FootageId] = (),
    ) -> Sequence[RetentionReport]:
        """Enter a situation about a case file or recordings, also years later; what it raised.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: no such situation, a day ahead, no reason, or about nothing.
            NotFound: there is no such case file or recording.
        """
        actor.require(Right.KEEP_RETENTION)
        trigger = self._trigger(code)
        if not reason.strip():
            raise InvalidInput(say("请写明事由，例如投诉的时间、来源和内容。"))
        if bool(case_no) == bool(footage_ids):
            raise InvalidInput(say("请指明一个案卷，或者若干音像。"))
        with self._desk.transaction(actor) as work:
            if on > work.at.astimezone(self._desk.office.zone).date():
                raise InvalidInput(say("发生日期不能晚于今天。"))
            for case_id, footage_id, item in self._abouts(work, case_no, footage_ids):
                event_id = retention_events.add(
                    work.session,
                    (case_id, footage_id),
                    code,
                    trigger.title,
                    on,
                    reason.strip(),
                    actor.id,
                    work.at,
                )
                detail = {
                    "no": event_id,
                    "type": code,
                    "title": trigger.title,
                    "on": on.isoformat(),
                    "reason": reason.strip(),
                    "basis": str(trigger.basis),
                }
                work.journal(Act("retention.event_entered", item, detail=detail))
            self._renew(work, case_no, footage_ids)
        return self._reports(actor, case_no, footage_ids)

    def withdraw_event(self, actor: Person, event_id: EventId, reason: str) -> Event:
        """Take an event back that was entered by mistake. What it raised stays raised.

        Raises:
            Refused: not `actor`'s duty, or it is withdrawn already.
            InvalidInput: there is no reason.
            NotFound: there is no such event.
        """
        actor.require(Right.KEEP_RETENTION)
        if not reason.strip():
            raise InvalidInput(say("请写明撤回的理由。"))
        with self._desk.transaction(actor) as work:
            event = retention_events.get(work.session, event_id)
            if event.withdrawn_at is not None:
                raise Refused(say("这条登记已经撤回。"))
            retention_events.withdraw(work.session, event_id, actor.name, reason.strip(), work.at)
            item = f"case:{event.case_no}" if event.case_no else f"footage:{event.footage_id}"
            detail = {"no": event_id, "type": event.code, "reason": reason.strip()}
            work.journal(Act("retention.event_withdrawn", item, detail=detail))
            self._renew(work, event.case_no, [event.footage_id] if event.footage_id else ())
            return retention_events.get(work.session, event_id)

    def choose(
        self,
        actor: Person,
        footage_ids: Sequence[FootageId],
        reason: str,
        *,
        activity: Activity | None = None,
        evidence: bool | None = None,
    ) -> Sequence[RetentionReport]:
        """Say of recordings that they are of a patrol or an inspection, evidence or not.

        Until somebody does, the longer holds. What is left None stays as it was chosen before.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: nothing is chosen, or there is no reason.
            NotFound: there is no such recording.
        """
        actor.require(Right.KEEP_RETENTION)
        if activity is None and evidence is None:
            raise InvalidInput(say("请选择“日常巡查”或“现场检查”，或者是否作为证据。"))
        if not reason.strip():
            raise InvalidInput(say("请写明选择的理由。"))
        with self._desk.transaction(actor) as work:
            for number in dict.fromkeys(footage_ids):
                footage.get(work.session, number)
                before = retention_events.choices_of(work.session, number)
                last = before[0] if before else None
                retention_events.choose(
                    work.session,
                    number,
                    activity if activity is not None or last is None else last.activity,
                    evidence if evidence is not None or last is None else last.evidence,
                    reason.strip(),
                    actor.id,
                    work.at,
                )
                detail = {
                    "activity": None if activity is None else activity.value,
                    "evidence": evidence,
                    "reason": reason.strip(),
                }
                act = Act("retention.activity_chosen", f"footage:{number}", detail=detail)
                work.journal(act)
            self._renew(work, "", footage_ids)
        return self._reports(actor, "", footage_ids)

    def class_case(
        self,
        actor: Person,
        no: str,
        reason: str,
        *,
        procedure: Procedure | None = None,
        file_class: FileClass | None = None,
    ) -> RetentionReport:
        """State the procedure of a case, or a class of its own for its file.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: nothing is stated, or there is no reason.
            NotFound: there is no such case file.
        """
        actor.require(Right.KEEP_RETENTION)
        if procedure is None and file_class is None:
            raise InvalidInput(say("请选择办案程序或案卷的保管期限。"))
        if not reason.strip():
            raise InvalidInput(say("请写明划定的理由。"))
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            before = retention_events.class_of(work.session, case.id)
            if procedure is None:
                procedure = Procedure.GENERAL if before is None else before.procedure
            if file_class is None and before is not None:
                file_class = before.file_class
            retention_events.class_case(
                work.session, case.id, procedure, file_class, reason.strip(), actor.id, work.at
            )
            detail = {
                "procedure": procedure.value,
                "file_class": None if file_class is None else file_class.value,
                "reason": reason.strip(),
            }
            work.journal(Act("retention.case_classed", f"case:{no}", detail=detail))
            self._renew(work, no, ())
        return self.of_case(actor, no)

    def _trigger(self, code: str) -> Trigger:
        known = {each.code: each for each in self.triggers()}
        if code not in known:
            raise InvalidInput(
                say(
                    "此制度没有这样的情形：{unknown}；可用：{known}。",
                    unknown=code,
                    known="、".join(sorted(known)) or "—",
                )
            )
        return known[code]

    def _abouts(
        self, work: Transaction, case_no: str, footage_ids: Sequence[FootageId]
    ) -> list[tuple[CaseId | None, FootageId | None, str]]:
        if case_no:
            return [(cases.get(work.session, case_no).id, None, f"case:{case_no}")]
        return [
            (None, footage.get(work.session, number).id, f"footage:{number}")
            for number in dict.fromkeys(footage_ids)
        ]

    def _renew(self, work: Transaction, case_no: str, footage_ids: Sequence[FootageId]) -> None:
        numbers: set[FootageId] = set(footage_ids)
        case_ids: list[CaseId] = []
        if case_no:
            case_ids = [cases.get(work.session, case_no).id]
            numbers |= retention_renewal.footage_in(work.session, case_ids)
        office = self._desk.office
        renewal = retention_renewal.renew(work.session, office, numbers, case_ids, work.at)
        for act in retention_renewal.acts_of(renewal, office):
            work.journal(act)

    def _reports(
        self, actor: Person, case_no: str, footage_ids: Sequence[FootageId]
    ) -> Sequence[RetentionReport]:
        if not case_no:
            return [self.of_footage(actor, number) for number in dict.fromkeys(footage_ids)]
        with self._desk.reading() as session:
            held = retention_renewal.footage_in(session, [cases.get(session, case_no).id])
        return [self.of_case(actor, case_no), *(self.of_footage(actor, n) for n in sorted(held))]
