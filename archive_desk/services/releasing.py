"""What may be released (可以清空): two verified copies, for recordings, batches and cards."""

from collections.abc import Iterable, Mapping

from archive_desk.db import batches, intake, mirrors
from archive_desk.domain.arrivals import Outcome, Receipt
from archive_desk.domain.copies import Held, ReleaseReport, release_of
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Person, Right
from archive_desk.services.desk import Desk

__all__ = ["Releasing"]

_NOT_IN = (Outcome.FAILED, Outcome.PLANNED, Outcome.SET_ASIDE)


class Releasing:
    """Answers whether a card may be emptied."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def held(self, actor: Person, footage_ids: Iterable[FootageId]) -> Mapping[FootageId, Held]:
        """Where each of these recordings lies.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return mirrors.held(session, footage_ids)

    def of_receipt(self, actor: Person, receipt: Receipt) -> ReleaseReport:
        """Whether what lies on the card of one import may go.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        ids = {line.footage_id for line in receipt.arrivals if line.footage_id is not None}
        not_in = sum(len(receipt.of(outcome)) for outcome in _NOT_IN)
        with self._desk.reading() as session:
            held = mirrors.held(session, ids)
            mirrored = mirrors.current(session) is not None
        return release_of(held.values(), not_in=not_in, mirrored=mirrored)

    def of_batches(self, actor: Person, numbers: Iterable[str]) -> Mapping[str, ReleaseReport]:
        """The same for several batches, by their numbers.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        found: dict[str, ReleaseReport] = {}
        with self._desk.reading() as session:
            mirrored = mirrors.current(session) is not None
            for no in numbers:
                batch = batches.get(session, no)
                held = mirrors.held(session, intake.footage_of(session, batch.id))
                counted = intake.outcomes(session, batch.id)
                not_in = sum(counted.get(outcome, 0) for outcome in _NOT_IN)
                found[no] = release_of(held.values(), not_in=not_in, mirrored=mirrored)
        return found
