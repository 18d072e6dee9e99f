"""The check calendar of the discs: what is due, the draw, and one disc after the other."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import counters, disc_checks, disc_rounds, discs, settings
from archive_desk.db.discs import DiscFilter
from archive_desk.domain.disc_health import Health, Level, Occasion, health_of
from archive_desk.domain.disc_register import READABLE
from archive_desk.domain.disc_rounds import (
    MONTHS,
    PERCENT,
    UNDECIDED,
    CalendarLine,
    DiscCheckRule,
    Round,
    RoundItem,
    covering,
    draw,
    due_after,
)
from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.disc_keeping import HORIZON, DiscKeeping
from archive_desk.services.disc_reading import Circumstances, DiscReading

__all__ = ["CalendarLine", "DiscCheckRule", "DiscRounds", "Round"]

_RULE = "disc_check_rule"
_AT_MOST = 100_000
_LONGEST_TEXT = 200
_LONGEST_MONTH = timedelta(days=32)


class DiscRounds:
    """What the clerk does so that discs are found out before they fail."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._keeping = DiscKeeping(desk)

    def rule(self, actor: Person) -> DiscCheckRule:
        """The rule in force: the regulation's, else the office's, else the program's default."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return self.rule_in(session)

    def rule_in(self, session: Session) -> DiscCheckRule:
        """The rule in force, in a session that is open."""
        regulated = rulebook.in_force(session, self._desk.office).disc_checks
        if regulated is not None:
            return regulated
        kept = settings.read(session, _RULE)
        if not isinstance(kept, dict):
            return UNDECIDED
        return DiscCheckRule(kept["months"], kept["percent"], kept["text"])

    def decide(self, actor: Person, months: int, percent: int, text: str) -> DiscCheckRule:
        """Set the office's own interval and share, with the words of who decided.

        Raises:
            Refused: no right, or the regulation says it already.
            InvalidInput: no such interval or share, or nobody decided.
        """
        if not actor.may(Right.CONFIGURE):
            actor.require(Right.KEEP_DISCS)
        regulated = rulebook.of(self._desk).disc_checks
        if regulated is not None:
            raise Refused(say("抽检的间隔和比例由制度规定，不能另行设定。"), basis=regulated.basis)
        if not MONTHS[0] <= months <= MONTHS[1] or not PERCENT[0] <= percent <= PERCENT[1]:
            raise InvalidInput(
                say(
                    "间隔应为 {least}–{most} 个月，比例应为 1–100%。",
                    least=MONTHS[0],
                    most=MONTHS[1],
                )
            )
        if not text.strip() or len(text) > _LONGEST_TEXT:
            raise InvalidInput(say("请写明由谁、依据什么确定。"))
        rule = DiscCheckRule(months, percent, text.strip())
        with self._desk.transaction(actor) as work:
            detail = {"months": months, "percent": percent, "text": rule.text}
            settings.write(work.session, _RULE, detail)
            work.journal(Act("disc.check_rule_set", "archive", detail=detail))
        return rule

    def calendar(self, actor: Person) -> Sequence[CalendarLine]:
        """When each disc is due for a check, the soonest first."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return self.calendar_in(session)

    def calendar_in(self, session: Session) -> Sequence[CalendarLine]:
        """The calendar, in a session that is open."""
        rule, zone = self.rule_in(session), self._desk.office.zone
        newest = {each: check.at for each, check in disc_checks.newest(session).items()}
        stood_for = disc_rounds.covered(session)
        lines = []
        for disc in _in_use(session):
            at = covering([disc.verified_at, newest.get(disc.id), stood_for.get(disc.id)])
            if at is not None:
                lines.append(CalendarLine(disc.no, at, due_after(at, rule.months, zone)))
        return sorted(lines, key=lambda line: (line.due, line.disc_no))

    def due_by(self, session: Session, until: datetime) -> Sequence[CalendarLine]:
        """The lines of the calendar up to `until`; the database leaves out the others."""
        rule, zone = self.rule_in(session), self._desk.office.zone
        month = until.year * 12 + until.month - 1 - rule.months
        # What was covered later than a month after this one began is not due by then.
        newest = until.replace(year=month // 12, month=month % 12 + 1, day=1) + _LONGEST_MONTH
        lines = [
            CalendarLine(disc_no, at, due_after(at, rule.months, zone))
            for disc_no, at in disc_rounds.covered_before(session, newest)
        ]
        due = [line for line in lines if line.due <= until]
        return sorted(due, key=lambda line: (line.due, line.disc_no))

    def warnings(self, actor: Person) -> Sequence[tuple[Disc, Health]]:
        """The discs beyond a warning line, the worst first."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return self.warnings_in(session)

    def warnings_in(self, session: Session) -> Sequence[tuple[Disc, Health]]:
        """The discs beyond a warning line, in a session that is open."""
        found = []
        checks = disc_checks.of_discs_in_use(session)
        for disc in _in_use(session) if checks else ():
            health = health_of(checks.get(disc.no, ()), HORIZON)
            if health.level is not Level.SOUND:
                found.append((disc, health))
        return sorted(found, key=lambda each: (-each[1].level, each[0].no))

    def draw(self, actor: Person, *, seed: str = "", every: bool = False) -> Round:
        """Draw a round from the discs that are due and in the house; `every`: from all of these.

        `seed` is made here unless it is given, and recorded, so that the draw can be repeated.

        Raises:
            Refused: `actor` does not keep discs, or nothing is due.
            Conflict: the last round is not finished.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            for other in disc_rounds.open_ones(work.session):
                raise Conflict(say("抽检 {no} 还没有做完，请先做完再抽。", no=other.no))
            rule = self.rule_in(work.session)
            due = {
                line.disc_no
                for line in self.calendar_in(work.session)
                if every or line.due <= work.at
            }
            population = [
                disc
                for disc in _in_use(work.session)
                if disc.no in due and disc.state is not DiscState.LENT
            ]
            if not population:
                raise Refused(say("现在没有到期应抽检的光盘。"), basis=rule.basis)
            seed = seed.strip() or secrets.token_hex(8)
            drawn = set(draw([disc.no for disc in population], rule.percent, seed))
            year = work.at.astimezone(self._desk.office.zone).year
            number = counters.next_value(work.session, f"disc-round-{year}")
            new = Round(
                no=f"J{year}-{number:02}",
                drawn_at=work.at,
                drawn_by=actor.name,
                seed=seed,
                percent=rule.percent,
                basis=str(rule.words),
                items=tuple(RoundItem(disc.no, disc.no in drawn) for disc in population),
            )
            disc_rounds.add(work.session, new, population)
            detail = {
                "seed": seed,
                "percent": rule.percent,
                "round_discs": [disc.no for disc in population],
                "drawn_discs": sorted(drawn),
            }
            work.journal(Act("disc.round_drawn", f"disc_round:{new.no}", detail=detail))
            return disc_rounds.get(work.session, new.no)

    def rounds(self, actor: Person) -> Sequence[Round]:
        """All rounds, the newest first."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return disc_rounds.page(session)

    def show(self, actor: Person, no: str) -> Round:
        """One round.

        Raises:
            NotFound: there is none.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return disc_rounds.get(session, no)

    def check(
        self,
        actor: Person,
        no: str,
        disc_no: str,
        device: Path,
        monitor: Monitor,
        *,
        drive: str = "",
        appearance: str = "",
    ) -> DiscReading:
        """Read a drawn disc in `device` through, with what it looked like to the eye.

        Raises:
            Refused: no right, the disc is not drawn, or another one lies in the drive.
            Unavailable: it cannot be read at all.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            item = next(
                (each for each in disc_rounds.get(session, no).drawn if each.disc_no == disc_no),
                None,
            )
        if item is None:
            raise Refused(say("抽检 {no} 没有抽到光盘 {disc}。", no=no, disc=disc_no))
        circumstances = Circumstances(Occasion.SAMPLE, drive, appearance.strip())
        reading = self._keeping.read_back(actor, disc_no, device, monitor, circumstances)
        with self._desk.transaction(actor) as work:
            disc = discs.get(work.session, disc_no)
            check = disc_checks.of_disc(work.session, disc.id)[-1]
            disc_rounds.note_check(work.session, no, disc.id, check.id)
            self._finish_if_done(work, no)
        return reading

    def draw_rest(self, actor: Person, no: str) -> Round:
        """A drawn disc was not sound, so all discs of the round are to be read.

        Raises:
            Refused: `actor` does not keep discs.
            NotFound: no such round.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            before = disc_rounds.get(work.session, no)
            disc_rounds.draw_rest(work.session, no)
            detail = {"drawn_discs": [item.disc_no for item in before.items if not item.drawn]}
            work.journal(Act("disc.round_extended", f"disc_round:{no}", detail=detail))
            return disc_rounds.get(work.session, no)

    def _finish_if_done(self, work: Transaction, no: str) -> None:
        found = disc_rounds.get(work.session, no)
        if found.waiting or found.finished_at is not None:
            return
        disc_rounds.finish(work.session, no, work.at)
        detail = {
            "checked": len(found.drawn),
            "failed": [item.disc_no for item in found.failed],
        }
        work.journal(Act("disc.round_finished", f"disc_round:{no}", detail=detail))


def _in_use(session: Session) -> list[Disc]:
    """The discs that were burned and are not retired, by number."""
    found = discs.page(session, DiscFilter(), limit=_AT_MOST)
    usable = [disc for disc in found if disc.state in READABLE and disc.verified_at is not None]
    return sorted(usable, key=lambda disc: disc.no)
