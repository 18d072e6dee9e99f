"""`rules entries|set|insert|move|remove`: chains, scenes, notes and marks, entry by entry."""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.cli.rule_versions import adopted, assignment, change_fields, change_line
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.rule_parts import LENDING, PARTS, Entry, Part
from archive_desk.domain.sentences import say
from archive_desk.services.rule_parts import RuleParts, moved, part_of


def register(group: Commands) -> None:
    """Add the commands of this module."""
    entries = group.add("entries", _entries, "the entries of a part of a regulation, numbered")
    _place(entries, numbered=False)

    changed = group.add("set", _set, "change fields of an entry; NAME= alone empties one")
    _place(changed)
    _values(changed)
    _saving(changed)

    added = group.add("insert", _insert, "add an entry; without --at at the end")
    _place(added, numbered=False)
    added.add_argument("--at", type=int, metavar="N", help="its number afterwards")
    _values(added)
    _saving(added)

    put = group.add("move", _move, "put an entry elsewhere in its list")
    _place(put)
    put.add_argument("--to", type=int, required=True, metavar="N", help="its number afterwards")
    _saving(put)

    removed = group.add("remove", _remove, "take an entry out")
    _place(removed)
    _saving(removed)


def _place(parser: argparse.ArgumentParser, *, numbered: bool = True) -> None:
    parser.add_argument("key", metavar="KEY")
    parser.add_argument("part", metavar="PART", help=" ".join(PARTS))
    if numbered:
        parser.add_argument(
            "--entry",
            type=int,
            metavar="N",
            help="which, counted from 1; of `lending` a step, or none for the chain itself",
        )


def _values(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "values", nargs="+", metavar="NAME=VALUE", help="lists and tables as JSON, the rest as text"
    )


def _saving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", default="", metavar="W", help="the reason and its basis")
    parser.add_argument(
        "--preview", action="store_true", help="say what would change and save nothing"
    )


@dataclass(frozen=True)
class _Listing:
    """The list that a command works on, and the whole part made of it again."""

    entries: list[Entry]
    whole: Callable[[list[Entry]], list[Entry]]
    version: int


def _listing(call: Call, part: Part) -> _Listing:
    """The entries of the part; of the chain its steps, for it is one table."""
    read = RuleParts(call.desk).read(call.actor, call.arguments.key, part)
    entries = [dict(each) for each in read.entries]
    if part is not LENDING:
        return _Listing(entries, lambda made: made, read.version)
    (chain,) = entries
    steps = chain.get("steps", [])
    assert isinstance(steps, list)
    return _Listing(
        [dict(each) for each in steps], lambda made: [{**chain, "steps": made}], read.version
    )


def _entries(call: Call) -> Answer:
    part = part_of(call.arguments.part)
    read = RuleParts(call.desk).read(call.actor, call.arguments.key, part)
    lines = [
        (str(number), part.name_of(each) or part.key, json.dumps(each, ensure_ascii=False))
        for number, each in enumerate(read.entries, 1)
    ]
    fields: dict[str, object] = {
        "regulation": call.arguments.key,
        "version": read.version,
        "part": part.key,
        "entries": list(read.entries),
    }
    return Answer(fields, tuple(lines))


def _set(call: Call) -> Answer:
    given, part = call.arguments, part_of(call.arguments.part)
    found = _listing(call, part)
    values = _assigned(given.values)
    if part is LENDING and given.entry is None:
        (chain,) = found.whole(found.entries)
        return _saved(call, part, [_with(chain, values)], found.version)
    at = _at(given.entry, found.entries)
    found.entries[at] = _with(found.entries[at], values)
    return _saved(call, part, found.whole(found.entries), found.version)


def _insert(call: Call) -> Answer:
    given, part = call.arguments, part_of(call.arguments.part)
    found = _listing(call, part)
    at = len(found.entries) if given.at is None else given.at - 1
    if not 0 <= at <= len(found.entries):
        raise _no_such(given.at, found.entries)
    found.entries.insert(at, _with({}, _assigned(given.values)))
    return _saved(call, part, found.whole(found.entries), found.version)


def _move(call: Call) -> Answer:
    given, part = call.arguments, part_of(call.arguments.part)
    found = _listing(call, part)
    made = moved(found.entries, _at(given.entry, found.entries), given.to - 1)
    return _saved(call, part, found.whole(made), found.version)


def _remove(call: Call) -> Answer:
    part = part_of(call.arguments.part)
    found = _listing(call, part)
    del found.entries[_at(call.arguments.entry, found.entries)]
    return _saved(call, part, found.whole(found.entries), found.version)


def _saved(call: Call, part: Part, entries: Sequence[Entry], version: int) -> Answer:
    given, parts = call.arguments, RuleParts(call.desk)
    if not given.preview:
        made = parts.save(call.actor, given.key, part, entries, given.why, based_on=version)
        return adopted(call, made)
    trial = parts.trial(call.actor, given.key, part, entries)
    problems: list[dict[str, object]] = [
        {"entry": each.entry + 1, "field": each.field, "expected": each.expected}
        for each in trial.problems
    ]
    problems += [{"entry": None, "field": "", "expected": each} for each in trial.elsewhere]
    fields: dict[str, object] = {
        "regulation": given.key,
        "part": part.key,
        "problems": problems,
        "changes": [change_fields(each) for each in trial.changes],
        "effects": list(trial.effects),
        "shortens": trial.shortens,
    }
    lines: list[Line] = [
        *((str(each["entry"]), str(each["field"]), str(each["expected"])) for each in problems),
        *(change_line(each) for each in trial.changes),
        *trial.effects,
    ]
    return Answer(fields, tuple(lines), DONE if trial.good else FINDINGS)


def _with(entry: Entry, values: dict[str, object]) -> Entry:
    """The entry with other values; what is empty is taken out."""
    return {name: value for name, value in {**entry, **values}.items() if value != ""}


def _assigned(texts: Sequence[str]) -> dict[str, object]:
    return dict(assignment(text) for text in texts)


def _at(number: int | None, entries: Sequence[Entry]) -> int:
    if number is None or not 1 <= number <= len(entries):
        raise _no_such(number, entries)
    return number - 1


def _no_such(number: int | None, entries: Sequence[Entry]) -> InvalidInput:
    if number is None:
        return InvalidInput(say("请用 --entry 指明第几项，共 {count} 项。", count=len(entries)))
    return InvalidInput(
        say("没有第 {number} 项，共 {count} 项。", number=number, count=len(entries))
    )
