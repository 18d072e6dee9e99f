"""How recorders name their files: the program's families and those the office adds by example."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from archive_desk import paths
from archive_desk.db import batches, devices, intake, naming, people
from archive_desk.domain.arrivals import Identities, Recognised
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.footage import Kind
from archive_desk.domain.journal import Act
from archive_desk.domain.naming import NameFamily, Part, Place, checked, pattern_of, proposed
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.media.recorders.families import Families, NamePattern, read_families
from archive_desk.media.recorders.reading import Reader
from archive_desk.services.desk import Desk

_MOST_TRIED = 2_000
_TRIAL = "trial"


@dataclass(frozen=True)
class KnownFamily:
    """A family as a list shows it; `own` is set for those the office added."""

    key: str
    title: str
    layout: str
    priority: int
    place: Place
    samples: tuple[str, ...]
    own: NameFamily | None = None


@dataclass(frozen=True)
class Tried:
    """One path and what the names say: with the family that is tried, and without it.

    `fits` tells whether the family itself matches, `wins` whether it is the one that counts;
    `read_by` is the title of the family that wins,
    `instead_of` the one that would win without it.
    """

    path: str
    fits: bool
    wins: bool
    read_by: str
    instead_of: str
    seen: Recognised


def reader_of(desk: Desk, families: Families | None = None) -> Reader:
    """Reads names by all families in force and by the registers of `desk`."""
    with desk.reading() as session:
        numbers = {person.certificate_no for person in people.all_people(session)} - {""}
        stated = intake.stated_devices(session) | devices.known_numbers(session)
        own = naming.in_force(session)
    every = with_families(families or _built_in(), own)
    known = Identities(stated, frozenset(numbers))
    return Reader(every, zone=desk.office.zone, known=known)


def _built_in() -> Families:
    return read_families(paths.resources() / "recorders")


def with_families(families: Families, own: Iterable[NameFamily]) -> Families:
    """The program's families with the office's among them; of equal priority the office's first."""
    names, folders = list(families.names), list(families.folders)
    for family in own:
        if family.active:
            shelf, prefix = (names, "") if family.place is Place.NAME else (folders, "(?:.*/)?")
            shelf.insert(0, _pattern(family, prefix))
    return replace(
        families,
        names=tuple(sorted(names, key=lambda pattern: -pattern.priority)),
        folders=tuple(sorted(folders, key=lambda pattern: -pattern.priority)),
    )


def _pattern(family: NameFamily, prefix: str) -> NamePattern:
    return NamePattern(
        key=family.key,
        title=family.title,
        priority=family.priority,
        expression=re.compile(prefix + pattern_of(family), re.IGNORECASE),
        layout=family.layout,
        utc=family.utc,
    )


