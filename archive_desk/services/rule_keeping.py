"""The office's own versions of its regulations: copied, edited, checked, previewed, adopted.

Nothing is overwritten: every version stays with who, when and why. A new version never shortens
what is archived already; how long things are kept is judged anew and what would become shorter is
only proposed (`retention_renewal`).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from archive_desk.db import rule_versions
from archive_desk.domain.combining import reasons
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_rows import RuleChange, changes
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.domain.rule_versions import (
    KEY,
    SHIPPED,
    RuleChoice,
    RuleVersion,
    checked_why,
    numbered,
)
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.toml_text import dumps, heading_of
from archive_desk.domain.work import Monitor
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.retention_renewal import Renewal
from archive_desk.services.retention_reviews import RetentionReviews

_MOST = 5
"""How many regulations may apply at once."""

_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a rule file: the line, the dotted key, and what is expected there."""

    line: int
    key: str
    expected: Sentence


@dataclass(frozen=True)
class Preview:
    """What a text would become, and what that changes."""

    regulation: Regulation
    changes: tuple[RuleChange, ...]

    @property
    def shortens(self) -> bool:
        """Whether a term of keeping would become shorter."""
        return any(change.shortens for change in self.changes)


class RuleKeeping:
    """What the office does about its regulations."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def known(self, actor: Person) -> list[Regulation]:
        """All regulations the archive can choose from, each in its last version.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return [rulebook.named(session, key) for key in rulebook.known_keys(session)]

    def applying(self, actor: Person) -> tuple[Regulation, ...]:
        """The regulations that apply; the first names the office's rules.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return rulebook.applying(session, self._desk.office)

    def reasons(self, actor: Person) -> list[Sentence]:
        """How the regulations that apply were weighed against each other.

        Raises:
            Refused: `actor` is from outside.
        """
        return reasons(self.applying(actor))

    def versions(self, actor: Person, key: str) -> list[RuleVersion]:
        """All versions of a regulation, the last first, down to the one of the program.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such regulation.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            kept = list(rule_versions.versions(session, key))
        if key in rulebook.KEYS:
            words = "软件附带"
            kept.append(RuleVersion(key, SHIPPED, rulebook.shipped_text(key), words))
        if not kept:
            raise NotFound(say("本档案库没有名为 {key} 的制度。", key=key))
        return kept

    def choices(self, actor: Person) -> Sequence[RuleChoice]:
        """Which regulations were made to apply, the last first.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return rule_versions.choices(session)

    def text(self, actor: Person, key: str, version: int | None = None) -> str:
        """The rule file of a regulation, of its last version or of one of them.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such version.
        """
        for each in self.versions(actor, key):
            if version is None or each.version == version:
                return each.text
        raise NotFound(say("制度 {key} 没有第 {version} 版。", key=key, version=version or 0))

    def regulation(self, actor: Person, key: str, version: int | None = None) -> Regulation:
        """A regulation in its last version or in one of them.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such version.
        """
        return rulebook.parsed(self.text(actor, key, version), f"{key}.toml")

    # -- trying ------------------------------------------------------------------------------

    @staticmethod
    def problems(text: str) -> list[Problem]:
        """What is wrong with a rule file, in the order of its lines; nothing if it can be used."""
        try:
            rulebook.parsed(text, "*.toml")
        except MistakenRules as error:
            found = [
                Problem(rulebook.line_of(text, each.key), each.key, each.expected)
                for each in error.mistakes
            ]
            return sorted(found, key=lambda each: each.line) or [_no_toml(error)]
        return []

    def preview(self, actor: Person, text: str) -> Preview:
        """What adopting `text` would change against the version in force.

        Raises:
            Refused: `actor` is from outside.
            MistakenRules: the text cannot be used.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return self._preview(session, text)

    def edited(
        self, actor: Person, key: str, path: str, values: Mapping[str, object] | None
    ) -> str:
        """The text of the last version with the table at the dotted `path` set to `values`.

        None takes it out. `[n]` names the n-th of several tables, counted from 1.

        Raises:
            Refused: `actor` is from outside.
            NotFound: there is no such regulation, or no such place in it.
        """
        text = self.text(actor, key)
        data = deepcopy(tomllib.loads(text))
        _set(data, path, values)
        return dumps(data, heading_of(text))

    # -- deciding ----------------------------------------------------------------------------

    def adopt(
        self, actor: Person, text: str, why: str, *, based_on: int | None = None
    ) -> RuleVersion:
        """Make `text` the next version of its regulation, in force from now on.

        `based_on` is the version it was edited from.

        Raises:
            Refused: no right.
            MistakenRules: the text cannot be used.
            InvalidInput: no reason, or nothing changes.
            Conflict: somebody adopted another version meanwhile.
        """
        actor.require(Right.KEEP_RULES)
        reason = checked_why(why)
        wanted = rulebook.parsed(text, "*.toml")
        key = wanted.key
        if not KEY.fullmatch(key):
            raise InvalidInput(say("制度的 key 应为小写字母、数字和下划线，以字母开头。"))
        with self._desk.transaction(actor) as work:
            last = rule_versions.last_number(work.session, key)
            last = max(last, SHIPPED if key in rulebook.KEYS else 0)
            if based_on is not None and based_on != last:
                raise Conflict(
                    say(
                        "制度 {key} 已有第 {version} 版，请在它的基础上修改。",
                        key=key,
                        version=last,
                    )
                )
            found = self._preview(work.session, text)
            if last and not found.changes and _same(work.session, key, text):
                raise InvalidInput(say("与现行版本相同，没有需要保存的更改。"))
            kept = numbered(text, last + 1)
            rule_versions.add(work.session, key, last + 1, kept, reason, actor.id, work.at)
            work.journal(
                Act(
                    "rules.adopted",
                    f"regulation:{key}",
                    detail={
                        "version": last + 1,
                        "reason": reason,
                        "changes": [_plain(change) for change in found.changes],
                    },
                )
            )
        return RuleVersion(key, last + 1, kept, reason, actor.name, work.at)

    def copy(self, actor: Person, key: str, new_key: str, title: str, why: str) -> RuleVersion:
        """Begin a regulation of the office's own as a copy of another one.

        Raises:
            Refused: no right.
            InvalidInput: no such key, or it is taken; no title; no reason.
            NotFound: there is nothing to copy.
        """
        actor.require(Right.KEEP_RULES)
        if not KEY.fullmatch(new_key):
            raise InvalidInput(say("制度的 key 应为小写字母、数字和下划线，以字母开头。"))
        if not title.strip():
            raise InvalidInput(say("请填写制度名称。"))
        with self._desk.reading() as session:
            if new_key in rulebook.known_keys(session):
                raise InvalidInput(say("已有名为 {key} 的制度。", key=new_key))
        text = self.text(actor, key)
        data = tomllib.loads(text)
        data["template"] |= {"key": new_key, "title": title.strip(), "version": 1}
        return self.adopt(actor, dumps(data, heading_of(text)), why)

    def decide(
        self, actor: Person, key: str, path: str, values: Mapping[str, object], why: str
    ) -> RuleVersion:
        """Set one value, as the office decided it; `values` are those of its table.

        Raises:
            Refused: no right.
            MistakenRules: the values do not fit there.
            InvalidInput: no reason, or nothing changes.
            NotFound: there is no such regulation, or no such place in it.
        """
        actor.require(Right.KEEP_RULES)
        return self.adopt(actor, self.edited(actor, key, path, values), why)

    def apply(self, actor: Person, keys: Sequence[str], why: str) -> tuple[Regulation, ...]:
        """Let these regulations apply from now on; the first names the office's rules.

        Raises:
            Refused: no right.
            InvalidInput: none, too many, or one twice; no reason; nothing changes.
            NotFound: one of them is not known.
        """
        actor.require(Right.KEEP_RULES)
        reason = checked_why(why)
        wanted = tuple(keys)
        if not 1 <= len(wanted) <= _MOST or len(set(wanted)) != len(wanted):
            raise InvalidInput(say("请选一至 {most} 部不同的制度。", most=_MOST))
        with self._desk.transaction(actor) as work:
            known = rulebook.known_keys(work.session)
            if unknown := [key for key in wanted if key not in known]:
                raise NotFound(say("本档案库没有名为 {key} 的制度。", key="、".join(unknown)))
            before = rulebook.applying(work.session, self._desk.office)
            names = tuple(each.key for each in before)
            if names == wanted:
                raise InvalidInput(say("适用的制度没有变化。"))
            rule_versions.choose(work.session, wanted, reason, actor.id, work.at)
            detail = {
                "regulations_before": list(names),
                "regulations": list(wanted),
                "reason": reason,
            }
            work.journal(Act("rules.applied", f"regulation:{wanted[0]}", detail=detail))
            return rulebook.applying(work.session, self._desk.office)

    def judge_anew(self, monitor: Monitor) -> Renewal:
        """Judge all terms by what is in force now: the longer holds, the shorter is proposed.

        Nothing archived becomes shorter by it. The program does this itself after a change.

        Raises:
            Cancelled: from `monitor`; what was judged stays.
        """
        return RetentionReviews(self._desk).review(None, monitor)

    def _preview(self, session: Session, text: str) -> Preview:
        wanted = rulebook.parsed(text, "*.toml")
        if wanted.key not in rulebook.known_keys(session):
            return Preview(wanted, ())
        return Preview(wanted, tuple(changes(rulebook.named(session, wanted.key), wanted)))


