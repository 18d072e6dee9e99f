"""What all commands share: the archive, the actor, the answer, progress on standard error."""

import argparse
import getpass
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import TextIO, TypeVar
from zoneinfo import ZoneInfo

from archive_desk.domain.errors import Cancelled, InvalidInput, Unavailable
from archive_desk.domain.findings import Finding
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import Sentence, say
from archive_desk.languages import Language, render
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, open_desk
from archive_desk.services.sittings import settle_sittings

DONE, FINDINGS, USAGE, REFUSED, FAILED = 0, 1, 2, 3, 4
"""Exit codes: done · done with findings · wrong usage · refused by a rule · could not."""

_RECENT_S = 2.0
_Word = TypeVar("_Word", bound=StrEnum)

Line = str | tuple[str, ...]
"""A line for people, or a row of cells. What is a `Sentence` is said in the language asked for;
any other text is what the archive holds, and stays."""


@dataclass(frozen=True)
class Answer:
    """What a command has to say: fields for `--json`, lines for people, and the exit code."""

    fields: Mapping[str, object]
    lines: tuple[Line, ...] = ()
    code: int = DONE


@dataclass
class Call:
    """One run of a command."""

    arguments: argparse.Namespace
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    messages: TextIO = field(default_factory=lambda: sys.stderr)

    @cached_property
    def desk(self) -> Desk:
        """The archive named by `--archive` or `ARCHIVE_DESK_ARCHIVE`, opened on first use.

        What somebody had watched when his program was killed comes into the journal first.
        """
        desk = open_desk(self.archive_folder)
        with suppress(Unavailable):
            settle_sittings(desk)
        return desk

    @property
    def language(self) -> Language:
        """The language of `--language`; Chinese unless it is given."""
        return Language(getattr(self.arguments, "language", Language.ZH_CN))

    @property
    def archive_folder(self) -> Path:
        """The folder named by `--archive` or `ARCHIVE_DESK_ARCHIVE`.

        Raises:
            InvalidInput: none is named.
        """
        folder = getattr(self.arguments, "archive", None) or self.environment.get(
            "ARCHIVE_DESK_ARCHIVE"
        )
        if not folder:
            raise InvalidInput(say("请用 --archive 指明档案库文件夹。"))
        return Path(folder)

    @cached_property
    def actor(self) -> Person:
        """The person named by `--as` (or `ARCHIVE_DESK_AS`), signed in.

        Raises:
            InvalidInput: nobody is named.
            Refused: the password is wrong.
        """
        account = getattr(self.arguments, "actor", None) or self.environment.get("ARCHIVE_DESK_AS")
        if not account:
            raise InvalidInput(say("请用 --as 指明办理人的账号。"))
        return Accounts(self.desk).sign_in(account, self.password(account))

    def password(self, account: str) -> str:
        """The password from `ARCHIVE_DESK_PASSWORD`, or from the prompt.

        Raises:
            InvalidInput: there is nobody to ask.
        """
        known = self.environment.get("ARCHIVE_DESK_PASSWORD")
        if known is not None:
            return known
        if not sys.stdin.isatty():
            raise InvalidInput(say("请在环境变量 ARCHIVE_DESK_PASSWORD 中给出密码。"))
        return getpass.getpass(f"{account}: ", self.messages)

    def moment(self, text: str) -> datetime:
        """An ISO 8601 time; without an offset it is the office's local time.

        Raises:
            InvalidInput: it is no time.
        """
        return parse_moment(text, self.desk.office.zone)

    @cached_property
    def monitor(self) -> "ConsoleMonitor":
        """Progress on standard error, where a person watches."""
        return ConsoleMonitor(self.messages, self.language)

    def tell(self, message: Sentence) -> None:
        """Say something beside the answer, on standard error."""
        self.messages.write(spoken(message, self.language) + "\n")


