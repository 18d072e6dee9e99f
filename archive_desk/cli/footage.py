"""`footage …`: finding recordings, their takes and their frames."""

import argparse
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from archive_desk.cli import deriving, footage_flags, footage_health, notes
from archive_desk.cli.frame import Answer, Call, Commands, Line, one_of
from archive_desk.cli.retention import report_fields
from archive_desk.domain.catalogue import CaseLink, RecordedTake
from archive_desk.domain.corrections import Correction
from archive_desk.domain.footage import Doubt, Footage, Health, Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sentences import say
from archive_desk.services.casework import Casework
from archive_desk.services.catalogue import Catalogue, FootageFilter, FootageSort
from archive_desk.services.retaining import Retaining
from archive_desk.services.setting_aside import SettingAside
from archive_desk.services.time_faults import TimeFaults, TimeStory

_KINDS = {word: kind for kind in Kind for word in (kind.value, kind.label)}
_HEALTHS = {word: health for health in Health for word in (health.value, health.label)}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("footage", "recordings, photos and what came with them")
    shown = group.add("list", _list, "find recordings")
    _add_filters(shown)
    shown.add_argument("--sort", type=FootageSort, default=FootageSort.STARTED)
    shown.add_argument("--descending", action="store_true", help="the last first")
    shown.add_argument("--limit", type=_number, default=100, metavar="N")
    shown.add_argument("--offset", type=_number, default=0, metavar="N")

    _with_id(group.add("show", _show, "all that is known of a recording"))

    footage_health.register(group)
    deriving.register(group)

    takes = group.add("takes", _takes, "acts of recording, with their parts and gaps")
    takes.add_argument("--case", default="", metavar="NO")
    takes.add_argument("--limit", type=_number, default=1000, metavar="N")
    takes.add_argument("--offset", type=_number, default=0, metavar="N")

    notes.register_for_footage(group)
    footage_flags.register(group)

    frames = _with_id(group.add("frames", _frames, "how many pictures, and which one is seen when"))
    frames.add_argument(
        "--at",
        type=_milliseconds,
        default=0,
        metavar="MS",
        help="milliseconds after the first picture",
    )

    aside = group.add("set-aside", _set_aside, "list recordings apart: unrelated to enforcement")
    back = group.add("take-back", _take_back, "put recordings among the others again")
    for parser in (aside, back):
        parser.add_argument("footage", type=_number, nargs="+", metavar="ID")
        parser.add_argument("--reason", default="", metavar="R")

    correct = _with_id(group.add("correct", _correct, "correct what is known of a recording"))
    correct.add_argument("--reason", required=True)
    correct.add_argument("--device", metavar="D")
    correct.add_argument("--officer", metavar="O")
    correct.add_argument("--section", metavar="S")
    correct.add_argument("--started", metavar="T", help="when it truly began")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", default="", metavar="NO")
    parser.add_argument(
        "--text", default="", metavar="T", help="words in names, people, case files and marks"
    )
    parser.add_argument("--section", default="", metavar="S")
    parser.add_argument("--device", default="", metavar="D")
    parser.add_argument("--officer", default="", metavar="O")
    parser.add_argument("--from", dest="used_from", metavar="T", help="begun at or after")
    parser.add_argument("--to", dest="used_until", metavar="T", help="begun before")
    parser.add_argument("--party", default="", metavar="P", help="of a case file it belongs to")
    parser.add_argument("--cause", default="", metavar="C", help="of a case file it belongs to")
    parser.add_argument("--kind", choices=sorted(_KINDS), metavar="K")
    parser.add_argument("--health", choices=sorted(_HEALTHS), metavar="H")
    parser.add_argument("--faulty", action="store_true", help="what decoding found fault with")
    parser.add_argument("--doubtful", action="store_true", help="whose time is in doubt")
    parser.add_argument("--important", action="store_true", help="marked by the recorder")
    parser.add_argument("--sensitive", action="store_true", help="flagged as not for everybody")
    parser.add_argument(
        "--sensitivity", type=one_of(Sensitivity), metavar="C", help="flagged as this"
    )
    parser.add_argument(
        "--set-aside", action="store_true", help="only what has nothing to do with enforcement"
    )
    parser.add_argument("--unfiled", action="store_true", help="in no case file")


def _milliseconds(word: str) -> int:
    """Whole milliseconds; before the first picture and after the last the nearest one is meant."""
    if not re.fullmatch(r"-?[0-9]{1,40}", word):
        raise argparse.ArgumentTypeError(f"no whole number of milliseconds: {word}")
    return int(word)


