"""`naming …`: how recorders name their files; adding a way of naming by example."""

import argparse
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.naming import Meaning, NameFamily, Part, Place, marked
from archive_desk.domain.sentences import say
from archive_desk.services.importing import Importing
from archive_desk.services.naming import Naming, Tried, example_of


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("naming", "how recorders name files and folders")
    group.add("list", _list, "every known way of naming")

    tried = group.add("try", _try, "what names say, by all ways of naming in force")
    tried.add_argument("names", nargs="*", metavar="NAME")
    tried.add_argument("--card", metavar="DIR", help="all names of a card or folder")
    tried.add_argument("--batch", metavar="NO", help="all names that a batch saw")

    propose = group.add("propose", _propose, "the probable parts of an example")
    _with_example(propose)

    added = group.add("add", _add, "add a way of naming by example")
    _with_example(added)
    added.add_argument("--title", required=True, metavar="T", help="the make or model")
    added.add_argument("--priority", type=int, default=200, metavar="N")
    added.add_argument("--utc", action="store_true", help="its time is in world time")

    for name, verb, words in (
        ("off", _off, "put a way of naming out of use"),
        ("on", _on, "put it into use again"),
        ("delete", _delete, "take it out of the list"),
    ):
        group.add(name, verb, words).add_argument("key", metavar="KEY")


def _with_example(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("example", metavar="NAME")
    parser.add_argument("--folder", action="store_true", help="the example is a folder's name")
    parser.add_argument(
        "--mark",
        action="append",
        default=[],
        metavar="MEANING=TEXT",
        help="what a part means: " + " ".join(meaning.value for meaning in Meaning),
    )


def _list(call: Call) -> Answer:
    found = Naming(call.desk).families(call.actor)
    fields = [
        {
            "key": each.key,
            "title": each.title,
            "layout": each.layout,
            "priority": each.priority,
            "place": each.place.value,
            "samples": list(each.samples),
            "own": each.own is not None,
            "active": each.own is None or each.own.active,
            "version": None if each.own is None else each.own.version,
            "by": None if each.own is None else each.own.by,
        }
        for each in found
    ]
    lines: list[Line] = [
        (str(each.priority), each.key, say(each.title), say(each.layout), *each.samples[:1])
        for each in found
    ]
    return Answer({"families": fields}, tuple(lines))


def _try(call: Call) -> Answer:
    given, naming = call.arguments, Naming(call.desk)
    names = list(given.names)
    if given.card:
        listing = Importing(call.desk).scan(call.actor, Path(given.card), call.monitor)
        names += [item.path for item in listing.found]
    if given.batch:
        names += naming.names_of_batch(call.actor, given.batch)
    tried = naming.try_out(call.actor, None, names)
    unread = any(not each.read_by for each in tried)
    return Answer(
        {"names": [_tried_fields(each) for each in tried]},
        tuple(_tried_line(each) for each in tried),
        FINDINGS if unread else DONE,
    )


def _tried_fields(each: Tried) -> dict[str, object]:
    seen = each.seen
    return {
        "path": each.path,
        "family": seen.family,
        "title": each.read_by,
        "device": seen.device,
        "officer": seen.officer,
        "decided_by": seen.decided_by,
        "sequence": seen.sequence,
        "important": seen.important,
        "times": [{"source": claim.source.value, "at": claim.at} for claim in seen.claims],
    }


def _tried_line(each: Tried) -> Line:
    seen = each.seen
    begun = seen.claims[0].at.isoformat(sep=" ") if seen.claims else ""
    title = say(each.read_by) if each.read_by else say("未识别")
    return (each.path, title, seen.device, seen.officer, begun)


def _parts(call: Call) -> tuple[tuple[Part, ...], Place]:
    given = call.arguments
    place = Place.FOLDER if given.folder else Place.NAME
    parts = Naming(call.desk).propose(call.actor, given.example, place)
    sample = example_of(given.example, place)
    for word in given.mark:
        name, equals, text = word.partition("=")
        if not equals or name not in set(Meaning) or text not in sample:
            raise InvalidInput(say("“{text}”应写成 含义=示例中的文字。", text=word))
        begin = sample.index(text)
        parts = marked(parts, begin, begin + len(text), Meaning(name))
    return parts, place


def _propose(call: Call) -> Answer:
    parts, _place = _parts(call)
    return Answer(
        {"parts": [{"meaning": part.meaning.value, "text": part.text} for part in parts]},
        tuple((say(part.meaning.label), part.text) for part in parts),
    )


def _add(call: Call) -> Answer:
    given = call.arguments
    parts, place = _parts(call)
    family = NameFamily("", given.title, given.priority, place, parts, utc=given.utc)
    kept = Naming(call.desk).save(call.actor, family)
    return _kept(kept)


def _kept(kept: NameFamily) -> Answer:
    fields = {
        "key": kept.key,
        "version": kept.version,
        "title": kept.title,
        "priority": kept.priority,
        "active": kept.active,
        "sample": kept.sample,
        "parts": [{"meaning": part.meaning.value, "text": part.text} for part in kept.parts],
    }
    return Answer(fields, ((say("已保存命名规则："), kept.key, kept.title),))


def _off(call: Call) -> Answer:
    return _kept(Naming(call.desk).switch(call.actor, call.arguments.key, active=False))


def _on(call: Call) -> Answer:
    return _kept(Naming(call.desk).switch(call.actor, call.arguments.key, active=True))


def _delete(call: Call) -> Answer:
    Naming(call.desk).delete(call.actor, call.arguments.key)
    return Answer({"deleted": call.arguments.key}, (say("已删除。"),))