def one_of(words: type[_Word]) -> Callable[[str], _Word]:
    """What turns an argument into one of `words`, or says which there are."""

    def read(text: str) -> _Word:
        try:
            return words(text)
        except ValueError:
            known = ", ".join(words)
            raise argparse.ArgumentTypeError(f"'{text}' is none of {known}") from None

    return read


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 time; without an offset it is in `zone`.

    Raises:
        InvalidInput: it is no time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(
            say("“{text}”不是时间，应如 2026-11-20T09:30:00+08:00。", text=text)
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


class ConsoleMonitor:
    """Shows progress as one line that is overwritten, twice a second, on a terminal only."""

    def __init__(self, stream: TextIO, language: Language = Language.ZH_CN) -> None:
        """Write to `stream` in `language`."""
        self._stream = stream
        self._language = language
        self._shown_at = 0.0
        self._stopping = False
        self.reported_at: float | None = None

    def stop(self) -> None:
        """Have the work stop at its next report."""
        self._stopping = True

    @property
    def stopping(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stopping

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        """Show the progress.

        Raises:
            Cancelled: the person at the console wants the work to stop.
        """
        now = self.reported_at = time.monotonic()
        if self._stopping:
            raise Cancelled
        if not self._stream.isatty() or (now - self._shown_at < 0.5 and done < total):
            return
        self._shown_at = now
        share = f"{done * 100 // total:3d} %" if total else ""
        end = "\n" if done >= total else ""
        self._stream.write(f"\r\x1b[K{share} {spoken(note, self._language)}{end}")
        self._stream.flush()


@contextmanager
def stoppable(call: Call) -> Iterator[None]:
    """Let Ctrl-C, or an order to end, stop work in good order, and a second one at once.

    Work that reports its progress is stopped there, so that it can close what it has begun.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def asked(_number: int, _frame: FrameType | None) -> None:
        monitor = call.__dict__.get("monitor")
        reported = None if monitor is None else monitor.reported_at
        recent = reported is not None and time.monotonic() - reported < _RECENT_S
        if monitor is None or monitor.stopping or not recent:
            raise KeyboardInterrupt
        monitor.stop()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


Command = Callable[[Call], Answer]


@contextmanager
def undisturbed(*, for_good: bool = False) -> Iterator[None]:
    """Let nobody stop what is done meanwhile, or, `for_good`, afterwards either."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    orders = (signal.SIGINT, signal.SIGTERM)
    before = {order: signal.signal(order, signal.SIG_IGN) for order in orders}
    try:
        yield
    finally:
        if not for_good:
            for order, handler in before.items():
                signal.signal(order, handler)


class Commands:
    """Where each group of commands registers its own."""

    def __init__(self, parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        """Register under `parsers`."""
        self._parsers = parsers

    def group(self, name: str, summary: str) -> "Commands":
        """A group such as `case`, whose commands are `case add`, `case list`, …."""
        parser = self._parsers.add_parser(name, help=summary, description=summary)
        return Commands(parser.add_subparsers(dest=f"{name}_command", required=True, metavar="…"))

    def add(self, name: str, command: Command, summary: str) -> argparse.ArgumentParser:
        """A command, its function and one line of help; give it its arguments afterwards."""
        parser = self._parsers.add_parser(name, help=summary, description=summary)
        add_common_options(parser)
        parser.set_defaults(command=command)
        return parser


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Options that every command understands, before or after its name."""
    group = parser.add_argument_group("common options")
    suppress = argparse.SUPPRESS
    group.add_argument("--archive", metavar="DIR", default=suppress, help="the archive's folder")
    group.add_argument("--as", dest="actor", metavar="ACCOUNT", default=suppress, help="who acts")
    group.add_argument(
        "--json", action="store_true", default=suppress, help="answer with one JSON document"
    )
    group.add_argument(
        "--language", choices=("zh_CN", "en"), default=suppress, help="language of the messages"
    )


def finding_fields(findings: tuple[Finding, ...] | list[Finding]) -> list[dict[str, object]]:
    """Findings as `--json` shows them."""
    return [
        {
            "code": finding.code,
            "item": finding.item,
            "basis": None if finding.basis is None else str(finding.basis),
            "message": finding.message,
        }
        for finding in findings
    ]


def spoken(words: str, language: Language) -> str:
    """A `Sentence` in `language`; any other text as it is."""
    return render(words, language) if isinstance(words, Sentence) else words


def in_words(line: Line, language: Language) -> str:
    """A line of an answer in `language`; cells are parted by tabs."""
    cells = (line,) if isinstance(line, str) else line
    return "\t".join(spoken(cell, language) for cell in cells)


def to_json(fields: Mapping[str, object], language: Language = Language.ZH_CN) -> str:
    """One JSON document; times as ISO 8601 with offset, paths as text."""
    return json.dumps(_plain(fields, language), ensure_ascii=False, indent=2)


def _plain(value: object, language: Language) -> object:
    match value:
        case Sentence():
            return spoken(value, language)
        case datetime():
            return value.isoformat()
        case Path():
            return str(value)
        case Mapping():
            return {str(key): _plain(each, language) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each, language) for each in value]
        case None | str() | bool() | int() | float():
            return value
    raise TypeError(f"{type(value).__name__} has no place in an answer")
