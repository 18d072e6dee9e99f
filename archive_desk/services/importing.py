"""Taking footage in: look over a card, copy and prove it, settle what was cut off."""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from archive_desk import paths
from archive_desk.db import batches, counters, intake, people, settings
from archive_desk.domain.arrivals import (
    Found,
    Glance,
    HandOver,
    Listing,
    Planned,
    Receipt,
)
from archive_desk.domain.device_time import settle_start
from archive_desk.domain.errors import Cancelled, InvalidInput, Unavailable
from archive_desk.domain.footage import Batch
from archive_desk.domain.ids import BatchId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.bags import PAYLOAD
from archive_desk.media.copying import Advance, StoreFailed
from archive_desk.media.locks import Busy
from archive_desk.media.probe import probe_source
from archive_desk.media.recorders.families import Families, read_families
from archive_desk.media.recorders.reading import Reader
from archive_desk.media.safe_names import stored_name
from archive_desk.media.scanning import located, recognise, scan, shown
from archive_desk.services.describing import length_of
from archive_desk.services.desk import Desk
from archive_desk.services.import_lane import Attempt, Lane, look_into
from archive_desk.services.import_record import Closing, Register, sweep_pictures
from archive_desk.services.naming import reader_of
from archive_desk.services.originals import vault_of

__all__ = ["BatchPage", "Importing", "Settlement"]

_SM3 = "import_sm3"


@dataclass(frozen=True)
class BatchPage:
    """Some batches, newest first, and how many there are in all."""

    batches: tuple[Batch, ...]
    total: int


@dataclass(frozen=True)
class Settlement:
    """What was done about an import that had been cut off."""

    batch_no: str
    rescued: int
    missing: int

    @property
    def message(self) -> Sentence:
        """The same in words."""
        return say(
            "上次中断的采集批次 {no} 已处理：补登 {rescued} 件，{missing} 件尚未采集，请重新采集。",
            no=self.batch_no,
            rescued=self.rescued,
            missing=self.missing,
        )


