"""Numbers of discs and disc sets, by the office's patterns."""

from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import counters, discs, settings
from archive_desk.domain.disc_numbering import DISC_PATTERN as _DISCS
from archive_desk.domain.disc_numbering import SET_PATTERN as _SETS
from archive_desk.domain.disc_numbering import DiscNumbering
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.services.desk import Desk

DISC_PATTERN = "disc_number_pattern"
SET_PATTERN = "disc_set_number_pattern"
_FONDS = "disc_number_fonds"
_CATEGORY = "disc_number_category"
_COUNTERS = {DISC_PATTERN: "disc", SET_PATTERN: "disc-set"}


def next_disc(session: Session, at: datetime) -> str:
    """The number of the next disc; `at` in the office's zone.

    Raises:
        InvalidInput: the office's pattern makes no number that can name a disc.
    """
    return _next(session, DISC_PATTERN, at)


def next_set(session: Session, at: datetime) -> str:
    """The number of the next set of discs; `at` in the office's zone."""
    return _next(session, SET_PATTERN, at)


def _next(session: Session, key: str, at: datetime) -> str:
    rule = _rule(session)
    while True:
        value = counters.next_value(session, f"{_COUNTERS[key]}-{at.year}")
        number = _number(rule, key, at.year, value)
        # After a change of the pattern a number may be taken already.
        if not discs.is_taken(session, number, set_number=key == SET_PATTERN):
            return number


def _number(rule: DiscNumbering, key: str, year: int, value: int) -> str:
    return rule.disc(year, value) if key == DISC_PATTERN else rule.disc_set(year, value)


def _rule(session: Session) -> DiscNumbering:
    return DiscNumbering(
        str(settings.read(session, DISC_PATTERN, _DISCS)),
        str(settings.read(session, SET_PATTERN, _SETS)),
        str(settings.read(session, _FONDS, "")),
        str(settings.read(session, _CATEGORY, "")),
    )


class Numbering:
    """The office's rule for numbering discs."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def rule(self, actor: Person) -> DiscNumbering:
        """The rule in force."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return _rule(session)

    def preview(self, rule: DiscNumbering) -> tuple[str, str]:
        """The next disc and set numbers that `rule` would give.

        Raises:
            InvalidInput: the rule is no rule.
        """
        rule.check()
        year = self._desk.clock().astimezone(self._desk.office.zone).year
        with self._desk.reading() as session:
            found = [
                _number(rule, key, year, counters.last_value(session, f"{name}-{year}") + 1)
                for key, name in _COUNTERS.items()
            ]
        return found[0], found[1]

    def change(self, actor: Person, rule: DiscNumbering) -> tuple[str, str]:
        """Number by `rule` from now on; what has a number keeps it. Gives the next numbers.

        Raises:
            Refused: `actor` does not keep discs.
            InvalidInput: the rule is no rule.
        """
        actor.require(Right.KEEP_DISCS)
        preview = self.preview(rule)
        with self._desk.transaction(actor) as work:
            before = _rule(work.session)
            facts = {
                DISC_PATTERN: rule.discs,
                SET_PATTERN: rule.sets,
                _FONDS: rule.fonds,
                _CATEGORY: rule.category,
            }
            for key, value in facts.items():
                settings.write(work.session, key, value)
            detail = {"from": [before.discs, before.sets], "to": [rule.discs, rule.sets], **facts}
            work.journal(Act("disc.numbering_changed", "archive", detail=detail))
        return preview
