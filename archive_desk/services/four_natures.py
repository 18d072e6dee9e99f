"""The four-nature test of a case file: run, kept, and confirmed where a person must."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import attachments, bindings, cases, journal, mirrors, nature_reports
from archive_desk.db.attachments import Kept
from archive_desk.domain.attachments import page_total
from archive_desk.domain.binding import BindingFacts
from archive_desk.domain.cases import LinkedFootage
from archive_desk.domain.dossiers import Dossier
from archive_desk.domain.errors import ArchiveDeskError, Unavailable
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.four_natures import (
    NatureReport,
    Occasion,
    Outcome,
    assembled,
    confirmed,
)
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.forms import nature_report, sheet
from archive_desk.media.copying import StoreFailed, read_back
from archive_desk.media.pages import count_pages
from archive_desk.services.case_judging import CaseJudge, CaseReport
from archive_desk.services.desk import Desk
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading
from archive_desk.services.scans import OWNER

__all__ = ["FourNatures", "NatureReport", "Occasion", "Outcome"]

_TOLD = 3
_COPIES = 2
_Judged = tuple[Outcome, str]


@dataclass(frozen=True)
class _Evidence:
    """What the items are judged by: the file, and what reading its bytes showed."""

    report: CaseReport
    facts: BindingFacts
    altered: Sequence[str]
    missing: Sequence[str]
    unread_scans: Sequence[str]
    altered_scans: Sequence[str]
    unjournalled: Sequence[str]
    copies: Mapping[FootageId, int]
    discs_needed: bool

    @property
    def dossier(self) -> Dossier:
        return self.report.dossier

    @property
    def filmed(self) -> list[LinkedFootage]:
        return [each for each in self.dossier.footage if each.kind is not Kind.SIDECAR]

    def codes(self, *wanted: str) -> list[str]:
        """What the check of duties found of these codes, in words."""
        found = [each for each in self.report.shortfalls if each.code in wanted]
        return [str(each.message).rstrip("。") for each in found]


class FourNatures:
    """Tests case files when they are archived and when they are handed over."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def run(
        self, actor: Person, no: str, occasion: Occasion, monitor: Monitor | None = None
    ) -> NatureReport:
        """Test a case file now and keep the report. Every original and every scan is read.

        Raises:
            Refused: `actor` does not keep case files.
            NotFound: there is no such file.
            Cancelled: the person stopped; no report is kept.
        """
        actor.require(Right.EDIT_CASES)
        evidence = self._gather(no, monitor or Unwatched())
        results = assembled(_judged(evidence), occasion)
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            number = nature_reports.add(
                work.session, case.id, occasion, results, actor.name, work.at
            )
            report = nature_reports.get(work.session, number)
            detail = {
                "number": number,
                "form": occasion.label,
                "verdict": report.outcome.label,
                "findings": [
                    f"{each.code} {each.outcome.value}"
                    for each in results
                    if each.outcome not in {Outcome.PASSED, Outcome.NONE}
                ],
            }
            work.journal(Act("case.natures_tested", f"case:{no}", detail=detail))
        return report

    def confirm(
        self, actor: Person, report_id: int, code: str, outcome: Outcome, note: str = ""
    ) -> NatureReport:
        """Say of a manual item what a person saw.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: a program judges the item, or a failure has no words.
            NotFound: there is no such report or item.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            report = nature_reports.get(work.session, report_id)
            results = confirmed(report.results, code, outcome, note, actor.name, work.at)
            nature_reports.change(work.session, report_id, results)
            detail = {"number": report_id, "item": code, "verdict": outcome.label, "note": note}
            work.journal(Act("case.nature_confirmed", f"case:{report.case_no}", detail=detail))
            return nature_reports.get(work.session, report_id)

    def of_case(self, actor: Person, no: str) -> Sequence[NatureReport]:
        """The reports of a case file, the newest first.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return nature_reports.of_case(session, cases.get(session, no).id)

    def get(self, actor: Person, report_id: int) -> NatureReport:
        """One report.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is none.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return nature_reports.get(session, report_id)

    def render(self, actor: Person, report: NatureReport) -> bytes:
        """A report as PDF, for packages that are journalled as a whole.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        office = self._desk.office
        with self._desk.reading() as session:
            case = cases.by_id(session, report.case_id)
        return sheet.render(
            nature_report.sheet(
                report,
                case,
                organisation=office.organisation,
                operator=actor.name,
                at=self._desk.clock(),
                zone=office.zone,
            )
        )

    def print(self, actor: Person, report_id: int, target: Path) -> Path:
        """Write a report to the PDF file `target`.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such report.
            Unavailable: the file cannot be written.
        """
        report = self.get(actor, report_id)
        pdf = self.render(actor, report)
        try:
            target.write_bytes(pdf)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            detail = {"form": nature_report.FORM_NO, "number": report_id, "file": target.name}
            work.journal(Act("case.printed", f"case:{report.case_no}", detail=detail))
        return target

    # -- evidence ----------------------------------------------------------------------------

    def _gather(self, no: str, monitor: Monitor) -> _Evidence:
        with self._desk.reading() as session:
            case = cases.get(session, no)
            judge = CaseJudge(self._desk, session)
            report = judge.report(case)
            dossier = report.dossier
            facts = bindings.facts_of(session, case.id)
            documents = [each.id for each in dossier.documents]
            scans = attachments.everything(session, OWNER, documents) if documents else ()
            held = mirrors.held(session, [each.footage_id for each in dossier.footage])
            unjournalled = _unjournalled(session, dossier.footage)
            duty = judge.regulation.discs
        total = sum(each.size_bytes for each in dossier.footage)
        total += sum(each.size_bytes for each in scans)
        reading = Reading(monitor, total)
        altered, missing = self._read_originals(dossier.footage, reading)
        altered_scans, unread_scans = self._read_scans(scans, dossier, reading)
        reading.end()
        return _Evidence(
            report,
            facts,
            altered,
            missing,
            unread_scans,
            altered_scans,
            unjournalled,
            {key: each.copies for key, each in held.items()},
            duty is not None and duty.asks(evidence=True, situation=True),
        )

    def _read_originals(
        self, footage: Sequence[LinkedFootage], reading: Reading
    ) -> tuple[list[str], list[str]]:
        vault = vault_of(self._desk)
        altered, missing = [], []
        for each in footage:
            reading.begin(say("核对音像 {name}", name=each.name))
            try:
                path = vault.locate(each.path)
                digests = read_back(path, reading.advance, with_sm3=False)
            except (FileNotFoundError, StoreFailed, ArchiveDeskError):
                missing.append(each.name)
                continue
            if digests.sha256 != each.sha256:
                altered.append(each.name)
        return altered, missing

    def _read_scans(
        self, scans: Sequence[Kept], dossier: Dossier, reading: Reading
    ) -> tuple[list[str], list[str]]:
        folder = self._desk.folder.attachments
        pages = {scan.sha256: scan.pages for some in dossier.scans.values() for scan in some}
        altered, unread = [], []
        for each in scans:
            reading.begin(say("核对扫描件和附件 {name}", name=each.name))
            try:
                digests = read_back(folder / each.path, reading.advance, with_sm3=False)
                if digests.sha256 != each.sha256:
                    altered.append(each.name)
                if each.sha256 in pages and count_pages(folder / each.path) != pages[each.sha256]:
                    unread.append(each.name)
            except (FileNotFoundError, StoreFailed, ArchiveDeskError):
                unread.append(each.name)
        return altered, unread


