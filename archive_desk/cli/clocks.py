"""`clock …`: the recorders' clocks, their errors, and how recorders write their times."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.clock_errors import ClockError, HowMeasured, Measurement
from archive_desk.domain.devices import Device
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.filmed_clock import FilmedClock
from archive_desk.domain.ids import BatchId, ClockErrorId, FootageId
from archive_desk.domain.sentences import say
from archive_desk.domain.time_faults import Evidence, Proposal
from archive_desk.services.clocks import Clocks, Film, Outcome, measurement_of
from archive_desk.services.importing import Importing
from archive_desk.services.time_faults import FootageFilter, TimeFaults

_MS = timedelta(milliseconds=1)


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("clock", "recorders' clocks: measured errors, corrected times")
    group.add("list", _list, "every recorder and what is known of its clock")

    device = group.add("device", _device, "register a recorder")
    device.add_argument("device", metavar="DEVICE")
    device.add_argument("--model", default="", metavar="M")
    device.add_argument("--section", default="", metavar="S")
    device.add_argument("--note", default="", metavar="N")
    device.add_argument("--retired", action="store_true", help="no longer in use")

    show = group.add("show", _show, "all measurements of a recorder's clock")
    show.add_argument("device", metavar="DEVICE")

    given = group.add("set", _set, "state a measured error; recordings in its span are corrected")
    given.add_argument("device", metavar="DEVICE")
    given.add_argument("--offset", type=float, metavar="S", help="seconds fast (slow: negative)")
    given.add_argument("--device-shows", metavar="T", help="what the recorder's clock showed …")
    given.add_argument("--true", dest="true_time", metavar="T", help="… when it truly was this")
    given.add_argument("--uncertainty", type=float, default=1.0, metavar="S")
    given.add_argument("--measured", metavar="T", help="when it was measured; now unless given")
    _add_span(given)

    film = group.add("film", _film, "read a film of the desk's clock screen")
    film.add_argument("film", metavar="FOOTAGE|FILE", help="a recording's id, or a file")
    film.add_argument("--device", default="", metavar="D", help="if the file does not tell")
    film.add_argument("--at", metavar="MS", type=int, help="read by hand: this picture …")
    film.add_argument("--shows", metavar="T", help="… shows this time")
    film.add_argument("--state", action="store_true", help="state the error that was found")
    _add_span(film, needed=False)

    withdraw = group.add("withdraw", _withdraw, "take a measurement back")
    withdraw.add_argument("error", type=int, metavar="N")
    withdraw.add_argument("--reason", required=True, metavar="R")

    faults = group.add("faults", _faults, "compare the sources of times and propose what they mean")
    for name in ("--device", "--case", "--batch"):
        faults.add_argument(name, default="", metavar=name[2].upper())
    faults.add_argument("--confirm", metavar="KEY", help="apply this proposal …")
    faults.add_argument("--footage", nargs="+", type=int, metavar="ID", help="… to these only")
    faults.add_argument("--reason", default="", metavar="R")

    undo = group.add("unconfirm", _unconfirm, "take back what was confirmed in one act")
    undo.add_argument("act", type=int, metavar="N")
    undo.add_argument("--reason", required=True, metavar="R")


def _add_span(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    parser.add_argument("--reason", required=needed, default="", metavar="R")
    parser.add_argument(
        "--from", dest="valid_from", metavar="T", help="recordings from then on, by its clock"
    )
    parser.add_argument("--until", dest="valid_until", metavar="T", help="and before this")
    parser.add_argument(
        "--drift-from", type=int, metavar="N", help="interpolate since this measurement"
    )
    parser.add_argument("--preview", action="store_true", help="only say what would change")


def _list(call: Call) -> Answer:
    found = Clocks(call.desk).devices(call.actor)
    fields = [
        {
            "device": each.device.number,
            "model": each.device.model,
            "section": each.device.section,
            "registered": each.registered,
            "active": each.device.active,
            "recordings": each.recordings,
            "latest": _local(call, each.latest),
            "error": None if each.last is None else _error_fields(call, each.last),
        }
        for each in found
    ]
    lines: list[Line] = [
        (
            each.device.number,
            each.device.model,
            say("{n} 个音像", n=each.recordings),
            say("未校时") if each.last is None else _offset_words(each.last.offset),
        )
        for each in found
    ]
    return Answer({"devices": fields}, tuple(lines))


def _device(call: Call) -> Answer:
    given = call.arguments
    clocks = Clocks(call.desk)
    known = (each.device for each in clocks.devices(call.actor))
    found = next((each for each in known if each.number == given.device), Device(given.device))
    device = replace(
        found,
        model=given.model or found.model,
        section=given.section or found.section,
        note=given.note or found.note,
        active=not given.retired,
    )
    kept = clocks.keep(call.actor, device)
    fields = {
        "device": kept.number,
        "model": kept.model,
        "section": kept.section,
        "active": kept.active,
    }
    return Answer(fields, ((say("已登记："), kept.number, kept.model),))


def _show(call: Call) -> Answer:
    errors = Clocks(call.desk).history(call.actor, call.arguments.device)
    return Answer(
        {"device": call.arguments.device, "errors": [_error_fields(call, e) for e in errors]},
        tuple(_error_line(call, error) for error in errors),
    )


def _set(call: Call) -> Answer:
    given = call.arguments
    clocks = Clocks(call.desk)
    measured = call.moment(given.measured) if given.measured else clocks.now()
    if given.device_shows and given.true_time:
        measured = call.moment(given.true_time)
        offset = call.moment(given.device_shows) - measured
    elif given.offset is not None:
        offset = _seconds(given.offset)
    else:
        raise InvalidInput(say("请给出 --offset，或同时给出 --device-shows 和 --true。"))
    said = Measurement(
        device=given.device,
        offset=offset,
        measured_at=measured,
        reason=given.reason,
        uncertainty=_seconds(given.uncertainty),
        how=HowMeasured.ENTERED,
    )
    return _stated(call, said)


def _in_span(call: Call, said: Measurement) -> Measurement:
    given = call.arguments
    return replace(
        said,
        valid_from=call.moment(given.valid_from) if given.valid_from else None,
        valid_until=call.moment(given.valid_until) if given.valid_until else None,
        drift_from=None if given.drift_from is None else ClockErrorId(given.drift_from),
    )


def _seconds(value: float) -> timedelta:
    try:
        return timedelta(milliseconds=round(value * 1000))
    except (OverflowError, ValueError) as error:
        raise InvalidInput(say("“{text}”不是秒数。", text=str(value))) from error


def _stated(call: Call, said: Measurement) -> Answer:
    clocks = Clocks(call.desk)
    verb = clocks.preview if call.arguments.preview else clocks.state
    done = verb(call.actor, _in_span(call, said))
    return _outcome(call, done, applied=not call.arguments.preview)


def _outcome(call: Call, done: Outcome, *, applied: bool) -> Answer:
    fields = {
        "applied": applied,
        "error": None if done.error is None else _error_fields(call, done.error),
        "changed": [
            {
                "footage": each.footage_id,
                "device_time": _local(call, each.device_time),
                "before": _local(call, each.before),
                "after": _local(call, each.after),
            }
            for each in done.effects
        ],
        "kept": done.kept,
    }
    lines: list[Line] = []
    if done.error is not None:
        lines.append(_error_line(call, done.error))
    lines += [
        (str(each.footage_id), each.name, _said(call, each.before), "→", _said(call, each.after))
        for each in done.effects
    ]
    if done.kept:
        lines.append(say("{n} 个音像属于已归档的案卷，保持不变。", n=done.kept))
    return Answer(fields, tuple(lines))


def _film(call: Call) -> Answer:
    given, clocks = call.arguments, Clocks(call.desk)
    film = _film_named(call, clocks, given.film)
    if given.device:
        film = replace(film, device=given.device)
    by_hand = given.at is not None and given.shows is not None
    if by_hand:
        shown = call.moment(given.shows)
        found = clocks.read_by_hand(call.actor, film, timedelta(milliseconds=given.at), shown)
    else:
        found = clocks.read_film(call.actor, film, call.monitor)
    if given.state:
        said = measurement_of(film, found, given.reason, by_hand=by_hand)
        stated = _stated(call, said)
        return Answer({**_film_fields(call, film, found), **stated.fields}, stated.lines)
    return Answer(_film_fields(call, film, found), (_film_line(film, found),))


def _film_named(call: Call, clocks: Clocks, name: str) -> Film:
    if re.fullmatch(r"[0-9]{1,15}", name):
        return clocks.film(call.actor, FootageId(int(name)))
    return clocks.film_on_card(call.actor, Path(name))


def _film_fields(call: Call, film: Film, found: FilmedClock) -> dict[str, object]:
    return {
        "film": film.name,
        "device": film.device,
        "device_time": _local(call, found.device_start),
        "source": found.source.value,
        "true_start": _local(call, found.true_start),
        "offset_ms": round(found.offset / _MS),
        "uncertainty_ms": round(found.uncertainty / _MS),
        "pictures": len(found.sightings),
        "steady": found.steady,
    }


def _film_line(film: Film, found: FilmedClock) -> Line:
    return (
        film.name,
        film.device,
        _offset_words(found.offset),
        say("误差范围 ±{n} 秒", n=f"{found.uncertainty.total_seconds():.2f}"),
        say("共读到 {n} 个画面", n=len(found.sightings)),
    )


def _withdraw(call: Call) -> Answer:
    given = call.arguments
    done = Clocks(call.desk).withdraw(call.actor, ClockErrorId(given.error), given.reason)
    return _outcome(call, done, applied=True)


def _faults(call: Call) -> Answer:
    given, faults = call.arguments, TimeFaults(call.desk)
    where = FootageFilter(device=given.device, case_no=given.case, batch_id=_batch(call))
    found = faults.compare(call.actor, where)
    if given.confirm:
        return _confirm(call, faults, found.proposals)
    fields = {
        "proposals": [_proposal_fields(call, each) for each in found.proposals],
        "unexplained": list(found.unexplained),
    }
    lines: list[Line] = []
    for each in found.proposals:
        words = say(
            "{n} 个音像符合，共比较 {m} 个",
            n=len(each.evidence),
            m=max(each.compared, each.fitting),
        )
        lines.append((each.key, each.device, say(each.fault.label), words))
        lines += [_evidence_line(call, one) for one in each.evidence]
    if found.unexplained:
        ids = "、".join(str(number) for number in found.unexplained)
        lines.append(say("几处时间对不上、也不属于常见情况的音像：{ids}", ids=ids))
    code = FINDINGS if found.proposals or found.unexplained else DONE
    return Answer(fields, tuple(lines), code)


def _batch(call: Call) -> BatchId | None:
    no = call.arguments.batch
    return Importing(call.desk).receipt(call.actor, no).batch.id if no else None


def _confirm(call: Call, faults: TimeFaults, proposals: Sequence[Proposal]) -> Answer:
    given = call.arguments
    chosen = next((each for each in proposals if each.key == given.confirm), None)
    if chosen is None:
        raise NotFound(say("没有这样的建议：{key}", key=given.confirm))
    every = [one.footage_id for one in chosen.evidence]
    ids = [FootageId(number) for number in given.footage] if given.footage else every
    done = faults.confirm(call.actor, chosen, ids, given.reason)
    fields = {"act": done.act, "footage": list(done.footage), "kept": done.kept}
    return Answer(
        fields, (say("已认定 {n} 个音像，编号 {act}。", n=len(done.footage), act=done.act),)
    )


def _unconfirm(call: Call) -> Answer:
    done = TimeFaults(call.desk).withdraw(call.actor, call.arguments.act, call.arguments.reason)
    fields = {"act": done.act, "footage": list(done.footage), "kept": done.kept}
    return Answer(fields, (say("已撤回 {n} 个音像的时间认定。", n=len(done.footage)),))


def _proposal_fields(call: Call, each: Proposal) -> dict[str, object]:
    return {
        "key": each.key,
        "device": each.device,
        "container": each.container,
        "fault": each.fault.value,
        "message": say(each.fault.label),
        "believed": each.believed.value,
        "other": each.other.value,
        "compared": each.compared,
        "fitting": each.fitting,
        "rival": None if each.rival is None else each.rival.value,
        "moves_start": each.moves_start,
        "evidence": [
            {
                "footage": one.footage_id,
                "name": one.name,
                "believed": _local(call, one.believed.at),
                "other": None if one.other is None else _local(call, one.other.at),
                "difference_ms": None if one.difference is None else round(one.difference / _MS),
                "left_over_ms": None if one.left_over is None else round(one.left_over / _MS),
                "shift_ms": round(one.shift / _MS),
                "start": _local(call, one.start),
            }
            for one in each.evidence
        ],
    }


def _evidence_line(call: Call, one: Evidence) -> Line:
    difference = "" if one.difference is None else f"{one.difference.total_seconds():+.0f} s"
    return ("", str(one.footage_id), one.name, difference, "→", _said(call, one.start))


def _error_fields(call: Call, error: ClockError) -> dict[str, object]:
    withdrawn = error.withdrawn
    return {
        "id": error.id,
        "device": error.device,
        "offset_ms": round(error.offset / _MS),
        "uncertainty_ms": round(error.uncertainty / _MS),
        "measured_at": _local(call, error.measured_at),
        "how": error.how.value,
        "reason": error.reason,
        "by": error.by,
        "made_at": _local(call, error.made_at),
        "valid_from": _local(call, error.valid_from),
        "valid_until": _local(call, error.valid_until),
        "drift_from": error.drift_from,
        "film": error.film,
        "film_name": error.film_name,
        "withdrawn": None
        if withdrawn is None
        else {"by": withdrawn.by, "at": _local(call, withdrawn.at), "reason": withdrawn.reason},
    }


def _error_line(call: Call, error: ClockError) -> Line:
    state = say("已撤回") if error.withdrawn is not None else say("有效")
    return (
        str(error.id),
        error.device,
        _offset_words(error.offset),
        f"±{error.uncertainty.total_seconds():.2f} s",
        _said(call, error.measured_at),
        say(error.how.label),
        error.by,
        error.reason,
        state,
    )


def _offset_words(offset: timedelta) -> str:
    seconds = f"{abs(offset.total_seconds()):.2f}"
    if offset > timedelta(0):
        return say("快 {n} 秒", n=seconds)
    if offset < timedelta(0):
        return say("慢 {n} 秒", n=seconds)
    return say("准确")


def _local(call: Call, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(call.desk.office.zone)


def _said(call: Call, at: datetime | None) -> str:
    local = _local(call, at)
    return "" if local is None else local.isoformat(sep=" ", timespec="milliseconds")
