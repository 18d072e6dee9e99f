"""Rule files on disk: regulations, national clocks and holiday notices, read and checked."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from archive_desk import paths
from archive_desk.domain.errors import NotFound, Unavailable
from archive_desk.domain.holidays import WorkCalendar
from archive_desk.domain.regulations import Clock, Deadline, Regulation
from archive_desk.domain.rule_files import (
    parse_holidays,
    parse_laws,
    parse_openings,
    parse_regulation,
)
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.domain.rule_values import Opening
from archive_desk.domain.sentences import say

KEYS = ("xigang", "fushun", "shuncheng", "jinpu", "dawukou")
"""The regulations that come with the program."""

_Parsed = TypeVar("_Parsed")


def regulation(key: str, folder: Path | None = None) -> Regulation:
    """The regulation `key`, with the national clocks beside it.

    Raises:
        NotFound: no such regulation.
        MistakenRules: its file cannot be used; says where and why.
    """
    file = _folder("regulations", folder) / f"{key}.toml"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", key) or not file.is_file():
        raise NotFound(
            say("没有名为 {key} 的制度模板；现有：{keys}。", key=key, keys="、".join(KEYS))
        )
    laws, open_questions = national_clocks(), openings()
    return _read(file, lambda data: parse_regulation(data, laws, open_questions))


def regulations(folder: Path | None = None) -> list[Regulation]:
    """All regulations of a folder, those of the program in their usual order."""
    here = _folder("regulations", folder)
    found = {file.stem for file in here.glob("*.toml")}
    ordered = [key for key in KEYS if key in found] + sorted(found - set(KEYS))
    return [regulation(key, here) for key in ordered]


def national_clocks() -> Mapping[Clock, Deadline]:
    """The clocks of national law, which hold beside every regulation."""
    return _read(paths.resources() / "laws" / "national.toml", parse_laws)


def openings() -> Mapping[str, Opening]:
    """The questions that no regulation answers, with what is done until the office decides."""
    return _read(paths.resources() / "laws" / "open.toml", parse_openings)


def work_calendar(folder: Path | None = None) -> WorkCalendar:
    """The working calendar from all holiday notices of a folder."""
    files = sorted(_folder("holidays", folder).glob("*.toml"))
    return WorkCalendar.of(_read(file, parse_holidays) for file in files)


def _folder(name: str, given: Path | None) -> Path:
    return given if given is not None else paths.resources() / name


def _read(file: Path, parse: Callable[[Mapping[str, object]], _Parsed]) -> _Parsed:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            say("规则文件 {file} 读不出来：{reason}。", file=file.name, reason=str(error))
        ) from error
    try:
        return parse(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MistakenRules(
            say("规则文件 {file} 的写法不合 TOML：{reason}。", file=file.name, reason=str(error)),
            (),
        ) from error
    except MistakenRules as error:
        first = error.mistakes[0]
        raise MistakenRules(
            say(
                "规则文件 {file} 有 {count} 处错误，第一处在第 {line} 行：{key}，{expected}。",
                file=file.name,
                count=len(error.mistakes),
                line=line_of(text, first.key),
                key=first.key or file.stem,
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
