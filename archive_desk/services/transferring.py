"""Handing archived case files over to the state archive (移交), as one verifiable package."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.burn import layout, names, tags, transfer
from archive_desk.db import (
    attachments,
    bindings,
    case_contents,
    cases,
    counters,
    footage,
    journal,
)
from archive_desk.domain.binding import BoundCase, BoundEntry
from archive_desk.domain.errors import Damaged, InvalidInput, Refused, Unavailable
from archive_desk.domain.footage import Kind
from archive_desk.domain.four_natures import NatureReport, Occasion
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.transfers import TransferCase, TransferFile, TransferPackage
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.copying import copy_hashed, digest_source
from archive_desk.media.files import flush_folder
from archive_desk.services.binding import Binding, BindingPaper
from archive_desk.services.desk import Desk
from archive_desk.services.four_natures import FourNatures
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading

_SCANS, _FOOTAGE = "文书", "音像"


@dataclass(frozen=True)
class Transferred:
    """What was handed over: the package, where it lies, and the tests that went before."""

    package: TransferPackage
    folder: Path
    tests: Sequence[NatureReport]


@dataclass(frozen=True)
class _Source:
    """A file to be copied into the package, and what it must be."""

    source: Path
    file: TransferFile


class Transferring:
    """Makes transfer packages."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._binding = Binding(desk)
        self._natures = FourNatures(desk)

    def write(
        self,
        actor: Person,
        numbers: Sequence[str],
        out: Path,
        *,
        receiver: str,
        basis: str,
        reason: str = "",
        monitor: Monitor | None = None,
    ) -> Transferred:
        """Test archived case files, and write them with all that belongs to them into a folder.

        `basis` is the approval they are handed over under. A `reason` lets files be handed over
        although an item of the test failed that vetoes. What was written in part is left lying
        when it is stopped; it has no manifest.

        Raises:
            Refused: no right, a file is not archived, or its test failed and no reason is given.
            InvalidInput: nothing is named, receiver or basis are missing, or the folder is not new.
            NotFound: there is no such file.
            Damaged: an original is not what it was.
            Unavailable: something cannot be read or written.
            Cancelled: the person stopped.
        """
        actor.require(Right.EDIT_CASES)
        watch = monitor or Unwatched()
        wanted = list(dict.fromkeys(numbers))
        self._require(wanted, receiver, basis)
        folder = self._new_folder(out)
        tests = [self._natures.run(actor, no, Occasion.TRANSFER, watch) for no in wanted]
        for test in tests:
            if test.vetoed and not reason.strip():
                raise Refused(
                    say(
                        "案卷 {no} 的移交检测有否决项不合格：{item}（{note}）。"
                        "请处理，或写明理由后移交。",
                        no=test.case_no,
                        item=say(test.vetoed[0].item.title),
                        note=test.vetoed[0].note,
                    )
                )
        try:
            package = self._write(actor, wanted, folder, tests, (receiver, basis), watch)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(folder), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            for no in wanted:
                detail = {
                    "number": package.no,
                    "body": receiver,
                    "basis": basis,
                    "folder": str(folder),
                    "files": sum(file.case_no == no for file in package.files),
                }
                if reason.strip():
                    detail["reason"] = reason.strip()
                work.journal(Act("case.transferred", f"case:{no}", detail=detail))
        return Transferred(package, folder, tests)

    def _require(self, numbers: Sequence[str], receiver: str, basis: str) -> None:
        if not numbers:
            raise InvalidInput(say("请选择要移交的案卷。"))
        if not receiver.strip() or not basis.strip():
            raise InvalidInput(say("请填写接收单位和移交依据。"))
        with self._desk.reading() as session:
            for no in numbers:
                if not cases.get(session, no).locked:
                    raise Refused(say("案卷 {no} 还没有归档，不能移交。", no=no))

    def _new_folder(self, out: Path) -> Path:
        folder = out.absolute()
        if self._desk.folder.holds(folder):
            raise InvalidInput(say("不能复制到档案库文件夹里面，请另选文件夹。"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise InvalidInput(
                    say("文件夹 {folder} 不是空的，请另选一个空文件夹。", folder=str(folder))
                )
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(folder), reason=str(error))
            ) from error
        return folder

    def _write(
        self,
        actor: Person,
        numbers: Sequence[str],
        folder: Path,
        tests: Sequence[NatureReport],
        about: tuple[str, str],
        watch: Monitor,
    ) -> TransferPackage:
        papers: dict[str, bytes] = {}
        gathered: list[tuple[TransferCase, list[_Source]]] = []
        for no, test in zip(numbers, tests, strict=True):
            bound = self._binding.volume(actor, no)
            gathered.append(self._gather(bound))
            place = f"{layout.OTHER}/{names.safe(no)}"
            papers[f"{place}/案卷文书.pdf"] = self._binding.render(actor, no, tuple(BindingPaper))
            papers[f"{place}/四性检测报告.pdf"] = self._natures.render(actor, test)
        package = self._package(actor, [case for case, _ in gathered], about)
        sources = [source for _, some in gathered for source in some]
        papers[f"{layout.OTHER}/事件记录.jsonl"] = self._events(package)
        papers |= transfer.documents(package)
        sm3 = self._copy(folder, sources, watch)
        for path, data in papers.items():
            _put(folder, path, data)
            digest = tags.sm3_of(data)
            sm3 |= {path: digest} if digest else {}
        sha256 = {each.file.path: each.file.sha256 for each in sources}
        sha256 |= {path: _digest(folder / path) for path in papers}
        payload = len(papers[transfer.CATALOGUE])
        complete = sm3 if len(sm3) == len(sha256) else {}
        bag = transfer.bag_files(package, sha256, complete, payload)
        for path, data in bag.items():
            _put(folder, path, data)
        last = tags.manifest({path: _digest(folder / path) for path in bag})
        _put(folder, layout.TAG_MANIFEST, last)
        flush_folder(folder)
        return package

    def _package(
        self, actor: Person, found: Sequence[TransferCase], about: tuple[str, str]
    ) -> TransferPackage:
        office, zone = self._desk.office, self._desk.office.zone
        with self._desk.transaction(actor) as work:
            at = work.at.astimezone(zone)
            number = counters.next_value(work.session, f"transfer-{at.year}")
            _, head = journal.head(work.session)
        return TransferPackage(
            f"YJ{at.year}-{number:04d}",
            office.organisation,
            office.archive_id,
            about[0].strip(),
            about[1].strip(),
            actor.name,
            at,
            head,
            found,
        )

    # -- what belongs to a case --------------------------------------------------------------

    def _gather(self, bound: BoundCase) -> tuple[TransferCase, list[_Source]]:
        case = bound.dossier.case
        year = _year(case.ended_at or case.archived_at, self._desk)
        folder = transfer.folder_of(year, case.no)
        with self._desk.reading() as session:
            sources = [
                *self._scans(session, bound, folder),
                *self._originals(session, bound, folder),
            ]
        files = [each.file for each in sources]
        found = TransferCase(
            case,
            folder,
            bound.facts.archive_no,
            bound.facts.sensitivity,
            bound.retention,
            bound.page_count,
            files,
        )
        return found, sources

    def _scans(self, session: Session, bound: BoundCase, folder: str) -> list[_Source]:
        dossier = bound.dossier
        by_title = {document.id: document for document in dossier.documents}
        lines = _lines_of(bound)
        found: list[_Source] = []
        for document_id, scans in dossier.scans.items():
            document, line = by_title[document_id], lines.get(document_id)
            for scan in scans:
                _, path, _, _ = attachments.get(session, scan.id)
                number = len(found) + 1
                place = f"{folder}/{_SCANS}/{number:04d}_{names.safe(scan.name)}"
                file = TransferFile(
                    place,
                    dossier.case.no,
                    document.type,
                    "文书扫描件",
                    scan.size_bytes,
                    scan.sha256,
                    number=document.number,
                    responsible="" if line is None else line.responsible,
                    day=None if line is None else line.day,
                    pages="" if line is None else line.pages,
                    note=document.note,
                    metadata={
                        "source_name": scan.name,
                        "scan_pages": scan.pages,
                        "scanned_at": scan.added_at.isoformat(),
                        "started_at": _iso(document.started_at),
                        "ended_at": _iso(document.ended_at),
                    },
                )
                found.append(_Source(self._desk.folder.attachments / path, file))
        return found

    def _originals(self, session: Session, bound: BoundCase, folder: str) -> list[_Source]:
        dossier, vault = bound.dossier, vault_of(self._desk)
        places = bindings.places(session, dossier.case.id)
        found = []
        for number, item in enumerate(dossier.footage, start=1):
            whole = footage.get(session, item.footage_id)
            stage = f"{item.stage}　" if item.stage else ""
            at = item.started_at
            file = TransferFile(
                f"{folder}/{_FOOTAGE}/{number:04d}_{names.safe(item.name)}",
                dossier.case.no,
                f"{dossier.case.name}　{stage}{item.kind.label}",
                "附属数据" if item.kind is Kind.SIDECAR else f"音像　{item.kind.label}",
                item.size_bytes,
                item.sha256,
                sm3=whole.sm3,
                responsible=item.officer,
                day=None if at is None else at.astimezone(dossier.zone).date(),
                metadata={
                    "source_name": item.name,
                    "recorded_at": _iso(at),
                    "duration_ms": item.duration_ms,
                    "device": item.device,
                    "officer": item.officer,
                    "stage": item.stage,
                    "health": item.health.value,
                    "doubts": list(item.doubts),
                    "discs": [each.disc_no for each in places.get(item.footage_id, ())],
                },
            )
            found.append(_Source(vault.locate(item.path), file))
        return found

    def _events(self, package: TransferPackage) -> bytes:
        """What the journal has on the cases and their footage, each line with its chain value."""
        lines = []
        with self._desk.reading() as session:
            until, _ = journal.head(session)
            for each in package.cases:
                items = [f"case:{each.case.no}"]
                items += [
                    f"footage:{row.footage_id}"
                    for row in case_contents.footage_of(session, each.case.id)
                ]
                lines += [
                    json.dumps(
                        {"entry": json.loads(entry.line), "chain": entry.chain}, ensure_ascii=False
                    )
                    for entry in journal.of_items(session, items, until)
                ]
        return "".join(f"{line}\n" for line in lines).encode()

    def _copy(self, folder: Path, sources: Sequence[_Source], watch: Monitor) -> dict[str, str]:
        """Copy the records, each compared with its register; their SM3 by path."""
        reading = Reading(watch, 2 * sum(each.file.size_bytes for each in sources))
        sm3: dict[str, str] = {}
        for each in sources:
            file, target = each.file, folder / each.file.path
            reading.begin(say("复制 {name}", name=target.name))
            target.parent.mkdir(parents=True, exist_ok=True)
            copied = copy_hashed(each.source, target, reading.advance)
            again = digest_source(target, reading.advance)
            if {copied.sha256, again.sha256} != {file.sha256}:
                raise Damaged(say("“{name}”与登记的校验值不符，没有移交。", name=target.name))
            digest = file.sm3 or again.sm3 or _sm3(target)
            sm3 |= {file.path: digest} if digest else {}
        reading.end()
        return sm3


def _put(folder: Path, path: str, data: bytes) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def _digest(file: Path) -> str:
    return digest_source(file, lambda _count: None).sha256


def _sm3(file: Path) -> str:
    """SM3 of a scan, which the register does not have; empty where it cannot be computed."""
    if not tags.sm3_of(b"x"):
        return ""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new("sm3")).hexdigest()


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _year(at: datetime | None, desk: Desk) -> int | None:
    return None if at is None else at.astimezone(desk.office.zone).year


def _lines_of(bound: BoundCase) -> dict[int, BoundEntry]:
    return {each.document_id: each for each in bound.entries if each.document_id is not None}
