"""`device …`: the register of devices, who has which, maintenance, and the ledger of issues."""

from argparse import ArgumentParser
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line, parse_moment
from archive_desk.cli.loan_fields import moment_or_day
from archive_desk.domain.device_issues import (
    Check,
    DeviceIssue,
    DeviceRecord,
    DeviceState,
    IssueState,
    Maintenance,
    MaintenanceDraft,
    MaintenanceKind,
)
from archive_desk.domain.devices import Device, DeviceKind
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.services.device_papers import DevicePapers
from archive_desk.services.equipping import Equipping, IssueFilter, IssueWish

_GB = 1000**3


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("device", "recorders, phones, cameras and storage: register and issues")
    kinds = [kind.value for kind in DeviceKind]
    add = group.add("add", _add, "register a device, or change what the register says of it")
    add.add_argument("device", metavar="DEVICE")
    add.add_argument("--kind", choices=kinds, metavar="K", help=" ".join(kinds))
    for name in ("model", "serial", "section", "custodian", "note"):
        add.add_argument(f"--{name}", metavar=name[0].upper())
    add.add_argument("--purchased", metavar="DAY")

    show = group.add("list", _list, "every registered device and what it is doing")
    states = [state.value for state in DeviceState]
    show.add_argument("--state", choices=states, metavar="S", help=" ".join(states))
    group.add("show", _show, "one device: its issues and its maintenance").add_argument(
        "device", metavar="DEVICE"
    )

    issue = group.add("issue", _issue, "give a device out after the check before use")
    issue.add_argument("device", metavar="DEVICE")
    issue.add_argument("--officer", required=True, metavar="O", help="account, name or certificate")
    issue.add_argument("--purpose", default="", metavar="P")
    issue.add_argument("--case", default="", metavar="NO")
    issue.add_argument(
        "--until", metavar="T", help="expected return; the end of today unless given"
    )
    issue.add_argument("--device-shows", metavar="T", help="the time its clock shows now")
    _add_check(issue)

    back = group.add("return", _return, "take a device back and say where its recordings are")
    back.add_argument("device", metavar="DEVICE|NO")
    back.add_argument("--batch", nargs="+", default=[], metavar="NO", help="imports of its footage")
    back.add_argument("--no-footage", default="", metavar="R", help="why there is none")
    _add_check(back)

    care = group.add("maintain", _maintain, "write a line into the maintenance log")
    care.add_argument("device", metavar="DEVICE")
    works = [kind.value for kind in MaintenanceKind]
    care.add_argument("--kind", choices=works, default="upkeep", metavar="K", help=" ".join(works))
    care.add_argument("--text", required=True, metavar="T", help="what was done")
    care.add_argument("--faulty", action="store_true", help="it does not work now")
    care.add_argument("--by", default="", metavar="NAME", help="who did it; the actor unless given")
    care.add_argument("--on", metavar="DAY", help="today unless given")
    care.add_argument("--next", metavar="DAY", help="when it is due again")
    care.add_argument("--note", default="", metavar="N")

    retire = group.add("retire", _retire, "take a device out of use for good")
    retire.add_argument("device", metavar="DEVICE")
    retire.add_argument("--reason", required=True, metavar="R")

    form = group.add("print", _print, "the form that is signed at issue and return, as PDF")
    form.add_argument("issue", metavar="NO")
    form.add_argument("--out", type=Path, required=True, metavar="FILE")
    _add_ledgers(group)


def _add_ledgers(group: Commands) -> None:
    ledger = group.group("ledger", "the register of issues, whose lines cannot be changed")
    listed = ledger.add("list", _ledger, "lines of the register, the newest first")
    _narrow(listed).add_argument("--limit", type=int, default=1000, metavar="N")
    _narrow(ledger.add("export", _export, "the register as xlsx, CSV or PDF")).add_argument(
        "--out", type=Path, required=True, metavar="FILE"
    )
    fix = ledger.add("correct", _correct, "write a correction beside a line")
    fix.add_argument("issue", metavar="NO")
    fix.add_argument("--text", required=True, metavar="T")
    care = ledger.add("care", _export_care, "the maintenance log as xlsx, CSV or PDF")
    care.add_argument("--device", default="", metavar="D")
    care.add_argument("--out", type=Path, required=True, metavar="FILE")


def _add_check(parser: ArgumentParser) -> None:
    parser.add_argument("--fault", default="", metavar="T", help="what is wrong with it")
    parser.add_argument("--battery", type=int, metavar="PERCENT")
    parser.add_argument("--free-gb", type=float, metavar="GB", help="free space")
    parser.add_argument("--remark", default="", metavar="T")