def _unjournalled(session: Session, footage: Sequence[LinkedFootage]) -> list[str]:
    """Recordings of which the journal does not say that they came in with this digest."""
    items = {f"footage:{each.footage_id}": each for each in footage}
    if not items:
        return []
    until, _ = journal.head(session)
    said: dict[str, str] = {}
    for entry in journal.of_items(session, list(items), until):
        if entry.verb == "footage.imported":
            said[entry.item] = str(entry.detail.get("sha256", ""))
    return [each.name for item, each in items.items() if said.get(item) != each.sha256]


# -- judging ---------------------------------------------------------------------------------


def _judged(found: _Evidence) -> dict[str, _Judged]:
    return {code: judge(found) for code, judge in _JUDGES.items()}


def _names(wrong: Sequence[str]) -> _Judged:
    """Passed if nothing is wrong, else failed with the first few."""
    if not wrong:
        return Outcome.PASSED, ""
    more = f" 等 {len(wrong)} 项" if len(wrong) > _TOLD else ""
    return Outcome.FAILED, "；".join(wrong[:_TOLD]) + more


def _of_footage(found: _Evidence, wrong: Sequence[str]) -> _Judged:
    return _names(wrong) if found.dossier.footage else (Outcome.NONE, "")


def _of_scans(found: _Evidence, wrong: Sequence[str]) -> _Judged:
    return _names(wrong) if found.dossier.scans else (Outcome.NONE, "")


