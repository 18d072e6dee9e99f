"""Guarding the archive: whether vault, database, journal and discs are what they were."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from archive_desk.db import (
    attachments,
    batches,
    case_contents,
    cases,
    discs,
    fixity,
    fixity_runs,
    other_files,
)
from archive_desk.db.fixity import Image, Original, Scope
from archive_desk.db.fixity_runs import Order, Run
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.other_files import FileKind, OtherFile
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import StoreFailed
from archive_desk.services import rounds, scans
from archive_desk.services.desk import Desk
from archive_desk.services.destroying import Destroying
from archive_desk.services.file_round import FileRound
from archive_desk.services.fixity_round import Round
from archive_desk.services.importing import Importing
from archive_desk.services.journalling import Journalling
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading
from archive_desk.services.stocktaking import Stock
from archive_desk.services.throttling import Throttle

__all__ = ["CheckReport", "Guarding", "Run", "Scope"]

_MOST_TOLD = 100
"""How many findings are named one by one in the journal; the rest are counted."""


@dataclass(frozen=True)
class CheckReport:
    """What a check looked at, and what it found. `checked` counts things by their kind.

    `run` is its number; `resumed` tells that it went on with one that had been cut off.
    """

    scope: Scope
    full: bool
    checked: Mapping[str, int]
    findings: Sequence[Finding]
    run: int = 0
    resumed: bool = False

    @property
    def sound(self) -> bool:
        """Whether everything is as it should be."""
        return not self.findings


@dataclass(frozen=True)
class _Plan:
    run: Run
    originals: Sequence[Original]
    rest: Sequence[Original]
    images: Sequence[Image]
    files: Sequence[OtherFile]
    reading: Reading
    destroyed: int = 0
    stock: Sequence[Finding] = ()


class Guarding:
    """What whoever checks the archive does."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)

    def check(
        self,
        actor: Person,
        monitor: Monitor,
        scope: Scope | None = None,
        *,
        full: bool = False,
        mirror: bool = False,
        resume: bool = False,
    ) -> CheckReport:
        """Read everything in `scope` again and compare it with what was written down.

        Originals by size and SHA-256 (`full`: and SM3), scans, kept packages, what was set aside
        and disc images by SHA-256, the lists of the bags, the chain of the journal; over the whole
        archive also that nothing lies in the vault without a record, that nothing the journal took
        in is gone, and the database's own pages.
        `mirror` reads the copies in the mirror too. What was read is remembered per original; with
        `resume` a check of the same kind that was cut off goes on behind the last one read.
        The result is journalled.

        Raises:
            Refused: `actor` may not check the archive.
            InvalidInput: there is no such case file, disc or batch.
            Cancelled: the person stopped it; nothing is journalled, and it can be resumed.
        """
        actor.require(Right.CHECK_ARCHIVE)
        scope = scope or Scope()
        if scope.everything:
            # What an import left behind when it was cut off is settled, not found. A vault that is
            # not there is found by the rounds.
            with suppress(StoreFailed):
                Importing(self._desk).settle(monitor)
                Destroying(self._desk).settle(monitor)
                self._vault.sweep()
        order = Order(self._named(scope), full, mirror)
        plan = self._plan(order, actor, monitor, resume=resume)
        report = self._go(plan, resumed=bool(plan.run.upto))
        with self._desk.transaction(actor) as work:
            fixity_runs.keep(
                work.session,
                replace(
                    fixity_runs.get(work.session, plan.run.id),
                    checked=report.checked,
                    findings=tuple(report.findings),
                    ended_at=work.at,
                ),
            )
            work.journal(_act(report))
        return report

    def cut_off(self, actor: Person) -> Run | None:
        """The check of the whole archive that was stopped or cut off last, and not yet resumed.

        Raises:
            Refused: `actor` may not check the archive.
        """
        actor.require(Right.CHECK_ARCHIVE)
        with self._desk.reading() as session:
            runs = fixity_runs.recent(session)
        asked = [run for run in runs if not run.order.scheduled]
        return asked[0] if asked and asked[0].ended_at is None and asked[0].upto else None

    def _named(self, scope: Scope) -> Scope:
        with self._desk.reading() as session:
            if scope.case_no and cases.find(session, scope.case_no) is None:
                raise InvalidInput(say("没有编号为“{no}”的案卷。", no=scope.case_no))
            if scope.batch_no:
                batches.get(session, scope.batch_no)
            if scope.disc_no:
                return replace(scope, disc_no=discs.get(session, scope.disc_no).no)
        return scope

    def _plan(self, order: Order, actor: Person, monitor: Monitor, *, resume: bool) -> _Plan:
        scope = order.scope
        stock = Stock(self._desk).take()
        with self._desk.transaction(None) as work:
            run = fixity_runs.unfinished(work.session, order) if resume else None
            if run is None:
                number = fixity_runs.begin(work.session, order, actor.name, work.at)
                run = fixity_runs.get(work.session, number)
            originals = fixity.originals(work.session, scope)
            images = fixity.images(work.session, scope)
            files = _beside(work.session, scope)
            destroyed = fixity.destroyed_count(work.session, scope)
        rest = [each for each in originals if each.path > run.upto]
        passes = 2 if order.with_mirror and Mirroring(self._desk).is_present() else 1
        total = passes * sum(each.size_bytes for each in rest)
        for image in images:
            file = self._desk.folder.images / image.file
            total += file.stat().st_size if file.is_file() else 0
        total += sum(each.size_bytes for each in files)
        return _Plan(
            run,
            originals,
            rest,
            images,
            files,
            Reading(monitor, total),
            destroyed,
            stock if scope.everything else (),
        )

    def _go(self, plan: _Plan, *, resumed: bool) -> CheckReport:
        desk, folder, reading = self._desk, self._desk.folder, plan.reading
        order, scope = plan.run.order, plan.run.order.scope
        checked: Counter[str] = Counter(
            originals=len(plan.originals),
            images=len(plan.images),
            attachments=_of_kind(plan.files, FileKind.ATTACHMENT),
            kept_copies=_of_kind(plan.files, FileKind.KEPT_COPY),
            quarantined=_of_kind(plan.files, FileKind.QUARANTINE),
            bytes=sum(each.size_bytes for each in plan.originals),
            destroyed=plan.destroyed,
        )
        going = Round(desk, self._vault, plan.run, Throttle())
        going.go(plan.rest, reading)
        findings = [*going.run.findings, *plan.stock]
        beside = FileRound(desk, Throttle(), with_mirror=order.with_mirror)
        beside.go(plan.files, reading)
        findings += beside.findings
        if order.with_mirror:
            checked["mirrored"] = going.mirrored + beside.mirrored
        findings += rounds.check_images(folder.images, plan.images, reading)
        if scope.everything:
            findings += self._whole(plan.originals, going.found_elsewhere, checked, order)
        chain = Journalling(desk).verify()
        checked["journal_entries"] = chain.entries
        findings += chain.findings
        reading.end()
        looked_at = plan.originals or plan.images or plan.files or plan.destroyed
        if not scope.everything and not looked_at:
            words = say("没有可核对的音像或映像，什么也没有检查。")
            findings.append(Finding("nothing_checked", scope.item, words))
        return CheckReport(scope, order.full, dict(checked), tuple(findings), plan.run.id, resumed)

    def _whole(
        self,
        originals: Sequence[Original],
        told: set[str],
        checked: Counter[str],
        order: Order,
    ) -> list[Finding]:
        """What can only be said of the whole archive."""
        desk = self._desk
        with desk.reading() as session:
            finished = fixity.finished_batches(session)
        findings = [*rounds.check_agreement(desk, self._vault, told)]
        findings += rounds.check_bags(self._vault, originals, finished)
        checked["bags"] = len({each.batch_id for each in originals} & finished.keys())
        checked["derived"], unowned = rounds.check_derived(desk.folder.derived, originals)
        findings += unowned
        findings += rounds.check_database(desk, full=order.full)
        if order.with_mirror:
            findings += rounds.check_mirror_strays(desk)
        return findings


def _beside(session: Session, scope: Scope) -> Sequence[OtherFile]:
    """The files beside the originals in `scope`: the scans of one case file, or all there are."""
    if scope.everything:
        return other_files.everything(session)
    if not scope.case_no:
        return ()
    case_id = cases.get(session, scope.case_no).id
    documents = [each.id for each in case_contents.documents_of(session, case_id)]
    kept = attachments.everything(session, scans.OWNER, documents)
    area = FileKind.ATTACHMENT.area
    return other_files.everything(session, [f"{area}/{each.path}" for each in kept])


def _of_kind(files: Sequence[OtherFile], kind: FileKind) -> int:
    return sum(each.kind is kind for each in files)


def _act(report: CheckReport) -> Act:
    return Act(
        "archive.checked",
        report.scope.item,
        detail={
            "full": report.full,
            "checked": dict(report.checked),
            "finding_count": len(report.findings),
            "findings": [f"{each.code} {each.item}" for each in report.findings[:_MOST_TOLD]],
        },
    )
