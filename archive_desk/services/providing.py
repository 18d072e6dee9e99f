"""Giving recordings to a review body or a court (002 Art. 18).

The package is a BagIt bag: the copies and their papers (证据材料移交清单, 视听资料制作说明,
签收回执) in `data/`, manifests in SHA-256 and SM3 beside it. A copy of the whole is kept as an item
of its own. With a complaint named, its clock ends with the package.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from archive_desk.db import complaints, counters, grants, lending, loan_items, marks, provisions
from archive_desk.domain.errors import Conflict, InvalidInput, Refused, Unavailable
from archive_desk.domain.ids import LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.ledger import approvers_text
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.provisions import KeptCopy, ProvidedItem, Provision, Receipt, Recipient
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.forms import provision as papers
from archive_desk.forms import sheet as paper
from archive_desk.forms import workbook
from archive_desk.media.bags import (
    PAYLOAD,
    SHA256_MANIFEST,
    BagEntry,
    BagRecord,
    lists_sm3,
    tag_files,
)
from archive_desk.media.copying import read_back
from archive_desk.services.desk import Desk
from archive_desk.services.exporting import CopiedOut, Exporting
from archive_desk.services.kept_copies import keep_package, number


class Providing:
    """What leaves the house for good. The clerk makes the package under an approved request."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def provide(
        self,
        actor: Person,
        loan_id: LoanId,
        recipient: Recipient,
        out: Path,
        monitor: Monitor,
        *,
        complaint: str = "",
    ) -> tuple[Provision, Path]:
        """Make the package of a loan in a folder of its own in `out`, and register it.

        `complaint` is the number of the complaint that it answers: its clock ends with this.
        Returns the register's line and the folder of the package.

        Raises:
            Refused: not the clerk's right, or the loan does not grant provision; with the article.
            InvalidInput: facts are missing, there is nothing to give, or the folder will not do.
            NotFound: there is no such complaint.
            Unavailable: an original cannot be read or the folder not be written.
            Damaged: an original is not what it was when it came in.
        """
        actor.require(Right.CIRCULATE)
        recipient.check()
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
            footage_ids = loan_items.footage_of(session, loan.items)
            if complaint:
                complaints.get(session, complaint)
        if LoanAct.PROVIDE not in loan.acts:
            raise Refused(say("借阅 {no} 没有批准对外提供。", no=loan.no), basis=loan.basis)
        if not footage_ids:
            raise InvalidInput(say("借阅 {no} 的内容里没有音像可提供。", no=loan.no))
        with self._desk.transaction(None) as work:
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"TG-{year}-{counters.next_value(work.session, f'provision-{year}'):04}"
        package, kept = out.absolute() / no, self._desk.folder.provided / no
        if package.exists():
            raise InvalidInput(say("文件夹 {folder} 已存在。", folder=str(package)))
        try:
            made = Exporting(self._desk).copy_files(
                actor,
                footage_ids,
                package / PAYLOAD,
                monitor,
                under="" if loan.applicant_id == actor.id else loan.no,
                acts=(LoanAct.PROVIDE,),
            )
            line, size = self._write(actor, loan, recipient, no, package, made)
            self._register(actor, loan, line, package, size, complaint)
        except BaseException:
            shutil.rmtree(package, ignore_errors=True)
            shutil.rmtree(kept, ignore_errors=True)
            raise
        with self._desk.reading() as session:
            return provisions.find(session, no), package

    def _write(
        self,
        actor: Person,
        loan: Loan,
        recipient: Recipient,
        no: str,
        package: Path,
        made: Sequence[CopiedOut],
    ) -> tuple[Provision, tuple[int, int]]:
        """Write the papers, close the bag and keep a copy of it; no lock is held meanwhile."""
        items = tuple(
            ProvidedItem(
                copied.footage.id,
                copied.footage.name,
                f"{PAYLOAD}/{copied.path.name}",
                copied.footage.size_bytes,
                copied.sha256,
                copied.footage.sm3,
            )
            for copied in made
        )
        at, office = self._desk.clock(), self._desk.office
        draft = Provision(no, loan.no, recipient, approvers_text(loan), items, at, actor.name, "")
        with self._desk.reading() as session:
            marked = {each.footage.id: marks.of_footage(session, each.footage.id) for each in made}
        forms = papers.all_forms(
            draft,
            [copied.footage for copied in made],
            organisation=office.organisation,
            zone=office.zone,
            marks=marked,
        )
        try:
            tags = _close_bag(package, draft, forms, organisation=office.organisation)
            size = keep_package(package, self._desk.folder.provided / no)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(package), reason=str(error))
            ) from error
        manifest = hashlib.sha256(tags[SHA256_MANIFEST]).hexdigest()
        return replace(draft, manifest_sha256=manifest), size

    def _register(
        self,
        actor: Person,
        loan: Loan,
        line: Provision,
        package: Path,
        size: tuple[int, int],
        complaint: str,
    ) -> None:
        """Write the register's line, the kept copy, and what it answers, all at once."""
        with self._desk.transaction(actor) as work:
            provisions.add(work.session, loan.id, line)
            year = work.at.astimezone(self._desk.office.zone).year
            folder = self._desk.folder.provided / line.no
            kept = KeptCopy(
                number(work, year),
                folder.relative_to(self._desk.folder.root).as_posix(),
                *size,
                line.manifest_sha256,
                work.at,
                actor.name,
            )
            provisions.add_kept(work.session, line.no, kept)
            if complaint:
                complaints.answer(work.session, complaints.get(work.session, complaint).id, line.no)
            # One approval, one package: what is wanted again is asked for again.
            grants.end(work.session, loan.id, work.at, LoanAct.PROVIDE)
            detail = {
                "body": line.recipient.body,
                "document": line.recipient.document_no,
                "items": [f"footage:{item.footage_id}" for item in line.items],
                "sha256": line.manifest_sha256,
                "folder": str(package),
                "kept": kept.no,
            }
            if complaint:
                detail["complaint"] = complaint
            work.journal(Act("loan.provided", f"provision:{line.no}", loan.no, detail))

    def receipt(self, actor: Person, no: str, receiver: str, note: str = "") -> Provision:
        """Enter the recipient's receipt; it can be entered once.

        Raises:
            Refused: not the clerk's right.
            Conflict: it is entered already.
            InvalidInput: nobody signed.
            NotFound: there is no such provision.
        """
        actor.require(Right.CIRCULATE)
        if not receiver.strip():
            raise InvalidInput(say("请填写签收人。"))
        with self._desk.transaction(actor) as work:
            if provisions.find(work.session, no).receipt is not None:
                raise Conflict(say("{no} 的签收已登记。", no=no))
            receipt = Receipt(receiver.strip(), note.strip(), work.at, actor.name)
            provisions.add_receipt(work.session, no, receipt)
            detail = {"name": receipt.receiver, "note": receipt.note}
            work.journal(Act("loan.provision_received", f"provision:{no}", detail=detail))
            return provisions.find(work.session, no)

    def everything(self, actor: Person, text: str = "") -> Sequence[Provision]:
        """The register (对外提供登记), newest first.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return provisions.everything(session, text)

    def export(self, actor: Person, out: Path) -> int:
        """Write the register to `out`, as PDF or as xlsx by its suffix; how many lines there are.

        Raises:
            Refused: `actor` may not read the register.
            InvalidInput: another suffix.
            Unavailable: the file cannot be written.
        """
        lines = self.everything(actor)[::-1]
        office, at = self._desk.office, self._desk.clock()
        match out.suffix.lower():
            case ".pdf":
                data = paper.render(
                    papers.register(
                        lines,
                        organisation=office.organisation,
                        operator=actor.name,
                        at=at,
                        zone=office.zone,
                    )
                )
            case ".xlsx":
                data = workbook.render(
                    papers.register_book(
                        lines,
                        organisation=office.organisation,
                        operator=actor.name,
                        at=at,
                        zone=office.zone,
                    )
                )
            case _:
                raise InvalidInput(say("登记簿可导出为 PDF 或 xlsx。"))
        try:
            out.write_bytes(data)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(out), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            detail = {"file": out.name, "lines": len(lines)}
            work.journal(Act("ledger.exported", "ledger:provisions", detail=detail))
        return len(lines)


def _close_bag(
    package: Path, draft: Provision, forms: dict[str, bytes], *, organisation: str
) -> dict[str, bytes]:
    """Write the papers into the payload and the tag files beside it; the tag files by name."""
    entries = [BagEntry(i.path, i.size_bytes, i.sha256, i.sm3) for i in draft.items]
    with_sm3 = lists_sm3(entries)
    for name, data in forms.items():
        file = package / PAYLOAD / name
        file.write_bytes(data)
        digests = read_back(file, lambda _count: None, with_sm3=with_sm3)
        entries.append(
            BagEntry(
                f"{PAYLOAD}/{name}", len(data), digests.sha256, digests.sm3 if with_sm3 else ""
            )
        )
    info = {
        "Source-Organization": organisation,
        "External-Identifier": draft.no,
        "External-Description": f"{draft.recipient.body} {draft.recipient.document_no}",
        "Bagging-Date": f"{draft.provided_at:%Y-%m-%d}",
    }
    tags = tag_files(BagRecord(tuple(entries), info))
    for name, data in tags.items():
        (package / name).write_bytes(data)
    return tags
