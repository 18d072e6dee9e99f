"""Giving recordings to a review body or a court (002 Art. 18).

The package is a BagIt bag: the copies and their papers (证据材料移交清单, 视听资料制作说明,
签收回执) in `data/`, manifests in SHA-256 and SM3 beside it. Papers and manifests stay in
the archive as well; the recordings stay as they are, so what was given can be shown later.
"""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from archive_desk.db import counters, grants, lending, loan_items, provisions
from archive_desk.domain.errors import Conflict, InvalidInput, Refused, Unavailable
from archive_desk.domain.ids import LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.ledger import approvers_text
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.provisions import ProvidedItem, Provision, Receipt, Recipient
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


class Providing:
    """What leaves the house for good. The clerk makes the package under an approved request."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def provide(
        self, actor: Person, loan_id: LoanId, recipient: Recipient, out: Path, monitor: Monitor
    ) -> tuple[Provision, Path]:
        """Make the package of a loan in a folder of its own in `out`, and register it.

        Returns the register's line and the folder of the package.

        Raises:
            Refused: not the clerk's right, or the loan does not grant provision; with the article.
            InvalidInput: facts are missing, there is nothing to give, or the folder will not do.
            Unavailable: an original cannot be read or the folder not be written.
            Damaged: an original is not what it was when it came in.
        """
        actor.require(Right.CIRCULATE)
        recipient.check()
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
            footage_ids = loan_items.footage_of(session, loan.items)
        if LoanAct.PROVIDE not in loan.acts:
            raise Refused(say("借阅 {no} 没有批准对外提供。", no=loan.no), basis=loan.basis)
        if not footage_ids:
            raise InvalidInput(say("借阅 {no} 的内容里没有音像可提供。", no=loan.no))
        with self._desk.transaction(None) as work:
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"TG-{year}-{counters.next_value(work.session, f'provision-{year}'):04}"
        package = out.absolute() / no
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
            line = self._register(actor, loan, recipient, no, package, made)
        except BaseException:
            shutil.rmtree(package, ignore_errors=True)
            raise
        return line, package

    def _register(
        self,
        actor: Person,
        loan: Loan,
        recipient: Recipient,
        no: str,
        package: Path,
        made: Sequence[CopiedOut],
    ) -> Provision:
        """Write the papers, close the bag, keep its papers, and then the register's line."""
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
        with self._desk.transaction(actor) as work:
            draft = Provision(
                no, loan.no, recipient, approvers_text(loan), items, work.at, actor.name, ""
            )
            office = self._desk.office
            forms = papers.all_forms(
                draft,
                [copied.footage for copied in made],
                organisation=office.organisation,
                zone=office.zone,
            )
            try:
                tags = _close_bag(package, draft, forms, organisation=office.organisation)
                self._keep(no, package, forms, tags)
            except OSError as error:
                raise Unavailable(
                    say("无法写入 {file}：{reason}", file=str(package), reason=str(error))
                ) from error
            manifest = hashlib.sha256(tags[SHA256_MANIFEST]).hexdigest()
            line = Provision(
                no, loan.no, recipient, draft.approvers, items, work.at, actor.name, manifest
            )
            provisions.add(work.session, loan.id, line)
            # One approval, one package: what is wanted again is asked for again.
            grants.end(work.session, loan.id, work.at, LoanAct.PROVIDE)
            detail = {
                "body": recipient.body,
                "document": recipient.document_no,
                "items": [f"footage:{item.footage_id}" for item in items],
                "sha256": manifest,
                "folder": str(package),
            }
            work.journal(Act("loan.provided", f"provision:{no}", loan.no, detail))
        return line

    def _keep(
        self, no: str, package: Path, forms: dict[str, bytes], tags: dict[str, bytes]
    ) -> None:
        kept = self._desk.folder.provided / no
        kept.mkdir(parents=True)
        for name in forms:
            shutil.copyfile(package / PAYLOAD / name, kept / name)
        for name in tags:
            shutil.copyfile(package / name, kept / name)

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