def _narrow(parser: ArgumentParser) -> ArgumentParser:
    states = [state.value for state in IssueState]
    parser.add_argument("--device", default="", metavar="D")
    parser.add_argument("--state", choices=states, metavar="S", help=" ".join(states))
    parser.add_argument("--text", default="", metavar="T")
    parser.add_argument("--from", dest="start", metavar="T", help="issued since")
    parser.add_argument("--to", dest="end", metavar="T", help="issued before")
    parser.add_argument(
        "--format", choices=("xlsx", "csv", "pdf"), metavar="xlsx|csv|pdf", help="unless FILE tells"
    )
    return parser


# -- the register ----------------------------------------------------------------------------


def _add(call: Call) -> Answer:
    given, desk = call.arguments, Equipping(call.desk)
    known = {each.device.number: each.device for each in desk.records(call.actor)}
    device = known.get(given.device, Device(given.device))
    said = {
        name: value
        for name in ("model", "serial", "section", "custodian", "note")
        if (value := getattr(given, name)) is not None
    }
    if given.kind:
        said["kind"] = DeviceKind(given.kind)
    if given.purchased:
        said["purchased_on"] = _day(given.purchased)
    kept = desk.register(call.actor, replace(device, active=True, **said))
    return _answer(call, kept.number)


def _answer(call: Call, number: str, code: int = DONE) -> Answer:
    record = Equipping(call.desk).history(call.actor, number).record
    return Answer(_record_fields(call, record), (_record_line(call, record),), code)


def _list(call: Call) -> Answer:
    at, wanted = call.desk.clock(), call.arguments.state
    found = [
        each
        for each in Equipping(call.desk).records(call.actor)
        if wanted is None or each.state(at).value == wanted
    ]
    return Answer(
        {"devices": [_record_fields(call, each) for each in found]},
        tuple(_record_line(call, each) for each in found),
    )


def _show(call: Call) -> Answer:
    history = Equipping(call.desk).history(call.actor, call.arguments.device)
    fields = {
        **_record_fields(call, history.record),
        "issues": [_issue_fields(call, each) for each in history.issues],
        "maintenance": [_care_fields(call, each) for each in history.care],
    }
    lines: list[Line] = [_record_line(call, history.record)]
    lines += [_issue_line(call, each) for each in history.issues]
    lines += [(f"{each.done_on}", say(each.kind.label), each.content) for each in history.care]
    return Answer(fields, tuple(lines))


def _retire(call: Call) -> Answer:
    given = call.arguments
    Equipping(call.desk).retire(call.actor, given.device, given.reason)
    return _answer(call, given.device)


def _maintain(call: Call) -> Answer:
    given = call.arguments
    today = call.desk.clock().astimezone(call.desk.office.zone).date()
    draft = MaintenanceDraft(
        _day(given.on) if given.on else today,
        MaintenanceKind(given.kind),
        given.text.strip(),
        not given.faulty and given.kind != MaintenanceKind.FAULT.value,
        given.by.strip() or call.actor.name,
        _day(given.next) if given.next else None,
        given.note.strip(),
    )
    kept = Equipping(call.desk).maintain(call.actor, given.device, draft)
    said = say("已登记 {number} 的维护。", number=given.device)
    return Answer({"device": given.device, **_care_fields(call, kept)}, (said,))


# -- out and in ------------------------------------------------------------------------------


def _check(call: Call) -> Check:
    given = call.arguments
    free = None if given.free_gb is None else round(given.free_gb * _GB)
    return Check(given.fault, given.battery, free, given.remark)


def _issue(call: Call) -> Answer:
    given, zone = call.arguments, call.desk.office.zone
    wish = IssueWish(
        given.officer,
        given.purpose,
        given.case,
        moment_or_day(given.until, call, last=True) if given.until else None,
        parse_moment(given.device_shows, zone) if given.device_shows else None,
    )
    made = Equipping(call.desk).issue(call.actor, given.device, wish, _check(call))
    return Answer(_issue_fields(call, made), (_issue_line(call, made),))


def _return(call: Call) -> Answer:
    given = call.arguments
    made = Equipping(call.desk).take_back(
        call.actor,
        given.device,
        _check(call),
        batches_of=given.batch,
        no_footage=given.no_footage,
    )
    found = made.returned is not None and not made.returned.check.sound
    code = FINDINGS if found or made.returned_late else DONE
    return Answer(_issue_fields(call, made), (_issue_line(call, made),), code)


def _filter(call: Call) -> IssueFilter:
    given = call.arguments
    return IssueFilter(
        device=given.device,
        text=given.text,
        state=IssueState(given.state) if given.state else None,
        at=call.desk.clock(),
        since=moment_or_day(given.start, call, last=False) if given.start else None,
        until=moment_or_day(given.end, call, last=True) if given.end else None,
    )


