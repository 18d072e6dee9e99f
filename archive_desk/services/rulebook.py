"""Which rules hold: the program's files, and over them what an archive has adopted.

Everybody who needs the rules of an archive asks here: `of(desk)` for the regulation (several that
apply are one), `calendar(desk)` for the working days. Parsed rules are kept by their text.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from archive_desk import paths
from archive_desk.db import holiday_tables, rule_versions
from archive_desk.domain.combining import combine
from archive_desk.domain.errors import NotFound, Unavailable
from archive_desk.domain.holidays import HolidayYear, WorkCalendar
from archive_desk.domain.office import Office
from archive_desk.domain.regulations import Clock, Deadline, Regulation
from archive_desk.domain.rule_files import (
    parse_holidays,
    parse_laws,
    parse_openings,
    parse_regulation,
)
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.domain.rule_values import Opening
from archive_desk.domain.rule_versions import KEY
from archive_desk.domain.sentences import say

KEYS = ("xigang", "fushun", "shuncheng", "jinpu", "dawukou")
"""The regulations that come with the program."""

_Parsed = TypeVar("_Parsed")


class Archive(Protocol):
    """What the rulebook needs to know of an open archive."""

    @property
    def office(self) -> Office:
        """The office it belongs to."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """A look at the archive."""
        ...


class RuleHistory:
    """The regulations of an archive through time, for whoever judges many things at once."""

    def __init__(self, session: Session, office: Office) -> None:
        """Read what was adopted and chosen."""
        self._office = office
        self._choices = rule_versions.choices(session)
        self._versions = {
            key: rule_versions.versions(session, key) for key in rule_versions.keys(session)
        }
        self._combined: dict[tuple[tuple[str, int], ...], Regulation] = {}

    def at(self, moment: datetime | None = None) -> Regulation:
        """The regulation in force, or at `moment`; several that apply are one."""
        regulations = self.applying(moment)
        names = tuple((each.key, each.version) for each in regulations)
        if names not in self._combined:
            self._combined[names] = combine(regulations)
        return self._combined[names]

    def applying(self, moment: datetime | None = None) -> tuple[Regulation, ...]:
        """The regulations that apply, or applied at `moment`, each in its version of that time."""
        keys = next(
            (each.keys for each in self._choices if moment is None or each.made_at <= moment),
            (self._office.regulation,),
        )
        return tuple(self.version(key, moment) for key in keys)

    def version(self, key: str, moment: datetime | None = None) -> Regulation:
        """The regulation `key` as it was at `moment`: what was adopted last, else the program's.

        Raises:
            NotFound: neither the archive nor the program has it.
        """
        kept = self._versions.get(key, ())
        held = next(
            (v for v in kept if moment is None or (v.made_at is not None and v.made_at <= moment)),
            None,
        )
        if held is None and key not in KEYS:
            # What the office added later: its first version, as far back as anybody can say.
            held = kept[-1] if kept else None
        return regulation(key) if held is None else parsed(held.text, f"{key}.toml")


def of(archive: Archive, at: datetime | None = None) -> Regulation:
    """The regulation in force in an archive, or at `at`; several that apply are one."""
    with archive.reading() as session:
        return in_force(session, archive.office, at)


def in_force(session: Session, office: Office, at: datetime | None = None) -> Regulation:
    """The regulation in force, or at `at`; several that apply are one."""
    return RuleHistory(session, office).at(at)


def applying(
    session: Session, office: Office, at: datetime | None = None
) -> tuple[Regulation, ...]:
    """The regulations that apply, or applied at `at`, each in its version of that time."""
    return RuleHistory(session, office).applying(at)


def named(session: Session, key: str, number: int | None = None) -> Regulation:
    """A regulation as the archive has it: its last version, or version `number`.

    Raises:
        NotFound: neither the archive nor the program has it.
    """
    kept = (
        rule_versions.current(session, key)
        if number is None
        else rule_versions.version(session, key, number)
    )
    return regulation(key) if kept is None else parsed(kept.text, f"{key}.toml")


def of_key(archive: Archive, key: str) -> Regulation:
    """The regulation `key` as an archive has it.

    Raises:
        NotFound: neither the archive nor the program has it.
    """
    with archive.reading() as session:
        return named(session, key)


def known_keys(session: Session) -> tuple[str, ...]:
    """The regulations that an archive can choose from."""
    own = rule_versions.keys(session)
    return (*KEYS, *(key for key in own if key not in KEYS))


def calendar(archive: Archive) -> WorkCalendar:
    """The working calendar of an archive."""
    with archive.reading() as session:
        return calendar_of(session)


def calendar_of(session: Session) -> WorkCalendar:
    """The working calendar: the program's holiday notices, and the office's own over them."""
    own = holiday_tables.in_force(session)
    shipped = work_calendar()
    if not own:
        return shipped
    return WorkCalendar({**shipped.years, **{year.year: year for year in own}})


def regulation(key: str, folder: Path | None = None) -> Regulation:
    """The regulation `key` as it comes with the program, with the national clocks beside it.

    Raises:
        NotFound: no such regulation.
        MistakenRules: its file cannot be used; says where and why.
    """
    file = _file(key, folder)
    return parsed(_text(file), file.name)


def shipped_text(key: str) -> str:
    """The rule file of the program's regulation `key`.

    Raises:
        NotFound: no such regulation.
    """
    return _text(_file(key, None))


def parsed(text: str, name: str) -> Regulation:
    """The regulation that a rule file's `text` describes; `name` says in messages which file.

    Raises:
        MistakenRules: it cannot be used; says where and why.
    """
    laws = paths.resources() / "laws"
    return _regulation(text, name, _text(laws / "national.toml"), _text(laws / "open.toml"))


def regulations(folder: Path | None = None) -> list[Regulation]:
    """All regulations of a folder, those of the program in their usual order."""
    here = _folder("regulations", folder)
    found = {file.stem for file in here.glob("*.toml")}
    ordered = [key for key in KEYS if key in found] + sorted(found - set(KEYS))
    return [regulation(key, here) for key in ordered]


def national_clocks() -> Mapping[Clock, Deadline]:
    """The clocks of national law, which hold beside every regulation."""
    file = paths.resources() / "laws" / "national.toml"
    return parse_text(_text(file), file.name, parse_laws)


def openings() -> Mapping[str, Opening]:
    """The questions that no regulation answers, with what is done until the office decides."""
    file = paths.resources() / "laws" / "open.toml"
    return parse_text(_text(file), file.name, parse_openings)


def work_calendar(folder: Path | None = None) -> WorkCalendar:
    """The working calendar from all holiday notices of a folder."""
    files = sorted(_folder("holidays", folder).glob("*.toml"))
    return WorkCalendar.of(_holidays(_text(file), file.name) for file in files)


@lru_cache(maxsize=64)
def _regulation(text: str, name: str, laws: str, open_questions: str) -> Regulation:
    clocks = parse_text(laws, "national.toml", parse_laws)
    questions = parse_text(open_questions, "open.toml", parse_openings)
    return parse_text(text, name, lambda data: parse_regulation(data, clocks, questions))


@lru_cache(maxsize=64)
def _holidays(text: str, name: str) -> HolidayYear:
    return parse_text(text, name, parse_holidays)


def _file(key: str, folder: Path | None) -> Path:
    file = _folder("regulations", folder) / f"{key}.toml"
    if not KEY.fullmatch(key) or not file.is_file():
        raise NotFound(
            say("没有名为 {key} 的制度模板；现有：{keys}。", key=key, keys="、".join(KEYS))
        )
    return file


def _folder(name: str, given: Path | None) -> Path:
    return given if given is not None else paths.resources() / name


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            say("规则文件 {file} 读不出来：{reason}。", file=file.name, reason=str(error))
        ) from error


def parse_text(text: str, name: str, parse: Callable[[Mapping[str, object]], _Parsed]) -> _Parsed:
    """What `parse` makes of the TOML in `text`; `name` says in messages which file it is.

    Raises:
        MistakenRules: it cannot be used; says where and why.
    """
    try:
        return parse(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MistakenRules(
            say("规则文件 {file} 的写法不合 TOML：{reason}。", file=name, reason=str(error)),
            (),
        ) from error
    except MistakenRules as error:
        first = error.mistakes[0]
        raise MistakenRules(
            say(
                "规则文件 {file} 有 {count} 处错误，第一处在第 {line} 行：{key}，{expected}。",
                file=name,
                count=len(error.mistakes),
                line=line_of(text, first.key),
                key=first.key or Path(name).stem,
                expected=first.expected,
            ),
            error.mistakes,
        ) from None


def line_of(text: str, key: str) -> int:
    """The line where the dotted `key` stands, or its table begins; 1 if neither is there."""
    table, found = "", 1
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if heading := re.match(r"\[(\[)?([\w.]+)\]", stripped):
            table = heading[2]
            if heading[1]:
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            here = table
        elif assignment := re.match(r"(\w+)\s*=", stripped):
            here = f"{table}.{assignment[1]}".strip(".")
        else:
            continue
        if here == key:
            return number
        if key.startswith(f"{here}.") or here.startswith(f"{key}."):
            found = number
    return found