def _metadata(found: _Evidence) -> _Judged:
    bare = [
        each.name
        for each in found.filmed
        if each.started_at is None or not (each.device or each.officer)
    ]
    return _of_footage(found, bare)


def _documents(found: _Evidence) -> _Judged:
    dossier = found.dossier
    bare = [
        each.type
        for each in dossier.documents
        if not (each.pages or page_total(dossier.scans_of(each)))
    ]
    return _names(bare) if dossier.documents else (Outcome.NONE, "")


def _sidecars(found: _Evidence) -> _Judged:
    count = len(found.dossier.footage) - len(found.filmed)
    return (Outcome.PASSED, f"{count} 件") if count else (Outcome.NONE, "")


def _parsed(found: _Evidence) -> _Judged:
    return _of_footage(found, [each.name for each in found.filmed if each.health.faulty])


def _lengths(found: _Evidence) -> _Judged:
    short = [
        each.name
        for each in found.filmed
        if each.kind is not Kind.PHOTO and not each.duration_ms and each.health is Health.SOUND
    ]
    return _of_footage(found, short)


def _searchable(found: _Evidence) -> _Judged:
    case = found.dossier.case
    blank = [name for name, value in (("案由", case.cause), ("当事人", case.party)) if not value]
    blank += [each.name for each in found.filmed if not each.stage]
    return _names(blank)


def _discs(found: _Evidence) -> _Judged:
    if not found.discs_needed:
        return Outcome.NONE, ""
    return _of_footage(found, found.codes("disc_missing", "disc_unverified"))


def _secrecy(found: _Evidence) -> _Judged:
    marked = found.facts.sensitivity
    return (Outcome.PASSED, marked) if marked else (Outcome.FAILED, "封面未填密级")


def _backups(found: _Evidence) -> _Judged:
    few = [each.name for each in found.filmed if found.copies.get(each.footage_id, 0) < _COPIES]
    return _of_footage(found, few)


_JUDGES: Mapping[str, Callable[[_Evidence], _Judged]] = {
    "A1": lambda found: _of_footage(found, found.altered),
    "A2": lambda found: _of_scans(found, found.altered_scans),
    "A3": _metadata,
    "A4": lambda found: _of_footage(found, found.unjournalled),
    "A5": lambda found: _names(
        found.codes("certificate_missing", "certificate_expired", "too_few_officers")
    ),
    "A6": lambda found: _names(found.codes("document_times", "document_untimed")),
    "C1": lambda found: _of_footage(found, found.missing),
    "C2": _documents,
    "C3": lambda found: _of_footage(found, found.codes("gap_unexplained")),
    "C4": lambda found: _names(found.codes("opened_missing", "ended_missing")),
    "C5": lambda found: _names(
        found.codes(
            "footage_missing", "stage_without_footage", "document_without_footage", "scene_missing"
        )
    ),
    "C6": _sidecars,
    "U1": _parsed,
    "U2": _lengths,
    "U3": lambda found: _of_scans(found, found.unread_scans),
    "U4": _searchable,
    "U5": _discs,
    "S2": _secrecy,
    "S3": lambda found: _of_scans(found, found.unread_scans),
    "S4": _backups,
}
