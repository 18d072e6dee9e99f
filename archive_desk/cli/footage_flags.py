"""`footage flag|unflag`: what makes recordings not for everybody (涉密、敏感)."""

import argparse

from archive_desk.cli.frame import Answer, Call, Commands, one_of
from archive_desk.domain.ids import FootageId
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sensitivity import in_words
from archive_desk.services.classifying import Classifying, Flagged


def register(group: Commands) -> None:
    """Add the commands of this module."""
    flag = group.add("flag", _flag, "flag recordings as not for everybody; copies want the head")
    lift = group.add("unflag", _lift, "lift flags; for who signs for the office")
    for parser in (flag, lift):
        _arguments(parser)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("footage", type=int, nargs="+", metavar="ID")
    parser.add_argument(
        "--as-kind",
        dest="kinds",
        type=one_of(Sensitivity),
        action="append",
        required=True,
        metavar="C",
        help=" ".join(Sensitivity),
    )
    parser.add_argument("--reason", required=True, metavar="R")


def _flag(call: Call) -> Answer:
    given = call.arguments
    return _answer(Classifying(call.desk).flag(call.actor, _ids(call), given.kinds, given.reason))


def _lift(call: Call) -> Answer:
    given = call.arguments
    return _answer(Classifying(call.desk).lift(call.actor, _ids(call), given.kinds, given.reason))


def _ids(call: Call) -> list[FootageId]:
    return [FootageId(number) for number in call.arguments.footage]


def _answer(found: Flagged) -> Answer:
    flags = [
        {"footage": number, "sensitivity": [kind.value for kind in kinds]}
        for number, kinds in found.flags.items()
    ]
    used = [
        {"footage": number, "kind": use.kind.value, "no": use.no, "words": use.words}
        for number, use in found.used.items()
    ]
    lines = [(str(number), in_words(kinds)) for number, kinds in found.flags.items()]
    lines += [(str(number), use.words) for number, use in found.used.items()]
    return Answer({"flags": flags, "used": used}, tuple(lines))


def flag_fields(call: Call, footage_id: FootageId) -> list[dict[str, object]]:
    """All flags that a recording ever had, as `footage show` gives them."""
    return [
        {
            "sensitivity": each.kind.value,
            "reason": each.reason,
            "by": each.by,
            "at": each.at,
            "lifted_by": each.lifted_by or None,
            "lifted_at": each.lifted_at,
            "lift_reason": each.lift_reason or None,
        }
        for each in Classifying(call.desk).history(call.actor, footage_id)
    ]
