"""`disc …` with drives: what lies in them, burning, reading back, the health of discs."""

import re
from collections.abc import Sequence
from pathlib import Path

from archive_desk.cli.disc_fields import disc_fields, disc_line, with_disc, with_medium
from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line, finding_fields
from archive_desk.domain.disc_burns import BurnAttempt
from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.domain.sentences import say
from archive_desk.services.burning import Burning, BurnOptions
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_reading import DiscReading
from archive_desk.services.disc_recognising import Kind, Recognising
from archive_desk.services.imaging import Imaging


def register(group: Commands) -> None:
    """Add the commands of this module to the group `disc`."""
    group.add("drives", _drives, "the drives of this workstation and what lies in them")
    burn = with_disc(group.add("burn", _burn, "burn a disc's image; read it back afterwards"))
    burn.add_argument("--drive", required=True, metavar="DRIVE", help="/dev/sr0 or stdio:FILE")
    burn.add_argument("--speed", type=float, default=0.0, metavar="X", help="a factor; 0: fastest")
    burn.add_argument("--eject", action="store_true", help="open the tray when it is done")
    with_medium(burn)
    back = with_disc(group.add("readback", _read_back, "read the burned disc in a drive"))
    back.add_argument("--drive", required=True, metavar="DRIVE")
    eject = group.add("eject", _eject, "open a drive's tray")
    eject.add_argument("drive", metavar="DRIVE")
    known = group.add("identify", _identify, "say what disc lies in a drive, or what a file is")
    known.add_argument("target", metavar="DRIVE|FILE")
    with_disc(group.add("health", _health, "every reading of a disc, and its warning lines"))
    with_disc(group.add("burns", _burns, "every attempt to burn a disc"))
    group.add("waste", _waste, "the media that were spoiled")


def _drives(call: Call) -> Answer:
    reports = Burning(call.desk).report(call.actor)
    fields = [
        {
            "drive": each.drive.address,
            "device": each.drive.device,
            "name": each.drive.name,
            "real": each.drive.real,
            "medium": each.medium.kind if each.medium else None,
            "load": each.medium.load.value if each.medium else None,
            "blank": each.medium.blank if each.medium else None,
            "writable_bytes": each.medium.writable_bytes if each.medium else None,
            "speeds": [speed.factor for speed in each.medium.speeds] if each.medium else [],
            "reason": each.reason,
        }
        for each in reports
    ]
    lines = [
        (
            each.drive.address,
            each.drive.name,
            each.medium.kind if each.medium else each.reason,
            say(each.medium.load.label) if each.medium else "",
            size_in_words(each.medium.writable_bytes) if each.medium else "",
        )
        for each in reports
    ]
    return Answer({"drives": fields}, tuple(lines) or (say("没有光驱。"),))