def _number(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", word):
        raise argparse.ArgumentTypeError(f"no number: {word}")
    return int(word)


def _with_id(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("footage", type=_number, metavar="ID")
    return parser


def _list(call: Call) -> Answer:
    given, catalogue = call.arguments, Catalogue(call.desk)
    actor = call.actor
    _require_case(call, given.case)
    where = FootageFilter(
        section=given.section,
        device=given.device,
        officer=given.officer,
        used_from=_moment(call, given.used_from),
        used_until=_moment(call, given.used_until),
        party=given.party,
        cause=given.cause,
        text=given.text,
        case_no=given.case,
        kinds=frozenset({_KINDS[given.kind]} if given.kind else ()),
        health=_HEALTHS[given.health] if given.health else None,
        faulty=given.faulty,
        doubtful=given.doubtful,
        important=given.important,
        sensitive=given.sensitive,
        sensitivity=given.sensitivity,
        unfiled=given.unfiled,
        set_aside=given.set_aside,
    )
    found = catalogue.find(
        actor, where, given.offset, given.limit, sort=given.sort, descending=given.descending
    )
    names = catalogue.officer_names(actor)
    return Answer(
        {"footage": [_fields(call, item, names) for item in found.footage], "total": found.total},
        tuple(_line(call, item) for item in found.footage),
    )


def _moment(call: Call, words: str | None) -> datetime | None:
    return call.moment(words) if words else None


def _require_case(call: Call, no: str) -> None:
    """An unknown number is a mistake, not an empty list."""
    if no:
        Casework(call.desk).get(call.actor, no)


def _show(call: Call) -> Answer:
    catalogue = Catalogue(call.desk)
    report = catalogue.show(call.actor, FootageId(call.arguments.footage))
    item = report.footage
    kept = Retaining(call.desk).of_footage(call.actor, item.id)
    fields = _fields(call, item, catalogue.officer_names(call.actor)) | {
        "links": [_link_fields(link) for link in report.links],
        "retention": report_fields(call, kept),
        "time": _time_fields(call, TimeFaults(call.desk).story(call.actor, item.id)),
        **footage_health.health_fields(call, item),
        "flags": footage_flags.flag_fields(call, item.id),
        "attached": [each.id for each in report.attached],
        "parent": item.parent_id,
        "claims": [
            {
                "source": claim.source.value,
                "at": claim.at,
                "raw": claim.raw,
                "zoned": claim.zoned,
                "whole_day": claim.whole_day,
            }
            for claim in item.claims
        ],
    }
    lines: list[Line] = [
        _line(call, item),
        ("SHA-256", item.sha256),
        ("SM3", item.sm3),
        (say("保管期限"), kept.words),
        *((say("来源"), name) for name in item.names),
        *(
            (say("时间"), say(claim.source.label), str(_local(call, claim.at)), claim.raw)
            for claim in item.claims
        ),
        *((say("存疑"), say(doubt.label)) for doubt in Doubt if doubt.value in item.doubts),
        *footage_health.health_lines(call, item),
        *((say("案卷"), link.no, link.name, say(link.stage)) for link in report.links),
    ]
    return Answer(fields, tuple(lines))


def _takes(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    _require_case(call, given.case)
    takes = Catalogue(call.desk).takes(
        actor, FootageFilter(case_no=given.case), given.offset, given.limit
    )
    return Answer(
        {"takes": [_take_fields(take) for take in takes]},
        tuple(line for take in takes for line in _take_lines(call, take)),
    )


def _frames(call: Call) -> Answer:
    given = call.arguments
    seen = Catalogue(call.desk).frame(call.actor, FootageId(given.footage), given.at, call.monitor)
    time = f"{seen.time.numerator}/{seen.time.denominator}"
    fields = {
        "footage": given.footage,
        "frames": seen.frames,
        "frame": seen.frame,
        "time_ms": seen.time_ms,
        "time": time,
    }
    line = say(
        "共 {frames} 帧；第 {frame} 帧在 {time_ms} 毫秒（{time} 秒）",
        frames=seen.frames,
        frame=seen.frame,
        time_ms=seen.time_ms,
        time=time,
    )
    return Answer(fields, (line,))


def _correct(call: Call) -> Answer:
    given = call.arguments
    catalogue = Catalogue(call.desk)
    changed = catalogue.correct(
        call.actor,
        FootageId(given.footage),
        Correction(
            reason=given.reason,
            device=given.device,
            officer=given.officer,
            section=given.section,
            started_at=_moment(call, given.started),
        ),
    )
    fields = _fields(call, changed, catalogue.officer_names(call.actor))
    return Answer(fields, ((say("已更正："), *_line(call, changed)),))


def _set_aside(call: Call) -> Answer:
    given = call.arguments
    ids = [FootageId(number) for number in given.footage]
    SettingAside(call.desk).set_aside(call.actor, ids, given.reason)
    return Answer({"footage": ids, "set_aside": True}, (say("已列为与执法无关。"),))


def _take_back(call: Call) -> Answer:
    given = call.arguments
    ids = [FootageId(number) for number in given.footage]
    SettingAside(call.desk).take_back(call.actor, ids, given.reason)
    return Answer({"footage": ids, "set_aside": False}, (say("已恢复。"),))


def _fields(call: Call, item: Footage, names: Mapping[str, str]) -> dict[str, object]:
    media, destroyed = item.media, item.destroyed_at is not None
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind.value,
        "device": item.device,
        "officer": item.officer,
        "officer_name": names.get(item.officer, ""),
        "section": item.section,
        "started_at": _local(call, item.started_at),
        "started_by": item.started_by.value,
        "device_time": _local(call, item.device_time),
        "doubts": list(item.doubts),
        "duration_ms": media.duration_ms,
        "size_bytes": item.size_bytes,
        "sha256": item.sha256,
        "sm3": item.sm3,
        "take": item.take,
        "sequence": item.sequence,
        "important": item.important,
        "sensitivity": [kind.value for kind in item.sensitive],
        "cases": list(item.cases),
        "health": media.health.value,
        "health_note": media.health_note,
        "container": media.container,
        "video": media.video_codec,
        "audio": media.audio_codec,
        "width": media.width,
        "height": media.height,
        "frame_rate": None if media.frame_rate is None else str(media.frame_rate),
        "path": None if destroyed else Catalogue(call.desk).original(call.actor, item),
        "destroyed_at": _local(call, item.destroyed_at) if destroyed else None,
        "batch": item.batch,
        "imported_at": _local(call, item.imported_at),
        "names": list(item.names),
        "recorder": item.recorder,
    }


def _time_fields(call: Call, story: TimeStory) -> dict[str, object]:
    """What the corrected start rests on: the device's time, the ruling, the clock's error."""
    ruling, applied = story.basis.ruling, story.basis.error
    fields: dict[str, object] = {
        "device_time": _local(call, story.item.device_time),
        "zone": call.desk.office.time_zone,
        "clock_offset_ms": round(story.item.clock_offset / timedelta(milliseconds=1)),
        "ruling": None,
        "clock_error": None,
    }
    if ruling is not None:
        fields["ruling"] = {
            "act": ruling.group,
            "fault": None if ruling.fault is None else ruling.fault.value,
            "started_at": _local(call, ruling.started_at),
            "shift_ms": round(ruling.shift / timedelta(milliseconds=1)),
            "by": ruling.by,
            "reason": ruling.reason,
        }
    if applied is not None:
        fields["clock_error"] = {
            "id": applied.error.id,
            "offset_ms": round(applied.offset / timedelta(milliseconds=1)),
            "uncertainty_ms": round(applied.uncertainty / timedelta(milliseconds=1)),
            "interpolated": applied.interpolated,
            "by": applied.error.by,
            "reason": applied.error.reason,
        }
    return fields


def _local(call: Call, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(call.desk.office.zone)


def _link_fields(link: CaseLink) -> dict[str, object]:
    return {
        "case": link.no,
        "name": link.name,
        "state": link.state.value,
        "stage": link.stage,
        "document": link.document,
    }


def _take_fields(take: RecordedTake) -> dict[str, object]:
    return {
        "take": take.id,
        "footage": [part.id for part in take.footage],
        "recorded_ms": take.recorded_ms,
        "gaps": [
            {
                "from": gap.start,
                "to": gap.end,
                "after": gap.after,
                "before": gap.before,
                "missing": list(gap.missing),
                "certain": gap.certain,
                "explained": gap.explained,
                "note": gap.note or None,
            }
            for gap in take.gaps
        ],
        "holes": [
            {"after": hole.after, "before": hole.before, "missing": list(hole.missing)}
            for hole in take.holes
        ],
    }


def _take_lines(call: Call, take: RecordedTake) -> list[Line]:
    gaps = {gap.before: gap for gap in take.gaps}
    lines: list[Line] = [say("摄录 {take}", take=take.id)]
    for part in take.footage:
        gap = gaps.get(part.id)
        if gap is not None:
            seconds = round(gap.length.total_seconds())
            broken = say("中断 {seconds} 秒", seconds=seconds)
            times = (str(_local(call, gap.start)), str(_local(call, gap.end)))
            said = say("说明 {no}", no=gap.note) if gap.explained else say("未说明")
            lines.append(("", broken, *times, said))
        lines.append(("", *_line(call, part)))
    return lines


def _line(call: Call, item: Footage) -> tuple[str, ...]:
    started = _local(call, item.started_at)
    return (
        str(item.id),
        say(item.kind.label),
        item.name,
        "" if started is None else started.isoformat(timespec="seconds"),
        item.device,
        item.officer,
        item.section,
        say(item.media.health.label),
        "、".join(item.cases),
    )
