"""`journal verify`, `journal export`, `journal list`: the chain of who did what."""

from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.domain.journal import ChainReport
from archive_desk.domain.sentences import say
from archive_desk.services.journalling import JournalFilter, Journalling, verify_file


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("journal", "the journal: who did what, when, on what")
    check = group.add("verify", _verify, "recompute the chain and name what does not fit")
    check.add_argument("--file", type=Path, metavar="F", help="an exported journal instead")
    export = group.add("export", _export, "write all entries to a file")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    show = group.add("list", _list, "the newest entries")
    show.add_argument("--item", default="", help="only this item, such as case:2026-001")
    show.add_argument("--verb", default="", help="only verbs that begin so, such as footage.")
    show.add_argument("--limit", type=int, default=100)


def _verify(call: Call) -> Answer:
    given = call.arguments
    report = verify_file(given.file) if given.file else Journalling(call.desk).verify()
    return _answer(report)


def _export(call: Call) -> Answer:
    return _answer(Journalling(call.desk).export(call.actor, call.arguments.out))


def _answer(report: ChainReport) -> Answer:
    lines = [finding.message for finding in report.findings] or [say("日志完整，校验链无误。")]
    total = say("共 {count} 条，链尾 {head}", count=report.entries, head=report.head)
    return Answer(
        {
            "entries": report.entries,
            "head": report.head,
            "findings": finding_fields(report.findings),
        },
        (*lines, total),
        FINDINGS if report.findings else DONE,
    )


def _list(call: Call) -> Answer:
    given = call.arguments
    where = JournalFilter(item=given.item, verb=given.verb)
    page = Journalling(call.desk).page(call.actor, where, 0, given.limit)
    return Answer(
        {
            "entries": [
                {
                    "no": entry.no,
                    "at": entry.at,
                    "actor": entry.actor,
                    "verb": entry.verb,
                    "item": entry.item,
                    "approval": entry.approval,
                    "detail": dict(entry.detail),
                }
                for entry in page.entries
            ],
            "total": page.total,
        },
        tuple(
            (str(entry.no), entry.at.isoformat(), entry.actor, entry.verb, entry.item)
            for entry in page.entries
        ),
    )
