"""`rules versions|show|check|adopt|copy|decide|apply`: the office's own versions of its rules."""

import argparse
import json
from datetime import date
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands
from archive_desk.cli.rule_fields import regulation_fields
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.rule_rows import RuleChange
from archive_desk.domain.rule_versions import RuleVersion
from archive_desk.domain.sentences import say
from archive_desk.services.rule_keeping import RuleKeeping


def register(group: Commands) -> None:
    """Add the commands of this module."""
    group.add(
        "applying", _applying, "the regulations that apply in the archive, and why which rule"
    )

    versions = group.add("versions", _versions, "all versions of a regulation in the archive")
    versions.add_argument("key", metavar="KEY")

    show = group.add("show", _show, "a regulation of the archive, or its rule file")
    show.add_argument("key", metavar="KEY")
    show.add_argument("--version", type=int, metavar="N")
    show.add_argument("--out", metavar="FILE", help="write the rule file there")

    check = group.add("check", _check, "what is wrong with a rule file; needs no archive")
    check.add_argument("file", metavar="FILE")

    preview = group.add("preview", _preview, "what adopting a rule file would change")
    preview.add_argument("file", metavar="FILE")

    adopt = group.add("adopt", _adopt, "make a rule file the next version of its regulation")
    adopt.add_argument("file", metavar="FILE")
    _why(adopt)

    copy = group.add("copy", _copy, "begin a regulation of the office's own as a copy")
    copy.add_argument("key", metavar="KEY")
    copy.add_argument("--to", required=True, metavar="NEW_KEY")
    copy.add_argument("--title", required=True, metavar="T")
    _why(copy)

    decide = group.add("decide", _decide, "set one value as the office decided it")
    decide.add_argument("key", metavar="KEY")
    decide.add_argument("path", metavar="PATH", help="e.g. deadlines.hand_in, open.disc_copies")
    decide.add_argument(
        "values",
        nargs="+",
        metavar="NAME=VALUE",
        help="numbers, true and false, dates and [lists] as they are, everything else as text",
    )
    _why(decide)

    apply = group.add("apply", _apply, "let these regulations apply, the office's own first")
    apply.add_argument("keys", nargs="+", metavar="KEY")
    _why(apply)


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", required=True, metavar="W", help="the reason and its basis")


def _applying(call: Call) -> Answer:
    keeping = RuleKeeping(call.desk)
    found, reasons = keeping.applying(call.actor), keeping.reasons(call.actor)
    fields = [{"key": each.key, "version": each.version, "title": each.title} for each in found]
    lines = [(each.key, str(each.version), f"《{each.title}》") for each in found]
    return Answer({"regulations": fields, "reasons": reasons}, (*lines, *reasons))


def _versions(call: Call) -> Answer:
    found = RuleKeeping(call.desk).versions(call.actor, call.arguments.key)
    return Answer(
        {"versions": [_version(each) for each in found]},
        tuple((str(each.version), each.by, say(each.why)) for each in found),
    )


def _show(call: Call) -> Answer:
    given, keeping = call.arguments, RuleKeeping(call.desk)
    regulation = keeping.regulation(call.actor, given.key, given.version)
    text = keeping.text(call.actor, given.key, given.version)
    if given.out:
        _write(Path(given.out), text)
    fields: dict[str, object] = {"regulation": regulation_fields(regulation), "text": text}
    return Answer(fields, (text.rstrip(),))


def _check(call: Call) -> Answer:
    problems = RuleKeeping.problems(_read(call.arguments.file))
    fields = [{"line": each.line, "key": each.key, "expected": each.expected} for each in problems]
    lines = tuple((str(each.line), each.key, each.expected) for each in problems)
    return Answer({"problems": fields}, lines, FINDINGS if problems else DONE)


def _preview(call: Call) -> Answer:
    found = RuleKeeping(call.desk).preview(call.actor, _read(call.arguments.file))
    return Answer(
        {
            "regulation": found.regulation.key,
            "changes": [change_fields(each) for each in found.changes],
            "shortens": found.shortens,
        },
        tuple(change_line(each) for each in found.changes),
    )


def _adopt(call: Call) -> Answer:
    given = call.arguments
    made = RuleKeeping(call.desk).adopt(call.actor, _read(given.file), given.why)
    return adopted(call, made)


def _copy(call: Call) -> Answer:
    given = call.arguments
    keeping = RuleKeeping(call.desk)
    made = keeping.copy(call.actor, given.key, given.to, given.title, given.why)
    return adopted(call, made)


def _decide(call: Call) -> Answer:
    given = call.arguments
    values = dict(assignment(text) for text in given.values)
    keeping = RuleKeeping(call.desk)
    return adopted(call, keeping.decide(call.actor, given.key, given.path, values, given.why))


def _apply(call: Call) -> Answer:
    given = call.arguments
    RuleKeeping(call.desk).apply(call.actor, given.keys, given.why)
    applying = _applying(call)
    return Answer({**applying.fields, "review": _judged_anew(call)}, applying.lines)


def assignment(text: str) -> tuple[str, object]:
    """`NAME=VALUE` as a name and a value of a rule file.

    Raises:
        InvalidInput: it is not written so.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidInput(say("“{text}”应为 NAME=VALUE 的形式。", text=text))
    try:
        return name, date.fromisoformat(value)
    except ValueError:
        pass
    try:
        found = json.loads(value)
    except ValueError:
        return name, value
    return name, found if isinstance(found, bool | int | list | dict) else value


def adopted(call: Call, version: RuleVersion) -> Answer:
    """The answer to a new version, with what it did to how long things are kept."""
    fields = {**_version(version), "review": _judged_anew(call)}
    return Answer(fields, ((version.key, str(version.version), version.why),))


def _judged_anew(call: Call) -> dict[str, int]:
    """What the change did to how long things are kept; nothing archived becomes shorter."""
    found = RuleKeeping(call.desk).judge_anew(call.monitor)
    return {"looked": found.looked, "raised": len(found.raised), "proposed": found.proposed}


def _version(each: RuleVersion) -> dict[str, object]:
    return {
        "key": each.key,
        "version": each.version,
        "by": each.by or None,
        "made_at": each.made_at,
        "why": each.why,
    }


def change_fields(each: RuleChange) -> dict[str, object]:
    """What one value becomes, as `--json` shows it."""
    row = each.after or each.before
    assert row is not None
    return {
        "path": row.path,
        "title": each.title,
        "before": None if each.before is None else each.before.words,
        "after": None if each.after is None else each.after.words,
        "shortens": each.shortens,
    }


def change_line(each: RuleChange) -> tuple[str, ...]:
    """What one value becomes, in a line."""
    before = "—" if each.before is None else each.before.words
    return (each.title, before, "→", "—" if each.after is None else each.after.words)


def _read(name: str) -> str:
    file = Path(name)
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            say("规则文件 {file} 读不出来：{reason}。", file=file.name, reason=str(error))
        ) from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            say("无法写入 {file}：{reason}", file=str(file), reason=str(error))
        ) from error
