"""`mark-category …`: the kinds of marks, those of the regulations and the office's own."""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.marks import Category, Colour
from archive_desk.domain.sentences import say
from archive_desk.services.mark_categories import (
    OFFICE_KEYS,
    MarkCategories,
    ruled_categories,
)


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("mark-category", "kinds of marks: the regulations' and the office's own")
    group.add("list", _list, "all of them, with their keys and colours")

    added = _titled(group.add("add", _add, "add one of the office's own"))
    _with_looks(added)

    changed = _titled(group.add("change", _change, "another name, key or colour"))
    changed.add_argument("--title", dest="new_title", metavar="T", help="its new name")
    _with_looks(changed)

    moved = _titled(group.add("move", _move, "put it elsewhere in the list"))
    moved.add_argument("--by", type=int, required=True, metavar="N", help="places on; forward: -N")

    _titled(group.add("retire", _retire, "offer it no longer; marks keep it"))
    _titled(group.add("restore", _restore, "offer it again"))


def _titled(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("title", metavar="TITLE")
    return parser


def _with_looks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key", metavar="K", help=f"one of {' '.join(OFFICE_KEYS)}, or '' for none"
    )
    parser.add_argument(
        "--colour", type=Colour, metavar="C", help=" ".join(each.value for each in Colour)
    )


def _list(call: Call) -> Answer:
    return _answer(MarkCategories(call.desk).own())


def _add(call: Call) -> Answer:
    given = call.arguments
    made = Category(given.title, given.key or "", given.colour or Colour.AMBER)
    return _answer(MarkCategories(call.desk).add(call.actor, made))


def _change(call: Call) -> Answer:
    given, service = call.arguments, MarkCategories(call.desk)
    old = next((each for each in service.own() if each.title == given.title), Category(given.title))
    wanted = replace(
        old,
        title=old.title if given.new_title is None else given.new_title,
        key=old.key if given.key is None else given.key,
        colour=given.colour or old.colour,
    )
    return _answer(service.change(call.actor, given.title, wanted))


def _move(call: Call) -> Answer:
    return _answer(
        MarkCategories(call.desk).move(call.actor, call.arguments.title, call.arguments.by)
    )


def _retire(call: Call) -> Answer:
    return _answer(MarkCategories(call.desk).retire(call.actor, call.arguments.title))


def _restore(call: Call) -> Answer:
    return _answer(MarkCategories(call.desk).restore(call.actor, call.arguments.title))


def _answer(own: Sequence[Category]) -> Answer:
    rows = [(each, False) for each in ruled_categories()] + [(each, True) for each in own]
    return Answer(
        {
            "categories": [
                {
                    "title": each.title,
                    "key": each.key,
                    "colour": each.colour.value,
                    "own": mine,
                    "retired": each.retired,
                }
                for each, mine in rows
            ]
        },
        tuple(
            (
                each.key or "–",
                each.title,
                say(each.colour.label),
                say("已停用") if each.retired else "",
            )
            for each, _ in rows
        ),
    )