def _burn(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    options = BurnOptions(given.brand, given.batch, given.speed, given.eject)
    disc = Burning(call.desk).burn(actor, given.disc, given.drive, call.monitor, options)
    fields = disc_fields(call, disc) | {
        "image": Imaging(call.desk).image_file(disc),
        "sha256": disc.image_sha256,
        "drive": given.drive,
        "findings": [],
    }
    return Answer(fields, (disc_line(disc),))


def _read_back(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    reading = Burning(call.desk).read_back(actor, given.disc, given.drive, call.monitor)
    return reading_answer(call, reading)


def reading_answer(call: Call, reading: DiscReading) -> Answer:
    """What reading a disc through showed."""
    found, disc = reading.verification, reading.disc
    fields = {
        "disc": disc.no if disc else None,
        "image": reading.target,
        "identifier": found.identifier,
        "sha256": found.sha256,
        "manifest_sha256": found.manifest_sha256,
        "state": disc.state.value if disc else None,
        "checked": found.files,
        "size_bytes": found.size_bytes,
        "bad_sectors": found.bad_sectors,
        "findings": finding_fields(reading.findings),
    }
    lines = [finding.message for finding in reading.findings]
    summary = say(
        "{disc}：核对 {files} 个文件，{count} 处问题。",
        disc=found.identifier,
        files=found.files,
        count=len(lines),
    )
    return Answer(fields, (*lines, summary), FINDINGS if reading.findings else DONE)


def _eject(call: Call) -> Answer:
    drive = call.arguments.drive
    Burning(call.desk).eject(call.actor, drive)
    return Answer({"drive": drive}, (drive,))


def _identify(call: Call) -> Answer:
    word = call.arguments.target
    is_drive = word.startswith(("stdio:", "/dev/")) or re.fullmatch(r"[A-Za-z]:\\?", word)
    found = Recognising(call.desk).identify(call.actor, word if is_drive else Path(word))
    leaflet = found.leaflet
    fields = {
        "kind": found.kind.value,
        "disc": found.disc.no if found.disc else None,
        "state": found.disc.state.value if found.disc else None,
        "message": found.words,
        "identifier": leaflet.identifier if leaflet else None,
        "organisation": leaflet.organisation if leaflet else None,
        "archive": leaflet.archive_id if leaflet else None,
        "claims": leaflet.disc_no if leaflet else None,
        "set": leaflet.set_no if leaflet else None,
        "number": leaflet.number if leaflet else None,
        "of": leaflet.of if leaflet else None,
        "files": leaflet.files if leaflet else None,
        "items": [item.__dict__ for item in leaflet.items] if leaflet else [],
    }
    return Answer(fields, (found.words,), DONE if found.kind is Kind.OURS else FINDINGS)


def _health(call: Call) -> Answer:
    health = DiscKeeping(call.desk).health(call.actor, call.arguments.disc)
    zone = call.desk.office.zone
    fields = {
        "disc": call.arguments.disc,
        "level": int(health.level),
        "advice": say(health.level.advice),
        "crossing": health.crossing and health.crossing.astimezone(zone),
        "points": [
            {
                "at": point.check.at.astimezone(zone),
                "occasion": point.check.occasion.value,
                "round": point.check.round_no or None,
                "operator": point.check.operator,
                "drive": point.check.drive,
                "sound": point.check.sound,
                "strain": point.strain,
                "mean_speed": point.check.mean_speed,
                "slow_share": round(point.check.slow_share, 4),
                "retries": point.check.retries,
                "bad_sectors": point.check.bad_sectors,
                "findings": point.check.finding_count,
                "speeds": point.check.speeds,
            }
            for point in health.points
        ],
    }
    lines: list[Line] = [
        (
            f"{point.check.at.astimezone(zone):%Y-%m-%d %H:%M}",
            say(point.check.occasion.label),
            say("负荷 {strain}", strain=point.strain),
            say(point.level.label),
            point.check.drive,
        )
        for point in health.points
    ]
    return Answer(fields, (*lines, say(health.level.advice)), FINDINGS if health.level else DONE)


def _burns(call: Call) -> Answer:
    return _attempts(call, DiscKeeping(call.desk).attempts(call.actor, call.arguments.disc))


def _waste(call: Call) -> Answer:
    return _attempts(call, DiscKeeping(call.desk).wastes(call.actor))


def _attempts(call: Call, attempts: Sequence[BurnAttempt]) -> Answer:
    zone = call.desk.office.zone
    fields = [
        {
            "disc": each.disc_no,
            "waste": each.waste_no or None,
            "outcome": each.outcome.value,
            "drive": each.drive,
            "drive_name": each.drive_name,
            "medium": each.medium_kind,
            "brand": each.brand,
            "batch": each.media_batch,
            "speed": each.speed,
            "operator": each.operator,
            "started_at": each.started_at.astimezone(zone),
            "ended_at": each.ended_at and each.ended_at.astimezone(zone),
            "written_bytes": each.written_bytes,
            "reason": each.reason,
        }
        for each in attempts
    ]
    lines = [
        (
            f"{each.started_at.astimezone(zone):%Y-%m-%d %H:%M}",
            each.disc_no,
            each.waste_no,
            say(each.outcome.label),
            each.drive_name,
            each.reason,
        )
        for each in attempts
    ]
    return Answer({"burns": fields}, tuple(lines))