class Naming:
    """What the clerk does about recorders' ways of naming."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def families(self, actor: Person) -> Sequence[KnownFamily]:
        """All families, the most trusted first; the office's own also where they are switched off.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            own = naming.in_force(session)
        built = _built_in()
        found = [
            KnownFamily(f.key, f.title, f.layout, f.priority, f.place, (f.sample,), f) for f in own
        ]
        for place, patterns in ((Place.NAME, built.names), (Place.FOLDER, built.folders)):
            for each in patterns:
                samples = tuple(str(one.get("name") or one.get("folder")) for one in each.samples)
                found.append(
                    KnownFamily(each.key, each.title, each.layout, each.priority, place, samples)
                )
        return sorted(found, key=lambda family: -family.priority)

    def history(self, actor: Person, key: str) -> tuple[NameFamily, ...]:
        """All versions of one of the office's families, the last one first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return naming.versions(session, key)

    def propose(self, actor: Person, path: str, place: Place) -> tuple[Part, ...]:
        """The parts of an example, as they probably are; a name loses its folders and ending.

        Raises:
            Refused: `actor` does not keep the footage.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.reading() as session:
            officers = {person.certificate_no for person in people.all_people(session)} - {""}
            known = intake.stated_devices(session) | devices.known_numbers(session)
        return proposed(example_of(path, place), devices=known, officers=officers)

    def try_out(
        self, actor: Person, family: NameFamily | None, paths_: Iterable[str]
    ) -> Sequence[Tried]:
        """What names say with `family` and without it; nothing is kept. Skipped files are left out.

        Raises:
            Refused: `actor` may not browse.
            InvalidInput: the family is not sound.
        """
        actor.require(Right.BROWSE)
        without = reader_of(self._desk)
        others = self._others("" if family is None else family.key)
        built = with_families(_built_in(), others)
        before = Reader(built, zone=self._desk.office.zone, known=without.known)
        after, expression = before, None
        if family is not None:
            family = checked(family)
            trial = replace(family, key=family.key or _TRIAL, active=True)
            after = Reader(
                with_families(_built_in(), [*others, trial]),
                zone=self._desk.office.zone,
                known=without.known,
            )
            expression = re.compile(pattern_of(family), re.IGNORECASE)
        tried = []
        for path in list(paths_)[:_MOST_TRIED]:
            if before.why_skipped(path) is not None:
                continue
            seen, old = after.read(path), before.read(path)
            fits = (
                expression is not None
                and family is not None
                and bool(expression.fullmatch(_spoken_of(path, family.place)))
            )
            wins = fits and seen.family in {_TRIAL, family.key if family else ""}
            tried.append(Tried(path, fits, wins, seen.family_title, old.family_title, seen))
        return tried

    def _others(self, key: str) -> list[NameFamily]:
        with self._desk.reading() as session:
            return [one for one in naming.in_force(session) if one.key != key]

    def names_of_batch(self, actor: Person, no: str) -> Sequence[str]:
        """The paths that a batch saw on its card.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            batch = batches.get(session, no)
            return [line.source for line in intake.lines(session, batch.id)]

    def save(self, actor: Person, family: NameFamily) -> NameFamily:
        """Keep a new family (without a key) or a new version of one; imports use it at once.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: the family is not sound, or another one has the same parts.
            NotFound: there is no family with this key.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        family = checked(family)
        with self._desk.transaction(actor) as work:
            others = naming.in_force(work.session)
            same = [
                one
                for one in others
                if one.key != family.key
                and one.place is family.place
                and pattern_of(one) == pattern_of(family)
            ]
            if same:
                words = say("已有相同的命名规则“{title}”，请直接更改它。", title=same[0].title)
                raise InvalidInput(words)
            if family.key and family.key not in {one.key for one in others}:
                raise NotFound(say("没有这条命名规则。"))
            key = family.key or naming.next_key(work.session)
            state = naming.ACTIVE if family.active else naming.OFF
            kept = naming.keep(work.session, replace(family, key=key), state, actor.id, work.at)
            work.journal(Act("naming.saved", f"naming:{key}", detail=_detail(kept)))
        return kept

    def switch(self, actor: Person, key: str, *, active: bool) -> NameFamily:
        """Put a family out of use, or into use again.

        Raises:
            Refused: `actor` does not keep the footage.
            NotFound: there is no such family.
        """
        return self._change(actor, key, naming.ACTIVE if active else naming.OFF, "naming.switched")

    def delete(self, actor: Person, key: str) -> None:
        """Take a family out of the list; what it has read stays read, its versions stay kept.

        Raises:
            Refused: `actor` does not keep the footage.
            NotFound: there is no such family.
        """
        self._change(actor, key, naming.DELETED, "naming.deleted")

    def _change(self, actor: Person, key: str, state: str, verb: str) -> NameFamily:
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.transaction(actor) as work:
            known = {one.key: one for one in naming.in_force(work.session)}
            if key not in known:
                raise NotFound(say("没有这条命名规则。"))
            kept = naming.keep(work.session, known[key], state, actor.id, work.at)
            work.journal(Act(verb, f"naming:{key}", detail=_detail(kept)))
            return kept


def _detail(family: NameFamily) -> dict[str, object]:
    return {
        "title": family.title,
        "version": family.version,
        "active": family.active,
        "priority": family.priority,
        "sample": family.sample,
        "parts": [[part.meaning.value, part.text] for part in family.parts],
    }


def example_of(path: str, place: Place) -> str:
    """What of a pasted path is the example: the name without its ending, or the folders."""
    path = path.strip().replace("\\", "/").strip("/")
    if place is Place.FOLDER:
        known = Kind.SIDECAR is not _built_in().kind_of(path)
        return str(PurePosixPath(path).parent) if known else path
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _spoken_of(path: str, place: Place) -> str:
    folder, _, name = path.rpartition("/")
    return folder if place is Place.FOLDER else name.rpartition(".")[0] or name
