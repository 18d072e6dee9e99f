"""`case publish|unpublish`: when the public was told of a decision, and when it was taken back."""

import argparse
from collections.abc import Sequence
from datetime import date

from archive_desk.cli.frame import Answer, Call, Commands, one_of
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.publications import Published
from archive_desk.domain.sentences import say
from archive_desk.services.publishing import Publishing, Telling


def register(group: Commands) -> None:
    """Add the commands of this module."""
    told = group.add("publish", _publish, "write down that a decision was made public")
    told.add_argument("--where", required=True, metavar="W", help="the site or platform")
    back = group.add("unpublish", _unpublish, "write down that it was taken back")
    back.add_argument("--reason", required=True, metavar="R")
    for parser in (told, back):
        _arguments(parser)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("no", metavar="NO")
    parser.add_argument(
        "--what", type=one_of(Published), required=True, metavar="W", help=" ".join(Published)
    )
    parser.add_argument("--on", required=True, metavar="DAY")


def _publish(call: Call) -> Answer:
    given = call.arguments
    found = Publishing(call.desk).publish(
        call.actor, given.no, given.what, _day(given.on), given.where
    )
    return _answer(given.no, found)


def _unpublish(call: Call) -> Answer:
    given = call.arguments
    found = Publishing(call.desk).withdraw(
        call.actor, given.no, given.what, _day(given.on), given.reason
    )
    return _answer(given.no, found)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=text)) from error


def _answer(no: str, found: Sequence[Telling]) -> Answer:
    lines = tuple(
        (
            say(each.what.label),
            "" if each.standing is None else each.standing.on.isoformat(),
            "" if each.due is None else f"{each.due:%Y-%m-%d}",
        )
        for each in found
    )
    return Answer({"case": no, "publications": telling_fields(found)}, lines)


def telling_fields(found: Sequence[Telling]) -> list[dict[str, object]]:
    """What the public is told of a case, as `case show` gives it."""
    return [
        {
            "what": each.what.value,
            "due": each.due,
            "published": each.standing is not None,
            "entries": [
                {
                    "published_at": one.on.isoformat(),
                    "where": one.place,
                    "by": one.by,
                    "withdrawn_at": one.withdrawn_on and one.withdrawn_on.isoformat(),
                    "reason": one.withdrawal or None,
                }
                for one in each.publications
            ],
        }
        for each in found
    ]
