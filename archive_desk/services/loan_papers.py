"""Papers of a request: forms signed by hand, scanned and kept at the step they stand for."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import attachments, people
from archive_desk.domain.attachments import Attachment
from archive_desk.domain.errors import InvalidInput, NotFound, Refused, Unavailable
from archive_desk.domain.ids import AttachmentId, LoanId
from archive_desk.domain.loans import Loan, LoanState, Scope
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.attaching import StoredFile, located, store
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.lending import Lending
from archive_desk.services.loan_changes import changing, write
from archive_desk.services.loan_signing import approve, refuse

_OWNER = "loan"
_STEPS = 100
"""An attachment's owner is the loan and the step in one number; no chain is so long."""

_BEGINNINGS = {
    ".pdf": b"%PDF",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG",
}
_LOOKED_AT = 1024


class LoanPapers:
    """Scans of forms. Position 0 is the request itself, the others are its signatures."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def of_loan(self, actor: Person, loan_id: LoanId) -> Mapping[int, list[Attachment]]:
        """The papers of a request by the step they stand for.

        Raises:
            Refused: somebody else's request.
        """
        loan = Lending(self._desk).get(actor, loan_id)
        with self._desk.reading() as session:
            return _papers(session, loan)

    def attach(self, actor: Person, loan_id: LoanId, position: int, file: Path) -> Attachment:
        """Keep the scan of a form at the step it stands for, with its digest.

        Raises:
            Refused: neither the clerk nor somebody concerned with this request.
            InvalidInput: there is no such step, or it is no PDF, JPEG or PNG.
            Unavailable: it cannot be read or kept.
        """
        Lending(self._desk).get(actor, loan_id)
        stored = self._stored(file)
        with changing(self._desk, actor, loan_id) as (work, loan):
            signed = {step.signer_id for step in loan.steps}
            if actor.id not in loan.writers and actor.id not in signed:
                actor.require(Right.CIRCULATE)
            _check_position(loan, position)
            return _keep(work, actor, loan, position, stored)

    def sign(
        self,
        actor: Person,
        loan_id: LoanId,
        signer: str,
        opinion: str,
        file: Path,
        scope: Scope | None = None,
    ) -> Loan:
        """Enter a signature that `signer` gave on paper, with the scan of the form beside it.

        It obeys the same rules as one given at the desk, and says who entered it.

        Raises:
            Refused: not the clerk's right, the clerk's own request, or not for `signer` to sign.
            Conflict: somebody else was faster.
            InvalidInput: no opinion, or no readable scan.
            NotFound: there is no such account.
        """
        actor.require(Right.CIRCULATE)
        stored = self._stored(file)
        with changing(self._desk, actor, loan_id) as (work, before):
            person = _signer(work, actor, before, signer)
            step = before.next_step
            loan = approve(work, before, person, opinion, scope, entered_by=actor.name)
            _keep(work, actor, loan, 0 if step is None else step.position, stored)
            return loan

    def refuse(self, actor: Person, loan_id: LoanId, signer: str, reason: str, file: Path) -> Loan:
        """Enter a refusal that `signer` wrote on paper, with the scan of the form beside it.

        Raises:
            Refused, Conflict, InvalidInput, NotFound: as `sign`.
        """
        actor.require(Right.CIRCULATE)
        stored = self._stored(file)
        with changing(self._desk, actor, loan_id) as (work, before):
            person = _signer(work, actor, before, signer)
            step = before.next_step
            loan = refuse(work, before, person, reason, entered_by=actor.name)
            _keep(work, actor, loan, 0 if step is None else step.position, stored)
            return loan

    def open(self, actor: Person, attachment_id: AttachmentId) -> Path:
        """Where a scan lies, to be looked at; its bytes are compared with the record first.

        Raises:
            Refused: somebody else's request.
            NotFound, Unavailable, Damaged: it is gone, or not what it was.
        """
        with self._desk.reading() as session:
            found, path, owner, owner_id = attachments.get(session, attachment_id)
        if owner != _OWNER:
            raise NotFound(say("没有这个附件，可能已被移除。"))
        Lending(self._desk).get(actor, LoanId(owner_id // _STEPS))
        return located(self._desk.folder, path, found)

    def _stored(self, file: Path) -> StoredFile:
        """Keep the bytes first; what is no scan is not kept."""
        beginning = _BEGINNINGS.get(file.suffix.lower())
        try:
            with file.open("rb") as opened:
                head = opened.read(_LOOKED_AT)
        except OSError as error:
            raise Unavailable(
                say("无法读取 {file}：{reason}", file=str(file), reason=str(error))
            ) from error
        if beginning is None or beginning not in head:
            raise InvalidInput(say("“{name}”不是 PDF、JPEG 或 PNG 扫描件。", name=file.name))
        return store(self._desk.folder, file)


def _signer(work: Transaction, actor: Person, loan: Loan, account: str) -> Person:
    if actor.id == loan.applicant_id:
        raise Refused(say("不能代登自己申请的审批。"), basis=loan.basis)
    person = people.find(work.session, account)
    if person is None:
        raise NotFound(say("没有账号“{account}”。", account=account))
    if person.id == actor.id:
        raise Refused(say("自己的意见请在审批处直接签署。"), basis=loan.basis)
    return person


def _check_position(loan: Loan, position: int) -> None:
    if loan.state is LoanState.DRAFT or not 0 <= position <= len(loan.steps):
        raise InvalidInput(
            say(
                "借阅 {no} 没有第 {position} 步；0 指申请单，1 至 {last} 指审批步骤。",
                no=loan.no,
                position=position,
                last=len(loan.steps),
            )
        )


def _keep(
    work: Transaction, actor: Person, loan: Loan, position: int, stored: StoredFile
) -> Attachment:
    made = attachments.add(
        work.session,
        _OWNER,
        loan.id * _STEPS + position,
        name=stored.name,
        path=stored.path,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        by=actor.id,
        at=work.at,
    )
    detail = {"position": position, "file": stored.name, "sha256": stored.sha256}
    write(work, "paper_attached", loan, **detail)
    return attachments.get(work.session, made)[0]


def _papers(session: Session, loan: Loan) -> Mapping[int, list[Attachment]]:
    owners = {loan.id * _STEPS + position: position for position in range(len(loan.steps) + 1)}
    found = attachments.of_owners(session, _OWNER, list(owners))
    return {owners[owner]: papers for owner, papers in found.items() if papers}
