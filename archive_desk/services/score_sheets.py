"""Score sheets (评分表): those that come with the program, and the office's own."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from archive_desk import paths
from archive_desk.db import score_sheets
from archive_desk.db.score_sheets import StoredSheet
from archive_desk.domain.errors import Conflict, NotFound, Unavailable
from archive_desk.domain.evaluation_sheet import ScoreSheet
from archive_desk.domain.evaluation_sheet_files import parse_score_sheet
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.rulebook import line_of

KEYS = ("case_file", "playback")
"""The sheets that come with the program; their keys are not for the office's own."""


@dataclass(frozen=True)
class SheetText:
    """A sheet with the text it was read from; `own` if the office wrote it."""

    sheet: ScoreSheet
    text: str
    own: bool


@dataclass(frozen=True)
class SheetMistake:
    """One mistake in a sheet's text: the line, the key, and what should stand there."""

    line: int
    key: str
    expected: Sentence


class ScoreSheets:
    """What is done with score sheets. Whoever evaluates or arranges may read them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def all(self, actor: Person) -> Sequence[SheetText]:
        """Every sheet that a round may be scored by: the program's, then the office's.

        Raises:
            Refused: `actor` has nothing to do with evaluation.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            own = score_sheets.own(session)
        return [*map(built_in, KEYS), *(SheetText(read(s.text), s.text, own=True) for s in own)]

    def get(self, actor: Person, key: str) -> SheetText:
        """The newest sheet with this key.

        Raises:
            Refused: `actor` has nothing to do with evaluation.
            NotFound: there is none.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            return newest(session, key)

    def mistakes(self, text: str) -> list[SheetMistake]:
        """Everything that is wrong with a sheet's text; empty if it can be used."""
        try:
            read(text)
        except MistakenRules as error:
            if not error.mistakes:
                return [SheetMistake(_toml_line(error.message), "", error.message)]
            return [
                SheetMistake(line_of(text, each.key), each.key, each.expected)
                for each in error.mistakes
            ]
        return []

    def save(self, actor: Person, text: str) -> SheetText:
        """Keep a sheet as the office's own; rounds begun before keep the one they had.

        Raises:
            Refused: `actor` does not arrange evaluations.
            MistakenRules: the sheet cannot be used; says where and why.
            Conflict: the key is the program's, or this version exists with other words.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        sheet = read(text)
        if sheet.key in KEYS:
            raise Conflict(say("代号“{key}”是程序自带的评分表，请另取代号后保存。", key=sheet.key))
        with self._desk.transaction(actor) as work:
            known = {each.key: each for each in score_sheets.own(work.session)}.get(sheet.key)
            if known is not None and known.text != text and sheet.version <= known.version:
                raise Conflict(
                    say(
                        "评分表“{key}”已有第 {version} 版，请把 version 改为 {next} 后保存。",
                        key=sheet.key,
                        version=known.version,
                        next=known.version + 1,
                    )
                )
            _keep(work, sheet, text, actor.name, own=True)
            detail = {"version": sheet.version, "title": sheet.title}
            work.journal(Act("evaluation.sheet_saved", f"score_sheet:{sheet.key}", detail=detail))
        return SheetText(sheet, text, own=True)


@lru_cache(maxsize=16)
def read(text: str) -> ScoreSheet:
    """A sheet from its text.

    Raises:
        MistakenRules: with all mistakes, the first one in the sentence.
    """
    try:
        return parse_score_sheet(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MistakenRules(
            say("评分表的写法不合 TOML：{reason}。", reason=str(error)), ()
        ) from error
    except MistakenRules as error:
        first = error.mistakes[0]
        raise MistakenRules(
            say(
                "评分表有 {count} 处错误，第一处在第 {line} 行：{key}，{expected}。",
                count=len(error.mistakes),
                line=line_of(text, first.key),
                key=first.key or "—",
                expected=first.expected,
            ),
            error.mistakes,
        ) from None


def built_in(key: str) -> SheetText:
    """A sheet that comes with the program.

    Raises:
        NotFound: there is none.
        Unavailable: its file cannot be read.
    """
    file = paths.resources() / "score_sheets" / f"{key}.toml"
    if key not in KEYS:
        raise NotFound(say("没有代号为“{key}”的评分表。", key=key))
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            say("规则文件 {file} 读不出来：{reason}。", file=file.name, reason=str(error))
        ) from error
    return SheetText(read(text), text, own=False)


def newest(session: Session, key: str) -> SheetText:
    """The newest sheet with this key, the program's or the office's.

    Raises:
        NotFound: there is none.
    """
    if key in KEYS:
        return built_in(key)
    found = next((each for each in score_sheets.own(session) if each.key == key), None)
    if found is None:
        raise NotFound(say("没有代号为“{key}”的评分表。", key=key))
    return SheetText(read(found.text), found.text, own=True)


def kept(work: Transaction, key: str) -> StoredSheet:
    """The newest sheet with this key, kept as it is now so that a round can be bound to it.

    Raises:
        NotFound: there is none.
    """
    found = newest(work.session, key)
    by = "" if work.actor is None else work.actor.name
    return _keep(work, found.sheet, found.text, by, own=found.own)


def of_round(session: Session, sheet_id: int) -> ScoreSheet:
    """The sheet that a round is scored by."""
    return read(score_sheets.get(session, sheet_id).text)


def _keep(work: Transaction, sheet: ScoreSheet, text: str, by: str, *, own: bool) -> StoredSheet:
    return score_sheets.keep(
        work.session,
        key=sheet.key,
        version=sheet.version,
        title=sheet.title,
        text=text,
        at=work.at,
        by=by,
        own=own,
    )


def _require_reader(actor: Person) -> None:
    if not (actor.may(Right.EVALUATE) or actor.may(Right.ARRANGE_EVALUATION)):
        actor.require(Right.EVALUATE)


def _toml_line(message: Sentence) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found[1]) if found else 1
