"""Devices (执法记录设备): their register, who has which, their checks, returns and maintenance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive_desk.db import batches, cases, counters, device_issues, devices, people
from archive_desk.db import register_corrections as corrections
from archive_desk.db.device_issues import HandedIn, IssueFilter
from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.clock_errors import Measurement
from archive_desk.domain.device_issues import (
    Check,
    DeviceIssue,
    DeviceRecord,
    DeviceReturn,
    DeviceState,
    Maintenance,
    MaintenanceDraft,
    fault_of,
)
from archive_desk.domain.devices import Device, Retirement, tidied
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import DeviceIssueId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_values import WordListKind
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import rulebook
from archive_desk.services.clocks import state_in
from archive_desk.services.desk import Desk, Transaction

__all__ = ["DeviceHistory", "Equipping", "IssueFilter", "IssuePage", "IssueWish"]

_LONGEST = 500


@dataclass(frozen=True)
class IssueWish:
    """What an issue is for: to whom, for what, until when (None: the end of today).

    `device_shows` is what the device's clock showed at the moment of issue, if it was looked at.
    """

    holder: str
    purpose: str = ""
    case_no: str = ""
    due_at: datetime | None = None
    device_shows: datetime | None = None


@dataclass(frozen=True)
class IssuePage:
    """Some lines of the register of issues, and how many there are in all."""

    lines: Sequence[DeviceIssue]
    total: int


@dataclass(frozen=True)
class DeviceHistory:
    """Everything the register knows of one device."""

    record: DeviceRecord
    issues: Sequence[DeviceIssue]
    care: Sequence[Maintenance]


class Equipping:
    """What the keeper of the devices does."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def records(self, actor: Person) -> Sequence[DeviceRecord]:
        """Every registered device and what it is doing, by number.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            issues = device_issues.last_issues(session)
            care = device_issues.last_care(session)
            return [
                _record(each, issues.get(each.device.number), care.get(each.device.number))
                for each in devices.register(session)
            ]

    def history(self, actor: Person, number: str) -> DeviceHistory:
        """A device with its issues, the newest first, and its maintenance log.

        Raises:
            Refused: `actor` may not browse.
            NotFound: it is not registered.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = devices.get(session, number)
            issues = device_issues.page(session, IssueFilter(device=number))
            care = device_issues.care(session, number)
        last = issues[0] if issues else None
        return DeviceHistory(_record(found, last, care[-1] if care else None), issues, care)

    def page(
        self, actor: Person, where: IssueFilter, offset: int = 0, limit: int = 200
    ) -> IssuePage:
        """Lines of the register of issues, the newest first; who keeps nothing sees his own.

        Raises:
            Refused: `actor` may not browse.
        """
        if not (actor.may(Right.READ_LEDGER) or actor.may(Right.KEEP_DEVICES)):
            actor.require(Right.BROWSE)
            where = replace(where, holder_id=actor.id)
        with self._desk.reading() as session:
            lines = device_issues.page(session, where, offset, limit)
            return IssuePage(lines, device_issues.count(session, where))

    def holders(self, actor: Person) -> Sequence[Person]:
        """Those a device can be issued to.

        Raises:
            Refused: `actor` keeps no devices.
        """
        actor.require(Right.KEEP_DEVICES)
        at = self._desk.clock()
        with self._desk.reading() as session:
            everybody = people.all_people(session)
        return [each for each in everybody if _may_hold(each, at)]

    def handed_in(self, actor: Person, number: str) -> Sequence[HandedIn]:
        """The imports of a device's recordings since it went out; none if it is not out.

        Raises:
            Refused: `actor` keeps no devices.
        """
        actor.require(Right.KEEP_DEVICES)
        with self._desk.reading() as session:
            last = device_issues.last_issue(session, number)
            return [] if last is None else device_issues.taken_in_later(session, last)

    @property
    def check_basis(self) -> Basis | None:
        """The article that asks for the check before use, where the regulation has one."""
        return check_basis(rulebook.of(self._desk))

    # -- the register ------------------------------------------------------------------------

    def register(self, actor: Person, device: Device) -> Device:
        """Register a device, or change what the register says of it.

        Raises:
            Refused: `actor` keeps no devices.
            InvalidInput: there is no number.
        """
        actor.require(Right.KEEP_DEVICES)
        device = tidied(device)
        with self._desk.transaction(actor) as work:
            known = devices.find(work.session, device.number)
            if known is not None and known.device.active and not device.active:
                _refuse_if_out(work, device.number)
            new = devices.keep(work.session, device, work.at)
            detail = {
                "kind": device.kind.value,
                "model": device.model,
                "serial": device.serial,
                "section": device.section,
                "active": device.active,
            }
            verb = "device.registered" if new else "device.changed"
            work.journal(Act(verb, f"device:{device.number}", detail=detail))
        return device

    def retire(self, actor: Person, number: str, reason: str) -> Device:
        """Take a device out of use for good; what it recorded stays known under its number.

        Raises:
            Refused: `actor` keeps no devices, it is out, or retired already.
            InvalidInput: there is no reason.
            NotFound: it is not registered.
        """
        actor.require(Right.KEEP_DEVICES)
        reason = _said(reason, say("请写明报废的原因。"))
        with self._desk.transaction(actor) as work:
            if not devices.get(work.session, number).device.active:
                raise Conflict(say("设备 {number} 已经停用或报废。", number=number))
            _refuse_if_out(work, number)
            devices.retire(work.session, number, Retirement(work.at, actor.name, reason))
            work.journal(Act("device.retired", f"device:{number}", detail={"reason": reason}))
            return devices.get(work.session, number).device

    def maintain(self, actor: Person, number: str, draft: MaintenanceDraft) -> Maintenance:
        """Write a line into the maintenance log (维护台账, 002 Art. 23).

        Raises:
            Refused: `actor` keeps no devices, or it is retired.
            InvalidInput: the line makes no sense.
            NotFound: it is not registered.
        """
        actor.require(Right.KEEP_DEVICES)
        draft.require_sense(self._desk.clock().astimezone(self._desk.office.zone).date())
        with self._desk.transaction(actor) as work:
            if not devices.get(work.session, number).device.active:
                raise Refused(say("设备 {number} 已报废，不再登记维护。", number=number))
            device_issues.add_care(work.session, number, draft, work.at, actor.name)
            detail = {
                "kind": draft.kind.value,
                "text": draft.content,
                "sound": draft.sound,
                "next_on": None if draft.next_on is None else draft.next_on.isoformat(),
            }
            work.journal(Act("device.maintained", f"device:{number}", detail=detail))
            return device_issues.care(work.session, number)[-1]

    # -- out and in --------------------------------------------------------------------------

    def issue(self, actor: Person, number: str, wish: IssueWish, check: Check) -> DeviceIssue:
        """Give a device out after the check that the regulations ask for before use.

        Raises:
            Refused: `actor` keeps no devices; it is out, faulty or retired; the holder has left; or
                the check found a fault.
            InvalidInput: purpose or check are missing, or the return would lie in the past.
            NotFound: no such device, person or case.
        """
        actor.require(Right.KEEP_DEVICES)
        check = Check(
            check.fault.strip(), check.battery_percent, check.free_bytes, check.remark.strip()
        )
        check.require_sense()
        if check.fault:
            raise Refused(
                say("检查发现故障（{fault}），不能领用，请先登记维护。", fault=check.fault),
                basis=self.check_basis,
            )
        with self._desk.transaction(actor) as work:
            device = self._issuable(work, number)
            self._require_check(device, check)
            holder = self._holder(work, wish.holder)
            due = self._due(work, wish.due_at)
            purpose = self._purpose(work, wish)
            turn = device_issues.turns(work.session, number) + 1
            year = work.at.astimezone(self._desk.office.zone).year
            issue = DeviceIssue(
                id=DeviceIssueId(0),
                no=f"LY-{year}-{counters.next_value(work.session, f'device-issue-{year}'):04}",
                device=number,
                kind=device.kind.value,
                model=device.model,
                turn=turn,
                holder_id=holder.id,
                holder=holder.name,
                section=holder.section,
                certificate_no=holder.certificate_no,
                purpose=purpose,
                case_no=wish.case_no.strip(),
                issued_at=work.at,
                issued_by=actor.name,
                due_at=due,
                check=check,
                clock_offset=_offset(wish, work.at),
            )
            error = None
            if wish.device_shows is not None and issue.clock_offset is not None:
                said = Measurement(
                    number,
                    issue.clock_offset,
                    work.at,
                    str(say("领用前检查对表，{no}", no=issue.no)),
                    valid_from=wish.device_shows,
                )
                stated = state_in(work, actor, said).error
                error = None if stated is None else stated.id
            device_issues.add(work.session, issue, error)
            detail = {
                "issue": issue.no,
                "holder": holder.name,
                "purpose": purpose,
                "case": issue.case_no,
                "until": due.isoformat(),
                "battery_percent": check.battery_percent,
                "free_bytes": check.free_bytes,
            }
            work.journal(Act("device.issued", f"device:{number}", issue.no, detail))
            return device_issues.get(work.session, issue.no)

    def take_back(
        self,
        actor: Person,
        number: str,
        check: Check,
        *,
        batches_of: Sequence[str] = (),
        no_footage: str = "",
    ) -> DeviceIssue:
        """Take a device back: look at it, and write down where its recordings went.

        `number` is the device, or the number of the issue. `batches_of` are imports that took in
        its recordings; without them those of the device since it went out are taken.

        Raises:
            Refused: `actor` keeps no devices, or it is not out.
            InvalidInput: there are neither recordings nor a reason why.
            NotFound: no such device or batch.
        """
        actor.require(Right.KEEP_DEVICES)
        check = Check(
            check.fault.strip(), check.battery_percent, check.free_bytes, check.remark.strip()
        )
        check.require_sense()
        with self._desk.transaction(actor) as work:
            issue = self._out(work, number)
            if batches_of:
                taken = [batches.get(work.session, no) for no in dict.fromkeys(batches_of)]
            else:
                later = device_issues.taken_in_later(work.session, issue)
                taken = [batches.by_id(work.session, each.id) for each in later]
            reason = no_footage.strip()
            if not taken and not reason:
                raise InvalidInput(
                    say(
                        "设备 {number} 领用以来没有采集过音像。请先采集，或写明没有音像的原因。",
                        number=issue.device,
                    )
                )
            if len(reason) > _LONGEST:
                raise InvalidInput(say("“{text}…”太长，请缩短。", text=reason[:20]))
            back = DeviceReturn(work.at, actor.name, check, no_footage="" if taken else reason)
            device_issues.add_return(work.session, issue.id, back, [each.id for each in taken])
            detail = {
                "issue": issue.no,
                "holder": issue.holder,
                "condition": check.fault,
                "batches": [each.no for each in taken],
                "no_footage": back.no_footage,
                "late": work.at > issue.due_at,
            }
            work.journal(Act("device.returned", f"device:{issue.device}", issue.no, detail))
            return device_issues.get(work.session, issue.no)

    def correct(self, actor: Person, no: str, text: str) -> DeviceIssue:
        """Write a correction beside a line of the register, which itself stays as it is.

        Raises:
            Refused: `actor` keeps no devices.
            InvalidInput: nothing is said.
            NotFound: there is no such line.
        """
        actor.require(Right.KEEP_DEVICES)
        text = _said(text, say("请写明更正的内容。"))
        with self._desk.transaction(actor) as work:
            issue = device_issues.get(work.session, no)
            corrections.add(work.session, device_issues.REGISTER, no, text, work.at, actor.name)
            detail = {"issue": no, "text": text}
            work.journal(Act("device.corrected", f"device:{issue.device}", no, detail))
            return device_issues.get(work.session, no)

    # -- within ------------------------------------------------------------------------------

    def _issuable(self, work: Transaction, number: str) -> Device:
        found = devices.get(work.session, number)
        last = device_issues.last_issue(work.session, number)
        record = _record(found, last, device_issues.last_care(work.session).get(number))
        match record.state(work.at):
            case DeviceState.OUT | DeviceState.OVERDUE:
                assert last is not None
                raise Conflict(
                    say(
                        "设备 {number} 已由{holder}领用（{no}），尚未归还。",
                        number=number,
                        holder=last.holder,
                        no=last.no,
                    )
                )
            case DeviceState.RETIRED:
                raise Refused(say("设备 {number} 已停用或报废，不能领用。", number=number))
            case DeviceState.FAULTY:
                raise Refused(
                    say(
                        "设备 {number} 有故障待维修（{fault}），修好并登记后才能领用。",
                        number=number,
                        fault=record.fault,
                    ),
                    basis=self.check_basis,
                )
            case DeviceState.IN:
                return found.device

    def _require_check(self, device: Device, check: Check) -> None:
        if device.kind.records and check.battery_percent is None:
            raise InvalidInput(say("请填写使用前检查：电量。"), basis=self.check_basis)
        if check.free_bytes is None:
            raise InvalidInput(say("请填写使用前检查：剩余空间。"), basis=self.check_basis)
        if check.doubts and not check.remark:
            raise InvalidInput(
                say("{doubt}，请先处理；仍要领用的，请在备注里说明。", doubt=check.doubts[0]),
                basis=self.check_basis,
            )

    def _holder(self, work: Transaction, words: str) -> Person:
        found = [
            each
            for each in people.all_people(work.session)
            if words.strip() in {each.account, each.name, each.certificate_no} - {""}
        ]
        if not words.strip() or not found:
            raise NotFound(say("没有名为“{name}”的人员。", name=words))
        if len(found) > 1:
            raise InvalidInput(say("“{name}”不止一人，请用账号指明。", name=words))
        if not _may_hold(found[0], work.at):
            raise Refused(say("{name}的账号不能领用设备。", name=found[0].name))
        return found[0]

    def _due(self, work: Transaction, wanted: datetime | None) -> datetime:
        zone = self._desk.office.zone
        due = wanted or end_of_day(work.at.astimezone(zone).date(), zone)
        if due <= work.at:
            raise InvalidInput(say("预计归还的时间已经过去，请核对。"))
        return due

    def _purpose(self, work: Transaction, wish: IssueWish) -> str:
        case_no = wish.case_no.strip()
        if case_no:
            cases.get(work.session, case_no)
        purpose = wish.purpose.strip()
        if not purpose and not case_no:
            raise InvalidInput(say("请写明用途或案件。"))
        if len(purpose) > _LONGEST:
            raise InvalidInput(say("“{text}…”太长，请缩短。", text=purpose[:20]))
        return purpose or str(say("办理案件"))

    def _out(self, work: Transaction, number: str) -> DeviceIssue:
        issue = device_issues.last_issue(work.session, number)
        if issue is None and devices.find(work.session, number) is None:
            issue = device_issues.get(work.session, number)
        if issue is None or issue.returned is not None:
            raise Conflict(say("设备 {number} 没有领出，无须归还。", number=number))
        return issue


def check_basis(regulation: Regulation) -> Basis | None:
    """The article that asks for a check before use, where a regulation has one."""
    asked = regulation.lists.get(WordListKind.BEFORE_USE)
    return None if asked is None else asked.basis


def _record(
    found: devices.Registered, issue: DeviceIssue | None, care: Maintenance | None
) -> DeviceRecord:
    return DeviceRecord(found.device, found.at, issue, care, fault_of(issue, care))


def _may_hold(person: Person, at: datetime) -> bool:
    return person.may(Right.BROWSE) and not person.external and not person.lapsed(at)


def _offset(wish: IssueWish, at: datetime) -> timedelta | None:
    return None if wish.device_shows is None else wish.device_shows - at


def _refuse_if_out(work: Transaction, number: str) -> None:
    last = device_issues.last_issue(work.session, number)
    if last is not None and last.returned is None:
        raise Refused(
            say("设备 {number} 还在{holder}处，请先归还。", number=number, holder=last.holder)
        )


def _said(text: str, complaint: Sentence) -> str:
    text = " ".join(text.split())
    if not text:
        raise InvalidInput(complaint)
    if len(text) > _LONGEST:
        raise InvalidInput(say("“{text}…”太长，请缩短。", text=text[:20]))
    return text
