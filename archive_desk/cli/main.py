"""`archive-desk`: finds the command, runs it, prints its answer, and ends with its exit code."""

import argparse
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

from archive_desk import __version__
from archive_desk.cli.frame import (
    FAILED,
    REFUSED,
    USAGE,
    Answer,
    Call,
    Commands,
    add_common_options,
    in_words,
    spoken,
    stoppable,
    to_json,
    undisturbed,
)
from archive_desk.domain.errors import ArchiveDeskError, Cancelled, InvalidInput, Refused
from archive_desk.domain.sentences import say
from archive_desk.languages import Language

MODULES = {
    "new": "accounts",
    "account": "accounts",
    "demo": "demo",
    "import": "importing",
    "batch": "batches",
    "footage": "footage",
    "clock": "clocks",
    "mark": "marks",
    "mark-category": "mark_categories",
    "device": "devices",
    "naming": "naming",
    "case": "cases",
    "note": "notes",
    "disc": "discs",
    "loan": "loans",
    "volume": "volumes",
    "provide": "provisions",
    "complaint": "complaints",
    "disclosure": "disclosure",
    "party": "parties",
    "deputy": "deputies",
    "incident": "incidents",
    "ledger": "ledger",
    "export": "export",
    "export-registers": "register_export",
    "evaluation": "evaluation",
    "rules": "rules",
    "retention": "retention",
    "hold": "retention",
    "holidays": "holidays",
    "appraisal": "appraisal",
    "destruction": "destruction",
    "worklist": "worklist",
    "urgent": "urgent",
    "figures": "figures",
    "journal": "journal",
    "check": "guarding",
    "fixity": "guarding",
    "backup": "guarding",
    "mirror": "mirrors",
    "heal": "mirrors",
    "restore": "restoring",
    "release": "mirrors",
    "settings": "office",
}
"""Commands and groups, and the module of `archive_desk.cli` each is in, in the order of the help.

Only the module that is asked for is imported: a script that runs fifty commands should not wait
fifty times for ReportLab and PyAV.
"""

_WITH_VALUE = ("--archive", "--as", "--language")


class _Usage(Exception):
    """The words on the command line are off."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Usage(f"{message}\n{self.format_usage()}".strip())


def build_parser(asked: str | None = None) -> argparse.ArgumentParser:
    """The parser with the command `asked` for, or with all of them."""
    parser: argparse.ArgumentParser = _Parser(
        prog="archive-desk", description="The desk of the records room, by command."
    )
    parser.add_argument("--version", action="version", version=f"archive-desk {__version__}")
    add_common_options(parser)
    commands = Commands(parser.add_subparsers(dest="group", required=True, metavar="COMMAND"))
    modules = [MODULES[asked]] if asked in MODULES else dict.fromkeys(MODULES.values())
    for module in modules:
        import_module(f"archive_desk.cli.{module}").register(commands)
    return parser


def _asked(words: Sequence[str]) -> str | None:
    """The first word that is neither an option nor an option's value."""
    value_follows = False
    for word in words:
        if not value_follows and not word.startswith("-"):
            return word
        value_follows = word in _WITH_VALUE
    return None


@dataclass(frozen=True)
class _Ending:
    """What is printed at the end, and the exit code."""

    code: int
    out: str = ""
    err: str = ""


def main(arguments: Sequence[str] | None = None, *, last: bool = False) -> int:
    """Run one command and return its exit code.

    `last`: the program ends afterwards, so that nobody needs to be able to stop it any more.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    try:
        namespace = build_parser(_asked(words)).parse_args(words)
    except _Usage as error:
        call, ending = None, _failure(as_json, USAGE, "usage", str(error))
    else:
        call = Call(namespace)
        ending = _run(call, as_json)
    # What is done is done: a late Ctrl-C must neither unsay it nor cut it short.
    with undisturbed(for_good=last):
        if call is not None and "desk" in call.__dict__:
            call.desk.close()
        _print(ending)
    return ending.code


def _run(call: Call, as_json: bool) -> _Ending:
    language = call.language
    try:
        with stoppable(call):
            answer: Answer = call.arguments.command(call)
    except ArchiveDeskError as error:
        basis = None if error.basis is None else str(error.basis)
        return _failure(as_json, _code_of(error), error.kind, error.message, basis, language)
    except (Cancelled, KeyboardInterrupt):
        return _failure(as_json, FAILED, "cancelled", say("已取消。"), None, language)
    except Exception as error:  # noqa: BLE001 - the last resort, which says everything
        # A script must not take a fault of ours for findings.
        traceback.print_exc()
        said = say("程序出错，请把以上内容交给维护人员：{error}", error=repr(error))
        return _failure(as_json, FAILED, "internal", said, None, language)
    if as_json:
        return _Ending(answer.code, to_json(answer.fields, language))
    return _Ending(answer.code, "\n".join(in_words(line, language) for line in answer.lines))


def _code_of(error: ArchiveDeskError) -> int:
    if isinstance(error, Refused):
        return REFUSED
    return USAGE if isinstance(error, InvalidInput) else FAILED


def _failure(
    as_json: bool,
    code: int,
    kind: str,
    message: str,
    basis: str | None = None,
    language: Language = Language.ZH_CN,
) -> _Ending:
    text = spoken(message, language)
    if as_json:
        return _Ending(code, to_json({"error": {"kind": kind, "message": text, "basis": basis}}))
    return _Ending(code, err=text + (f"（{basis}）" if basis else "") + "\n")


def _print(ending: _Ending) -> None:
    if ending.err:
        sys.stderr.write(ending.err)
    if ending.out:
        sys.stdout.buffer.write((ending.out + "\n").encode())
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