def _same(session: Session, key: str, text: str) -> bool:
    """Whether a rule file says nothing but what is in force, also where no line tells it."""
    kept = rule_versions.current(session, key)
    before = rulebook.shipped_text(key) if kept is None else kept.text
    said = []
    for each in (before, text):
        data = tomllib.loads(each)
        data["template"].pop("version", None)
        said.append(data)
    return said[0] == said[1]


def _no_toml(error: MistakenRules) -> Problem:
    found = _AT_LINE.search(str(error.__cause__ or error))
    return Problem(int(found[1]) if found else 1, "", error.message)


def _set(data: dict[str, Any], path: str, values: Mapping[str, object] | None) -> None:
    """Set the table at `path`, making the tables above it where they are wanting."""
    place: Any = data
    *parents, last = path.replace("[", ".[").split(".")
    for name in parents:
        place = _step(place, name)
    if last.startswith("["):
        at = int(last[1:-1]) - 1
        if not isinstance(place, list) or not 0 <= at < len(place):
            raise NotFound(say("制度里没有 {path} 这一处。", path=path))
        if values is None:
            del place[at]
        else:
            place[at] = dict(values)
    elif values is None:
        if place.pop(last, None) is None:
            raise NotFound(say("制度里没有 {path} 这一处。", path=path))
    else:
        place[last] = dict(values)


def _step(place: Any, name: str) -> Any:
    if name.startswith("["):
        return place[int(name[1:-1]) - 1]
    return place.setdefault(name, {})


def _plain(change: RuleChange) -> list[str]:
    """A change as the journal keeps it."""
    return [
        str(change.title),
        "" if change.before is None else str(change.before.words),
        "" if change.after is None else str(change.after.words),
    ]
