"""`mark …`: sets, changes, withdraws and puts back marks; `footage marks` lists them."""

import argparse
from collections.abc import Sequence

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.marks import Colour, Mark, MarkVersion
from archive_desk.domain.sentences import say
from archive_desk.services.marking import Marking


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("mark", "marks on recordings; `footage marks` lists them")
    added = group.add("add", _add, "mark a moment of a recording, or a stretch")
    added.add_argument("footage", type=int, metavar="FOOTAGE")
    added.add_argument("--at", type=int, required=True, metavar="MS")
    added.add_argument("--to", type=int, metavar="MS", help="where the stretch ends")
    added.add_argument("--category", required=True, metavar="C")
    added.add_argument("--note", default="", metavar="N")
    added.add_argument("--colour", type=Colour, metavar="C", help=_COLOURS)

    changed = _with_mark(group.add("change", _change, "change one's own mark; what it was is kept"))
    changed.add_argument("--at", type=int, metavar="MS")
    changed.add_argument("--category", metavar="C")
    changed.add_argument("--note", metavar="N")
    changed.add_argument("--colour", type=Colour, metavar="C", help=_COLOURS)

    ended = _with_mark(group.add("end", _end, "let one's own mark be a stretch that ends there"))
    ended.add_argument("--to", type=int, metavar="MS", help="without it, a moment again")

    _with_mark(group.add("withdraw", _withdraw, "take one's own mark away; it is kept"))
    _with_mark(group.add("restore", _restore, "put one's own withdrawn mark back"))
    _with_mark(group.add("history", _history, "what was done to a mark, the newest first"))


_COLOURS = " ".join(each.value for each in Colour)


def _with_mark(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("mark", type=int, metavar="MARK")
    return parser


def _add(call: Call) -> Answer:
    given = call.arguments
    made = Marking(call.desk).add(
        call.actor,
        FootageId(given.footage),
        given.at,
        given.category,
        given.note,
        to_ms=given.to,
        colour=given.colour or "",
    )
    return _answer(made)


def _change(call: Call) -> Answer:
    given = call.arguments
    return _answer(
        Marking(call.desk).change(
            call.actor,
            MarkId(given.mark),
            at_ms=given.at,
            category=given.category,
            note=given.note,
            colour=given.colour,
        )
    )


def _end(call: Call) -> Answer:
    given = call.arguments
    return _answer(Marking(call.desk).end_at(call.actor, MarkId(given.mark), given.to))


def _withdraw(call: Call) -> Answer:
    gone = Marking(call.desk).remove(call.actor, MarkId(call.arguments.mark))
    return Answer(_fields(gone), (say("标记 {mark} 已撤回。", mark=gone.id),))


def _restore(call: Call) -> Answer:
    marking, mark_id = Marking(call.desk), MarkId(call.arguments.mark)
    return _answer(marking.restore(call.actor, mark_id))


def _history(call: Call) -> Answer:
    mark_id = MarkId(call.arguments.mark)
    versions: Sequence[MarkVersion] = Marking(call.desk).history(call.actor, mark_id)
    zone = call.desk.office.zone
    rows = [
        {
            "verb": each.verb.value,
            "by": each.by,
            "at": each.at.astimezone(zone),
            "before": _fields(each.before),
        }
        for each in versions
    ]
    lines = tuple(
        (say(each.verb.label), each.by, f"{each.at.astimezone(zone):%Y-%m-%d %H:%M:%S}")
        for each in versions
    )
    return Answer({"mark": mark_id, "versions": rows}, lines)


def _answer(made: Mark) -> Answer:
    place = str(made.at_ms) if made.to_ms is None else f"{made.at_ms}–{made.to_ms}"
    return Answer(_fields(made), ((str(made.id), place, made.category, made.note),))


def _fields(made: Mark) -> dict[str, object]:
    return {
        "mark": made.id,
        "footage": made.footage_id,
        "at_ms": made.at_ms,
        "to_ms": made.to_ms,
        "category": made.category,
        "note": made.note,
        "colour": made.shade.value,
        "author": made.author,
    }
