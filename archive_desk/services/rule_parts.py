"""Parts of a regulation edited entry by entry: chains, scenes, notes, kinds of marks, duties.

What is tried out is not kept; saving makes a new version of the regulation, with who and why in
the journal as every other change of it.
"""

import tomllib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from archive_desk.db import cases, lending, notes
from archive_desk.db.cases import CaseFilter
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.db.notes import NoteFilter
from archive_desk.domain.cases import CaseState
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.loans import LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_parts import (
    FOOTAGE,
    LENDING,
    NOTES,
    PARTS,
    SCENES,
    Entry,
    FieldKind,
    Part,
    tidy,
)
from archive_desk.domain.rule_rows import RuleChange
from archive_desk.domain.rule_versions import RuleVersion
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.toml_text import dumps, heading_of
from archive_desk.services.desk import Desk
from archive_desk.services.rule_keeping import RuleKeeping

_RUNNING = (LoanState.SUBMITTED, LoanState.INCOMPLETE)


@dataclass(frozen=True)
class PartText:
    """A part as it stands: the version it stands in, and its entries."""

    version: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class PartProblem:
    """What is wrong in an entry (counted from 0) and its field; an empty field is the entry."""

    entry: int
    field: str
    expected: Sentence


@dataclass(frozen=True)
class Trial:
    """What comes of a part: what is wrong with it, else what it changes and whom it concerns."""

    problems: tuple[PartProblem, ...]
    elsewhere: tuple[Sentence, ...]
    changes: tuple[RuleChange, ...]
    effects: tuple[Sentence, ...]
    shortens: bool = False

    @property
    def good(self) -> bool:
        """Whether it can be saved."""
        return not self.problems and not self.elsewhere


def part_of(key: str) -> Part:
    """The part with this name.

    Raises:
        NotFound: there is none.
    """
    if key not in PARTS:
        words = "、".join(PARTS)
        raise NotFound(say("没有名为 {part} 的部分；可用：{parts}。", part=key, parts=words))
    return PARTS[key]


class RuleParts:
    """Reads, tries out and saves the parts of a regulation."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._keeping = RuleKeeping(desk)

    def read(self, actor: Person, key: str, part: Part) -> PartText:
        """The entries of a part in the last version of the regulation `key`.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such regulation.
        """
        text = self._keeping.text(actor, key)
        data = tomllib.loads(text)
        found: Any = data
        for name in part.path.split("."):
            found = found.get(name, {} if not part.listed else []) if found else found
        entries = found if part.listed else [found]
        return PartText(
            self._keeping.regulation(actor, key).version,
            tuple(deepcopy(dict(each)) for each in entries),
        )

    def text(self, actor: Person, key: str, part: Part, entries: Sequence[Entry]) -> str:
        """The rule file with the part as `entries` have it.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such regulation.
        """
        text = self._keeping.text(actor, key)
        data = tomllib.loads(text)
        place = data
        *above, last = part.path.split(".")
        for name in above:
            place = place.setdefault(name, {})
        made = [_written(part, each) for each in entries]
        if not part.listed:
            place[last] = made[0]
        elif made:
            place[last] = made
        else:
            place.pop(last, None)
        return dumps(data, heading_of(text))

    def trial(self, actor: Person, key: str, part: Part, entries: Sequence[Entry]) -> Trial:
        """What the entries would come to; nothing is kept.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such regulation.
        """
        text = self.text(actor, key, part, entries)
        problems, elsewhere = [], []
        for each in self._keeping.problems(text):
            place = part.place_of(each.key)
            if place is None:
                elsewhere.append(say("{key}：{expected}", key=each.key, expected=each.expected))
            else:
                problems.append(PartProblem(*place, each.expected))
        if problems or elsewhere:
            return Trial(tuple(problems), tuple(elsewhere), (), ())
        found = self._keeping.preview(actor, text)
        effects = self._effects(part) if found.changes else ()
        return Trial((), (), found.changes, effects, found.shortens)

    def save(
        self,
        actor: Person,
        key: str,
        part: Part,
        entries: Sequence[Entry],
        why: str,
        *,
        based_on: int | None = None,
    ) -> RuleVersion:
        """Make the part as it is now the next version of the regulation.

        Raises:
            Refused: no right.
            MistakenRules: the entries cannot be used.
            InvalidInput: no reason, or nothing changes.
            Conflict: somebody adopted another version since `based_on`.
            NotFound: there is no such regulation.
        """
        actor.require(Right.KEEP_RULES)
        text = self.text(actor, key, part, entries)
        return self._keeping.adopt(actor, text, why, based_on=based_on)

    def regulation(self, actor: Person, key: str) -> Regulation:
        """The regulation as it stands.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such regulation.
        """
        return self._keeping.regulation(actor, key)

    def _effects(self, part: Part) -> tuple[Sentence, ...]:
        """Whom a change of this part concerns, and whom it does not."""
        found: list[Sentence] = []
        with self._desk.reading() as session:
            if part is LENDING:
                count = lending.count(session, LoanFilter(states=_RUNNING))
                found.append(say("{count} 件在办的申请仍按原程序审批。", count=count))
            if part is NOTES:
                count = notes.count(session, NoteFilter(waiting=True))
                found.append(say("{count} 份待签署的说明仍由原定的人签署。", count=count))
            if part in {SCENES, FOOTAGE}:
                count = cases.count(session, CaseFilter(state=CaseState.OPEN))
                found.append(say("{count} 件未归档的案卷今后按新要求检查。", count=count))
        found.append(say("保存后为新版本，从那时起适用。"))
        return tuple(found)


def _written(part: Part, entry: Entry) -> Entry:
    made = tidy(part, entry)
    for field in part.fields:
        value = made.get(field.name)
        if field.kind is FieldKind.STEPS and isinstance(value, list):
            made[field.name] = [
                {name: each for name, each in step.items() if each not in ("", [], None, False)}
                for step in value
            ]
    return made


def moved(entries: Sequence[Entry], at: int, to: int) -> list[Entry]:
    """The entries with the one `at` put `to` another place; both counted from 0.

    Raises:
        InvalidInput: there is no such place.
    """
    found = list(entries)
    for place in (at, to):
        if not 0 <= place < len(found):
            raise InvalidInput(
                say("没有第 {number} 项，共 {count} 项。", number=place + 1, count=len(found))
            )
    found.insert(to, found.pop(at))
    return found
