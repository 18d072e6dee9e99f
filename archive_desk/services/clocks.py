"""The recorders' clocks: the register of devices, measuring, stating and withdrawing errors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from archive_desk.db import clock_errors, corrected_times, devices, footage
from archive_desk.db.corrected_times import Renewal
from archive_desk.domain.clock_errors import (
    ClockError,
    HowMeasured,
    Measurement,
    checked,
)
from archive_desk.domain.devices import Device, tidied
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.filmed_clock import FilmedClock, Sighting, judge
from archive_desk.domain.footage import Footage, TimeSource
from archive_desk.domain.ids import ClockErrorId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media import clock_code
from archive_desk.services.card_files import CardFile, CardFiles
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.originals import vault_of
from archive_desk.services.tombs import require_standing


@dataclass(frozen=True)
class DeviceClock:
    """One recorder and what is known of its clock.

    `registered` tells that it stands in the register; `recordings` counts what the archive has of
    it, `latest` is the last start by its own clock; `errors` are all measurements.
    """

    device: Device
    registered: bool
    recordings: int
    latest: datetime | None
    errors: tuple[ClockError, ...]

    @property
    def last(self) -> ClockError | None:
        """The measurement made last that was not withdrawn."""
        return next((each for each in reversed(self.errors) if each.withdrawn is None), None)


@dataclass(frozen=True)
class Effect:
    """What a statement does to one recording."""

    footage_id: FootageId
    name: str
    device_time: datetime | None
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Outcome:
    """What a statement does, or would do; `kept` counts what archived case files hold fast."""

    effects: tuple[Effect, ...]
    kept: int
    error: ClockError | None = None


@dataclass(frozen=True)
class Film:
    """A film of the clock: an original of the archive, or a file that is still on its card."""

    name: str
    path: Path
    device: str
    device_start: datetime | None
    source: TimeSource
    footage_id: FootageId | None = None


class Clocks:
    """What the clerk does with recorders' clocks."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def devices(self, actor: Person) -> Sequence[DeviceClock]:
        """Every recorder that is registered or has left recordings, by number.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            register = {each.number: each for each in devices.all_devices(session)}
            used = {each.number: each for each in devices.used(session)}
            errors: dict[str, list[ClockError]] = {}
            for error in clock_errors.all_errors(session):
                errors.setdefault(error.device, []).append(error)
        found = []
        for number in sorted({*register, *used, *errors}):
            use = used.get(number)
            found.append(
                DeviceClock(
                    device=register.get(number, Device(number)),
                    registered=number in register,
                    recordings=0 if use is None else use.count,
                    latest=None if use is None else use.latest,
                    errors=tuple(errors.get(number, ())),
                )
            )
        return found

    def history(self, actor: Person, device: str) -> tuple[ClockError, ...]:
        """All measurements of a device, in the order of their making.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return clock_errors.of_device(session, device)

    # -- the register ------------------------------------------------------------------------

    def keep(self, actor: Person, device: Device) -> Device:
        """Register a recorder, or change what the register says of it.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: there is no number.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        device = tidied(device)
        with self._desk.transaction(actor) as work:
            new = devices.keep(work.session, device, work.at)
            detail = {"model": device.model, "section": device.section, "active": device.active}
            verb = "device.registered" if new else "device.changed"
            work.journal(Act(verb, f"device:{device.number}", detail=detail))
        return device

    # -- measuring ---------------------------------------------------------------------------

    def now(self) -> datetime:
        """The workstation's time, which is what recorders are compared with."""
        return self._desk.clock()

    def squares(self, moment: datetime) -> tuple[tuple[bool, ...], ...]:
        """The rows of the code that the clock shows at `moment`, True where it is dark."""
        return clock_code.squares(moment)

    def film(self, actor: Person, footage_id: FootageId) -> Film:
        """A recording of the archive as a film of the clock.

        Raises:
            Refused: `actor` does not keep the footage.
            NotFound: there is no such recording.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            require_standing(session, footage_id)
        path = vault_of(self._desk).locate(item.path)
        return Film(item.name, path, item.device, item.device_time, _source(item), item.id)

    def film_on_card(self, actor: Person, path: Path) -> Film:
        """A file on a card or in a folder as a film of the clock; it is only read.

        Raises:
            Refused: `actor` does not keep the footage.
            Unavailable: the file cannot be read.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        found: CardFile = CardFiles(self._desk).look(path)
        return Film(found.name, path, found.device, found.start.at, found.start.source)

    def read_film(self, actor: Person, film: Film, monitor: Monitor) -> FilmedClock:
        """Find the clock in the pictures of a film and say how far its recorder is off.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: the clock is not to be seen, or the film has no time of its own.
            Unavailable: the film cannot be read.
            Cancelled: from `monitor`.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        start = _own_start(film)
        return judge(clock_code.read_film(film.path, monitor), start, film.source)

    def read_by_hand(
        self, actor: Person, film: Film, position: timedelta, shown: datetime
    ) -> FilmedClock:
        """The same where a person read the clock: the picture at `position` shows `shown`.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: the film has no time of its own.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        start = _own_start(film)
        return judge((Sighting(position, shown),), start, film.source, lasts=timedelta(0))

    # -- stating -----------------------------------------------------------------------------

    def preview(self, actor: Person, said: Measurement) -> Outcome:
        """What `state` would do; nothing is kept.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: the measurement makes no sense.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        now = self._desk.clock()
        said = replace(said, device=said.device.strip(), reason=said.reason.strip())
        with self._desk.reading() as session:
            errors = clock_errors.of_device(session, said.device)
            checked(said, errors, now)
            supposed = _supposed(said, actor, now)
            ids = corrected_times.of_device(session, said.device)
            renewal = corrected_times.foreseen(session, ids, supposed)
        return _outcome(renewal, supposed)

    def state(self, actor: Person, said: Measurement) -> Outcome:
        """Write a measurement down and correct the recordings it applies to.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: the measurement makes no sense.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.transaction(actor) as work:
            return state_in(work, actor, said)

    def withdraw(self, actor: Person, error_id: ClockErrorId, reason: str) -> Outcome:
        """Take a measurement back; it stays to be read and corrects nothing any more.

        Raises:
            Refused: `actor` does not keep the footage, or it is withdrawn already.
            InvalidInput: there is no reason.
            NotFound: there is no such measurement.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明撤回的理由。"))
        with self._desk.transaction(actor) as work:
            error = clock_errors.get(work.session, error_id)
            if error.withdrawn is not None:
                raise Refused(say("这次校时已经撤回。"))
            clock_errors.withdraw(work.session, error_id, actor.id, reason, work.at)
            ids = corrected_times.of_device(work.session, error.device)
            renewal = replace(corrected_times.renew(work.session, ids), kept=())
            detail = {"error": error_id, "reason": reason, "changes": changes_of(renewal)}
            work.journal(Act("device.clock_withdrawn", f"device:{error.device}", detail=detail))
            return _outcome(renewal, clock_errors.get(work.session, error_id))


def state_in(work: Transaction, actor: Person, said: Measurement) -> Outcome:
    """Write a measurement down within a use case whose right has been checked.

    Raises:
        InvalidInput: the measurement makes no sense.
    """
    said = replace(said, device=said.device.strip(), reason=said.reason.strip())
    checked(said, clock_errors.of_device(work.session, said.device), work.at)
    ids = corrected_times.of_device(work.session, said.device)
    supposed = _supposed(said, actor, work.at)
    kept = corrected_times.foreseen(work.session, ids, supposed).kept
    error_id = clock_errors.add(work.session, said, actor.id, work.at)
    renewal = replace(corrected_times.renew(work.session, ids), kept=kept)
    detail = {**_written_down(said), "error": error_id, "changes": changes_of(renewal)}
    work.journal(Act("device.clock_measured", f"device:{said.device}", detail=detail))
    return _outcome(renewal, clock_errors.get(work.session, error_id))


def _supposed(said: Measurement, actor: Person, now: datetime) -> ClockError:
    """The measurement as it would stand in the register, after all others."""
    return ClockError(
        id=ClockErrorId(1 << 60),
        device=said.device,
        offset=said.offset,
        uncertainty=said.uncertainty,
        measured_at=said.measured_at,
        how=said.how,
        reason=said.reason,
        by=actor.name,
        made_at=now,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        drift_from=said.drift_from,
        film=said.film,
        film_name=said.film_name,
    )


def _written_down(said: Measurement) -> dict[str, object]:
    return {
        "clock_offset_ms": round(said.offset / timedelta(milliseconds=1)),
        "uncertainty_ms": round(said.uncertainty / timedelta(milliseconds=1)),
        "measured_at": _written(said.measured_at),
        "how": said.how.value,
        "valid_from": _written(said.valid_from),
        "valid_until": _written(said.valid_until),
        "reason": said.reason,
    }


def measurement_of(film: Film, found: FilmedClock, reason: str, *, by_hand: bool) -> Measurement:
    """What a film says, ready to be stated."""
    return Measurement(
        device=film.device,
        offset=found.offset,
        measured_at=found.measured_at,
        reason=reason,
        uncertainty=found.uncertainty,
        how=HowMeasured.READ_OFF if by_hand else HowMeasured.FILMED,
        film=film.footage_id,
        film_name=film.name,
    )


def changes_of(renewal: Renewal) -> dict[str, list[object]]:
    """What a renewal changed, as the journal writes it: each start before and after."""
    return {
        str(one.before.id): [_written(one.before.started_at), _written(one.after.started_at)]
        for one in renewal.changed
    }


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _outcome(renewal: Renewal, error: ClockError | None) -> Outcome:
    effects = tuple(
        Effect(
            one.before.id,
            one.before.name,
            one.before.device_time,
            one.before.started_at,
            one.after.started_at,
        )
        for one in renewal.changed
    )
    return Outcome(effects, len(renewal.kept), error)


def _source(item: Footage) -> TimeSource:
    found = (claim.source for claim in item.claims if claim.source is not TimeSource.PERSON)
    return next(found, item.started_by)


def _own_start(film: Film) -> datetime:
    if film.device_start is None:
        raise InvalidInput(say("“{name}”自己没有任何时间，无法比对。", name=film.name))
    return film.device_start