class Importing:
    """What the clerk does with a recorder's card."""

    def __init__(self, desk: Desk, families: Families | None = None) -> None:
        """Work on `desk`; `families` replaces the recorders' habits that come with the program."""
        self._desk = desk
        self._families = families or read_families(paths.resources() / "recorders")
        self._vault = vault_of(desk)

    def scan(self, actor: Person, source: Path, monitor: Monitor) -> Listing:
        """List what lies on a card or in a folder; nothing is copied or opened.

        Raises:
            Refused: `actor` may not take footage in.
            InvalidInput: the source is no folder, or overlaps with the archive.
            Unavailable: it cannot be read.
            Cancelled: from `monitor`.
        """
        actor.require(Right.IMPORT)
        source = self._checked(source)
        listing = scan(source, self._reader(), monitor)
        with self._desk.reading() as session:
            seen = intake.seen_before(session, listing.wanted)
        found = tuple(replace(item, known_as=seen.get(item.raw)) for item in listing.found)
        return replace(listing, found=found)

    def officers(self, actor: Person) -> tuple[Person, ...]:
        """Who may have recorded what comes in: people with an enforcement certificate.

        Raises:
            Refused: `actor` may not take footage in.
        """
        actor.require(Right.IMPORT)
        with self._desk.reading() as session:
            everybody = people.all_people(session)
        return tuple(person for person in everybody if person.certificate_no and person.active)

    def look(self, actor: Person, source: Path, found: Found) -> Glance:
        """Look into one file while it is still on its card: length, health, a small picture.

        Raises:
            Refused: `actor` may not take footage in.
            Unavailable: the file cannot be read.
        """
        actor.require(Right.IMPORT)
        zone = self._desk.office.zone
        try:
            probed = probe_source(located(source, found), found.kind, zone)
        except OSError as error:
            raise Unavailable(
                say("文件“{name}”无法读取，请检查存储卡。", name=found.name)
            ) from error
        start = settle_start(
            (*found.recognised.claims, *probed.claims),
            length=length_of(found.kind, probed.facts.duration_ms),
            zone=zone,
            now=self._desk.clock(),
        )
        return Glance(probed.facts, start, probed.picture)

    def room_bytes(self, actor: Person) -> int:
        """How much more fits into the vault.

        Raises:
            Refused: `actor` may not take footage in.
            Unavailable: the vault cannot be reached.
        """
        actor.require(Right.IMPORT)
        return self._vault.room_bytes()

    def take_in(
        self,
        actor: Person,
        listing: Listing,
        monitor: Monitor,
        stated: HandOver | None = None,
        *,
        with_sm3: bool | None = None,
        begun: Callable[[str], None] | None = None,
    ) -> Receipt:
        """Take in what a scan listed: copy, prove, describe, group; the card is only read.

        What fails is said on the receipt and everything else is carried on. Stopping keeps what is
        complete; importing again brings only what is missing.

        Several cards may be taken in at once, each by a call of its own on a thread of its own (or
        in another process): each has its own batch, monitor and end, and stopping one leaves the
        others. The lanes that copy are shared fairly (`services.porters`).

        Args:
            actor: who takes them in.
            listing: what `scan` found, perhaps with some left out (`domain.arrivals.left_on_card`).
            monitor: is told the bytes, and may stop this import.
            stated: what was said when the card was handed in.
            with_sm3: whether SM3 is computed too; None leaves it to the office (`takes_sm3`).
            begun: is told the batch's number as soon as it is written down, so that its receipt can
                be asked for however the import ends. Called on the import's own thread.

        Raises:
            Refused: `actor` may not take footage in.
            InvalidInput: there is nothing to take in, or the statement is incomplete.
            Unavailable: the archive cannot be written, or its vault is not there.
            Cancelled: from `monitor`; the receipt of `begun`'s batch tells what was taken in.
        """
        actor.require(Right.IMPORT)
        stated = stated or HandOver()
        source = self._checked(Path(listing.source))
        lost = [item for item in listing.found if item.unreadable]
        if lost and not listing.wanted:
            words = say("“{path}”：{reason}", path=lost[0].path, reason=lost[0].skipped)
            raise Unavailable(words)
        if not listing.found:
            raise InvalidInput(say("这里没有可以采集的文件。"))
        if stated.returned_at is not None and not stated.return_reason.strip():
            raise InvalidInput(say("填写返回单位的时间时，请同时说明未能及时交存的原因。"))
        if stated.returned_at is not None and stated.returned_at > self._desk.clock():
            raise InvalidInput(say("返回单位的时间不能晚于现在。"))
        self._vault.require_presence()
        self._settle_all(monitor)
        if with_sm3 is None:
            with_sm3 = self.takes_sm3()
        with ExitStack() as held:
            batch, planned = self._begin(actor, listing, stated, held)
            if begun is not None:
                begun(batch.no)
            lane = Lane(
                source,
                self._vault,
                planned,
                words=self._families.sidecars,
                zone=self._desk.office.zone,
                with_sm3=with_sm3,
            )
            return self._take_in(
                Register(self._desk, self._vault, actor, batch, planned), lane, monitor
            )

    def _take_in(self, register: Register, lane: Lane, monitor: Monitor) -> Receipt:
        try:
            with closing(lane.groups(monitor)) as groups:
                for group in groups:
                    register.record(group, lane)
        except Cancelled:
            register.record(lane.leftover, lane)
            register.close(Closing(say("采集已停止，此文件尚未采集。"), "batch.stopped"))
            raise
        register.close(Closing(say("此文件尚未采集。")))
        return self._receipt(register.batch.no)

    def takes_sm3(self) -> bool:
        """Whether the office has SM3 (GB/T 32905) computed beside SHA-256; yes until it chooses."""
        with self._desk.reading() as session:
            return settings.read(session, _SM3, default=True) is not False

    def choose_sm3(self, actor: Person, *, wanted: bool) -> None:
        """Have SM3 computed at every import from now on, or not; what is stored stays as it is.

        Raises:
            Refused: `actor` may not change settings.
        """
        actor.require(Right.CONFIGURE)
        with self._desk.transaction(actor) as work:
            settings.write(work.session, _SM3, wanted)
            work.journal(Act("archive.digests_chosen", "archive", detail={"wanted": wanted}))

    def _begin(
        self, actor: Person, listing: Listing, stated: HandOver, held: ExitStack
    ) -> tuple[Batch, tuple[Planned, ...]]:
        """Write down the batch and everything it means to take in, before the first byte moves.

        Its bag is held before anybody can read of it, or a start elsewhere would settle it.
        """
        with self._desk.transaction(actor) as work:
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"{year}-{counters.next_value(work.session, f'batch-{year}'):04d}"
            held.enter_context(self._vault.filling(no))
            batch_id = batches.begin(work.session, no, listing.source, actor.id, stated, work.at)
            stored = [
                f"{no}/{PAYLOAD}/{stored_name(number, item.name)}"
                for number, item in enumerate(listing.wanted, 1)
            ]
            planned = intake.plan(work.session, batch_id, listing.found, stored)
            detail = {
                "source": listing.source,
                "files": len(planned),
                "size_bytes": listing.total_bytes,
                "officer": stated.officer,
            }
            work.journal(Act("batch.begun", f"batch:{no}", detail=detail))
            return batches.get(work.session, no), planned

    def settle(self, monitor: Monitor | None = None) -> tuple[Settlement, ...]:
        """Finish imports that were cut off: record what lies whole in the vault, name the rest.

        The program calls this when the archive is opened; imports under way, here or elsewhere, are
        left alone.

        Raises:
            Unavailable: the archive cannot be read or written, or its vault is not there.
        """
        self._vault.require_presence()
        return self._settle_all(monitor or Unwatched())

    def _settle_all(self, monitor: Monitor) -> tuple[Settlement, ...]:
        with self._desk.reading() as session:
            cut_off = batches.unfinished(session)
        if not cut_off:
            return ()
        self._vault.sweep()
        settled = [self._settle_if_abandoned(batch, monitor) for batch in cut_off]
        done = tuple(settlement for settlement in settled if settlement is not None)
        if len(done) == len(cut_off):
            sweep_pictures(self._desk.folder)
        return done

    def _settle_if_abandoned(self, batch: Batch, monitor: Monitor) -> Settlement | None:
        """Settle a batch; None while somebody is still filling it, or has just finished."""
        try:
            with self._vault.filling(batch.no):
                with self._desk.reading() as session:
                    if batches.get(session, batch.no).finished_at is not None:
                        return None
                return self._settle(batch, monitor)
        except Busy:
            return None

    def _settle(self, batch: Batch, monitor: Monitor) -> Settlement:
        with self._desk.reading() as session:
            planned = intake.still_planned(session, batch.id)
        reader = self._reader()
        stored = set(self._vault.stored(batch.no))
        whole = [plan for plan in planned if plan.stored in stored]
        register = Register(self._desk, self._vault, None, batch, planned)
        total = sum(plan.found.size_bytes for plan in whole)
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            monitor.report(done, total, say("正在处理上次中断的采集"))

        rescued = 0
        for plan in whole:
            above = shown(os.fsencode(batch.source))
            seen = recognise(reader, plan.found.path, plan.found.modified_ns, above)
            plan = replace(plan, found=replace(plan.found, recognised=seen))
            attempt = self._rescued(plan, advance)
            register.record([attempt])
            rescued += attempt.brought is not None
        register.close(Closing(say("采集中断，此文件尚未采集。"), "batch.settled"))
        return Settlement(batch.no, rescued, len(planned) - rescued)

    def _rescued(self, plan: Planned, advance: Advance) -> Attempt:
        """What lies in the vault under a planned name, if it is whole and can be read.

        What is not, is no reason to stand still for ever: it is concluded as failed, and the card
        still has it.
        """
        try:
            digests = self._vault.digest(plan.stored, advance)
            if digests.size_bytes != plan.found.size_bytes:
                return Attempt(plan, error=StoreFailed(say("采集中断，此文件尚未采集。")))
            brought = look_into(self._vault, plan, digests, self._desk.office.zone)
        except StoreFailed as error:
            return Attempt(plan, error=error)
        return Attempt(plan, brought=brought)

    def receipt(self, actor: Person, no: str) -> Receipt:
        """What a batch brought, file by file.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        return self._receipt(no)

    def names(self, actor: Person, no: str) -> Mapping[FootageId, tuple[str, ...]]:
        """Every name under which the originals of a batch, new ones or not, ever came.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return intake.names_of(session, batches.get(session, no).id)

    def latest(self, actor: Person) -> Receipt | None:
        """The receipt of the newest batch.

        Raises:
            Refused: `actor` may not browse.
        """
        page = self.page(actor, 0, 1)
        return self._receipt(page.batches[0].no) if page.batches else None

    def page(self, actor: Person, offset: int, limit: int) -> BatchPage:
        """Batches, newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return BatchPage(batches.recent(session, limit, offset), batches.count(session))

    def batch(self, actor: Person, batch_id: BatchId) -> Batch:
        """One batch.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return batches.by_id(session, batch_id)

    def _receipt(self, no: str) -> Receipt:
        with self._desk.reading() as session:
            batch = batches.get(session, no)
            return Receipt(batch, intake.lines(session, batch.id))

    def _reader(self) -> Reader:
        return reader_of(self._desk, self._families)

    def _checked(self, source: Path) -> Path:
        """The source as an absolute folder that has nothing to do with the archive itself."""
        try:
            source = source.expanduser().resolve(strict=True)
        except OSError as error:
            raise InvalidInput(
                say("找不到“{source}”。请检查存储卡是否已连接。", source=str(source))
            ) from error
        if not source.is_dir():
            raise InvalidInput(
                say("“{source}”不是文件夹。请选择存储卡或文件夹。", source=str(source))
            )
        if self._desk.folder.overlaps(source):
            raise InvalidInput(
                say(
                    "“{source}”与档案库重叠，不能作为采集来源。请选择存储卡或别的文件夹。",
                    source=str(source),
                )
            )
        return source
