"""Guarding the archive: whether vault, database, journal and discs are what they were."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from archive_desk.db import cases, discs, fixity
from archive_desk.db.fixity import Image, Original, Scope
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import StoreFailed
from archive_desk.services import rounds
from archive_desk.services.desk import Desk
from archive_desk.services.importing import Importing
from archive_desk.services.journalling import Journalling
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading

__all__ = ["CheckReport", "Guarding", "Scope"]

_MOST_TOLD = 100
"""How many findings are named one by one in the journal; the rest are counted."""


@dataclass(frozen=True)
class CheckReport:
    """What a check looked at, and what it found. `checked` counts things by their kind."""

    scope: Scope
    full: bool
    checked: Mapping[str, int]
    findings: Sequence[Finding]

    @property
    def sound(self) -> bool:
        """Whether everything is as it should be."""
        return not self.findings


@dataclass(frozen=True)
class _Plan:
    originals: Sequence[Original]
    images: Sequence[Image]
    reading: Reading


class Guarding:
    """What whoever checks the archive does."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)

    def check(
        self, actor: Person, monitor: Monitor, scope: Scope | None = None, *, full: bool = False
    ) -> CheckReport:
        """Read everything in `scope` again and compare it with what was written down.

        Originals by size and SHA-256 (`full`: and SM3), disc images by SHA-256, the lists of the
        bags, the chain of the journal; over the whole archive also that nothing lies in the vault
        without a record, that nothing the journal took in is gone, and the database's own pages.
        The result is journalled.

        Raises:
            Refused: `actor` may not check the archive.
            InvalidInput: there is no such case file or disc.
            Cancelled: the person stopped it; nothing is journalled.
        """
        actor.require(Right.CHECK_ARCHIVE)
        scope = scope or Scope()
        if scope.everything:
            # What an import left behind when it was cut off is settled, not found. A vault that is
            # not there is found by the rounds.
            with suppress(StoreFailed):
                Importing(self._desk).settle(monitor)
        plan = self._plan(scope, monitor)
        checked: Counter[str] = Counter(
            originals=len(plan.originals),
            images=len(plan.images),
            bytes=sum(each.size_bytes for each in plan.originals),
        )
        findings = self._go(plan, scope, checked, full=full)
        plan.reading.end()
        if not scope.everything and not plan.originals and not plan.images:
            item = f"case:{scope.case_no}" if scope.case_no else f"disc:{scope.disc_no}"
            words = say("没有可核对的音像或映像，什么也没有检查。")
            findings.append(Finding("nothing_checked", item, words))
        report = CheckReport(scope, full, dict(checked), tuple(findings))
        with self._desk.transaction(actor) as work:
            work.journal(_act(report))
        return report

    def _plan(self, scope: Scope, monitor: Monitor) -> _Plan:
        with self._desk.reading() as session:
            if scope.case_no and cases.find(session, scope.case_no) is None:
                raise InvalidInput(say("没有编号为“{no}”的案卷。", no=scope.case_no))
            if scope.disc_no:
                scope = Scope(scope.case_no, discs.get(session, scope.disc_no).no)
            originals = fixity.originals(session, scope)
            images = fixity.images(session, scope)
        total = sum(each.size_bytes for each in originals)
        for image in images:
            file = self._desk.folder.images / image.file
            total += file.stat().st_size if file.is_file() else 0
        return _Plan(originals, images, Reading(monitor, total))

    def _go(self, plan: _Plan, scope: Scope, checked: Counter[str], *, full: bool) -> list[Finding]:
        desk, folder = self._desk, self._desk.folder
        originals, reading = plan.originals, plan.reading
        findings = [*rounds.check_originals(self._vault, originals, reading, full=full)]
        findings += rounds.check_images(folder.images, plan.images, reading)
        if scope.everything:
            with desk.reading() as session:
                finished = fixity.finished_batches(session)
            findings += rounds.check_agreement(desk, self._vault)
            findings += rounds.check_bags(self._vault, originals, finished)
            checked["bags"] = len({each.batch_id for each in originals} & finished.keys())
            checked["derived"], unowned = rounds.check_derived(folder.derived, originals)
            findings += unowned
            findings += rounds.check_database(desk, full=full)
        chain = Journalling(desk).verify()
        checked["journal_entries"] = chain.entries
        return [*findings, *chain.findings]


def _act(report: CheckReport) -> Act:
    scope = report.scope
    item = "archive"
    if scope.case_no:
        item = f"case:{scope.case_no}"
    elif scope.disc_no:
        item = f"disc:{scope.disc_no}"
    return Act(
        "archive.checked",
        item,
        detail={
            "full": report.full,
            "checked": dict(report.checked),
            "finding_count": len(report.findings),
            "findings": [f"{each.code} {each.item}" for each in report.findings[:_MOST_TOLD]],
        },
    )
