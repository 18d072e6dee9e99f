"""Writing the lists of a batch anew (重写清单) where they were altered or lost; originals stay.

The lists repeat what the register knows. They are written from it only when every original of the
batch has been read and is what the register says: the bytes vouch for the register, so that a
register that was tampered with never replaces a list that still tells the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import batches, intake
from archive_desk.domain.errors import Conflict, Damaged
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media.bag_check import Fault, bag_faults
from archive_desk.media.copying import Digests
from archive_desk.media.quarantine import set_aside
from archive_desk.media.vault import Verdict
from archive_desk.services.desk import Desk
from archive_desk.services.import_record import bag_record
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading

__all__ = ["BagLists", "Rewritten"]


@dataclass(frozen=True)
class Rewritten:
    """The lists of a batch that were written anew; `set_aside` is where the altered ones went."""

    batch: str
    lists: Sequence[str]
    set_aside: Sequence[Path] = ()

    @property
    def item(self) -> str:
        """What was mended, as findings name it."""
        return f"batch:{self.batch}"

    @property
    def message(self) -> Sentence:
        """The same in words."""
        if not self.lists:
            return say("批次 {no}：清单完好，无需重写。", no=self.batch)
        return say("批次 {no}：已按登记重写清单。", no=self.batch)


class BagLists:
    """What is done about the lists of a batch."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)

    def rewrite(self, actor: Person, no: str, monitor: Monitor) -> Rewritten:
        """Write the lists of a batch from the register, if its originals bear the register out.

        The altered lists are set aside, never deleted.

        Raises:
            Refused: not `actor`'s duty.
            NotFound: there is no such batch.
            Conflict: it is still being taken in.
            Damaged: an original is not what the register says; it has to be mended first.
            Unavailable: the vault cannot be reached or written.
            Cancelled: from `monitor`, before anything was written.
        """
        actor.require(Right.KEEP_VAULT)
        with self._desk.reading() as session:
            batch = batches.get(session, no)
            if batch.finished_at is None:
                raise Conflict(say("批次 {no} 还没有采集完，不能重写清单。", no=no))
            record = bag_record(session, batch, self._desk.office, batch.finished_at)
            stored = intake.stored_of(session, batch.id)
        with self._vault.filling(no):
            self._vault.require_presence()
            folder = self._vault.locate(no)
            faults = [*bag_faults(folder, record.entries)]
            if not faults:
                return Rewritten(no, ())
            reading = Reading(monitor, sum(each.size_bytes for each in stored))
            reading.begin(say("核对批次 {no} 的原件", no=no))
            for each in stored:
                expected = Digests(each.size_bytes, each.sha256, each.sm3)
                seen = self._vault.verify(each.path, expected, reading.advance)
                if seen.verdict is not Verdict.SOUND:
                    name = each.path.rpartition("/")[2]
                    raise Damaged(
                        say("原件 {name} 与登记不符，请先修复原件再重写清单。", name=name)
                    )
            aside = [
                set_aside(folder / each.name, self._desk.folder.quarantine, no)
                for each in faults
                if each.fault is not Fault.MISSING
            ]
            self._vault.seal(no, record)
        done = Rewritten(
            no, tuple(each.name for each in faults), tuple(each for each in aside if each)
        )
        with self._desk.transaction(actor) as work:
            detail = {
                "lists": list(done.lists),
                "set_aside": [str(each) for each in done.set_aside],
            }
            work.journal(Act("batch.lists_rewritten", done.item, detail=detail))
        reading.end()
        return done