def _ledger(call: Call) -> Answer:
    page = Equipping(call.desk).page(call.actor, _filter(call), 0, call.arguments.limit)
    return Answer(
        {"lines": [_issue_fields(call, each) for each in page.lines], "total": page.total},
        tuple(_issue_line(call, each) for each in page.lines),
    )


def _export(call: Call) -> Answer:
    given = call.arguments
    out: Path = given.out
    if given.format and out.suffix.lower() != f".{given.format}":
        out = out.with_name(f"{out.name}.{given.format}")
    count = DevicePapers(call.desk).export(call.actor, out, _filter(call))
    return _exported(out, count)


def _export_care(call: Call) -> Answer:
    given = call.arguments
    return _exported(
        given.out, DevicePapers(call.desk).export_care(call.actor, given.out, given.device)
    )


def _exported(out: Path, count: int) -> Answer:
    said = say("已导出 {count} 条：{file}", count=count, file=out)
    return Answer({"file": out, "lines": count}, (said,))


def _correct(call: Call) -> Answer:
    given = call.arguments
    made = Equipping(call.desk).correct(call.actor, given.issue, given.text)
    return Answer(_issue_fields(call, made), (_issue_line(call, made),))


def _print(call: Call) -> Answer:
    given = call.arguments
    out = DevicePapers(call.desk).print_issue(call.actor, given.issue, given.out)
    return Answer({"issue": given.issue, "file": out}, (str(out),))


# -- fields ----------------------------------------------------------------------------------


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=text)) from error


def _local(call: Call, moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(call.desk.office.zone)


def _record_fields(call: Call, record: DeviceRecord) -> dict[str, object]:
    device, issue = record.device, record.open_issue
    retired = device.retirement
    return {
        "device": device.number,
        "kind": device.kind.value,
        "model": device.model,
        "serial": device.serial,
        "section": device.section,
        "custodian": device.custodian,
        "purchased_on": None if device.purchased_on is None else device.purchased_on.isoformat(),
        "note": device.note,
        "state": record.state(call.desk.clock()).value,
        "fault": record.fault,
        "next_maintenance": None
        if record.next_care_on is None
        else record.next_care_on.isoformat(),
        "issue": None if issue is None else _issue_fields(call, issue),
        "retired": None
        if retired is None
        else {"at": _local(call, retired.at), "by": retired.by, "reason": retired.reason},
    }


def _issue_fields(call: Call, issue: DeviceIssue) -> dict[str, object]:
    back = issue.returned
    return {
        "issue": issue.no,
        "device": issue.device,
        "kind": issue.kind,
        "model": issue.model,
        "officer": issue.holder,
        "section": issue.section,
        "certificate_no": issue.certificate_no,
        "purpose": issue.purpose,
        "case": issue.case_no,
        "issued_at": _local(call, issue.issued_at),
        "issued_by": issue.issued_by,
        "due": _local(call, issue.due_at),
        "check": _check_fields(issue.check),
        "clock_offset_ms": None
        if issue.clock_offset is None
        else round(issue.clock_offset.total_seconds() * 1000),
        "state": issue.state(call.desk.clock()).value,
        "late": issue.returned_late,
        "returned_at": None if back is None else _local(call, back.at),
        "returned_to": "" if back is None else back.by,
        "return_check": None if back is None else _check_fields(back.check),
        "batches": [] if back is None else list(back.batches),
        "no_footage": "" if back is None else back.no_footage,
        "corrections": list(issue.corrections),
    }


def _check_fields(check: Check) -> dict[str, object]:
    return {
        "fault": check.fault,
        "battery_percent": check.battery_percent,
        "free_bytes": check.free_bytes,
        "remark": check.remark,
    }


def _care_fields(call: Call, care: Maintenance) -> dict[str, object]:
    return {
        "on": care.done_on.isoformat(),
        "kind": care.kind.value,
        "text": care.content,
        "sound": care.sound,
        "by": care.done_by,
        "next": None if care.next_on is None else care.next_on.isoformat(),
        "note": care.note,
        "entered_at": _local(call, care.entered_at),
        "entered_by": care.entered_by,
    }


def _record_line(call: Call, record: DeviceRecord) -> Line:
    issue = record.open_issue
    return (
        record.device.number,
        say(record.device.kind.label),
        record.device.model,
        say(record.state(call.desk.clock()).label),
        record.fault if issue is None else issue.holder,
    )


def _issue_line(call: Call, issue: DeviceIssue) -> Line:
    return (
        issue.no,
        issue.device,
        issue.holder,
        issue.purpose,
        f"{issue.due_at.astimezone(call.desk.office.zone):%Y-%m-%d %H:%M}",
        say(issue.state(call.desk.clock()).label),
    )
