"""`export-registers`: everything the archive knows, in formats that any program reads."""

from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.sentences import say
from archive_desk.services.register_export import RegisterExport


def register(commands: Commands) -> None:
    """Add the command."""
    export = commands.add(
        "export-registers", _export, "write all registers as CSV and JSON, and the list of files"
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="an empty folder")


def _export(call: Call) -> Answer:
    done = RegisterExport(call.desk).write(call.actor, call.arguments.out, call.monitor)
    fields = {"folder": done.folder, "registers": dict(done.registers), "files": done.files}
    told = say(
        "已导出 {tables} 个登记簿、{rows} 行、{files} 个文件的清单。",
        tables=len(done.registers),
        rows=sum(done.registers.values()),
        files=done.files,
    )
    return Answer(fields, (told,))
