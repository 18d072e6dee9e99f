"""`footage clip`, `footage still`, `footage marks`: what is taken out of recordings, and marks."""

import argparse
from datetime import timedelta
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.derived import Derived, Method
from archive_desk.domain.ids import FootageId
from archive_desk.domain.marks import Mark
from archive_desk.domain.sentences import say
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.deriving import Cut, Deriving
from archive_desk.services.marking import Marking


def register(group: Commands) -> None:
    """Add the commands of this module to `footage`."""
    clip = _with_id(group.add("clip", _clip, "write a stretch of a video, under a grant to copy"))
    clip.add_argument("--from", dest="start", type=int, required=True, metavar="MS")
    clip.add_argument("--to", dest="end", type=int, required=True, metavar="MS")
    clip.add_argument("--method", type=Method, default=Method.EXACT, metavar="exact|copy")
    clip.add_argument("--watermark", action="store_true", help="who, when and approval over it")
    clip.add_argument("--out", type=Path, required=True, metavar="DIR")
    clip.add_argument("--loan", default="", metavar="N", help="for the applicant of loan N")

    still = _with_id(group.add("still", _still, "write one picture, under a grant to copy"))
    still.add_argument("--at", type=int, default=0, metavar="MS")
    still.add_argument("--watermark", action="store_true", help="who, when and approval over it")
    still.add_argument("--out", type=Path, required=True, metavar="DIR")

    marks = _with_id(group.add("marks", _marks, "marks on a recording, with their true times"))
    marks.add_argument("--withdrawn", action="store_true", help="also those that were withdrawn")

    _with_id(group.add("derived", _derived, "stills and clips made of a recording"))


def _with_id(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("footage", type=int, metavar="ID")
    return parser


def _clip(call: Call) -> Answer:
    given = call.arguments
    made = Deriving(call.desk).clip(
        call.actor,
        FootageId(given.footage),
        Cut(given.start, given.end, given.method, given.watermark),
        given.out,
        call.monitor,
        under=given.loan,
    )
    path = given.out / made.name
    return Answer(_fields(made) | {"path": path}, ((made.sha256, str(path)),))


def _still(call: Call) -> Answer:
    given = call.arguments
    made = Deriving(call.desk).still(
        call.actor,
        FootageId(given.footage),
        given.at,
        given.out,
        call.monitor,
        watermark=given.watermark,
    )
    path = given.out / made.name
    return Answer(_fields(made) | {"path": path}, ((made.sha256, str(path)),))


def _derived(call: Call) -> Answer:
    made = Deriving(call.desk).of_footage(call.actor, FootageId(call.arguments.footage))
    return Answer(
        {"derived": [_fields(each) for each in made]},
        tuple((say(each.kind.label), each.name, each.sha256) for each in made),
    )


def _marks(call: Call) -> Answer:
    given = call.arguments
    footage_id = FootageId(given.footage)
    item = Catalogue(call.desk).show(call.actor, footage_id).footage
    found = Marking(call.desk).marks_on(call.actor, [footage_id], withdrawn=given.withdrawn)
    zone = call.desk.office.zone

    def wall(at_ms: int | None) -> object:
        if item.started_at is None or at_ms is None:
            return None
        return (item.started_at + timedelta(milliseconds=at_ms)).astimezone(zone)

    def fields(mark: Mark) -> dict[str, object]:
        return {
            "mark": mark.id,
            "at_ms": mark.at_ms,
            "to_ms": mark.to_ms,
            "wall": wall(mark.at_ms),
            "wall_to": wall(mark.to_ms),
            "category": mark.category,
            "note": mark.note,
            "colour": mark.shade.value,
            "author": mark.author,
            "made_at": mark.made_at.astimezone(zone),
            "withdrawn_at": mark.removed_at,
        }

    return Answer(
        {"footage": footage_id, "marks": [fields(mark) for mark in found]},
        tuple((str(mark.at_ms), mark.category, mark.note, mark.author) for mark in found),
    )


def _fields(made: Derived) -> dict[str, object]:
    return {
        "derived": made.id,
        "kind": made.kind.value,
        "parent": made.parent_id,
        "parent_sha256": made.parent_sha256,
        "method": made.method.value,
        "from_frame": made.from_frame,
        "to_frame": made.to_frame,
        "from_ms": made.from_ms,
        "to_ms": made.to_ms,
        "watermark": made.watermark,
        "approval": made.approval or None,
        "author": made.author,
        "name": made.name,
        "size_bytes": made.size_bytes,
        "sha256": made.sha256,
    }
