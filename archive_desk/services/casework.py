"""Keeping case files: registering, filling, checking and archiving them."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive_desk.db import (
    attachments,
    case_contents,
    cases,
    footage,
    people,
)
from archive_desk.db.case_contents import CandidateFilter
from archive_desk.db.cases import CaseFilter, CaseSort
from archive_desk.domain.case_entry import (
    LEAST_OFFICERS,
    checked_case,
    checked_document,
    checked_stage,
    following_no,
    require_open,
)
from archive_desk.domain.cases import (
    CaseDraft,
    CaseFile,
    CaseKind,
    CaseOfficer,
    CaseState,
    Document,
    DocumentDraft,
    LinkedFootage,
)
from archive_desk.domain.dossiers import Shortfall
from archive_desk.domain.errors import Conflict, NotFound, Refused
from archive_desk.domain.ids import BatchId, CaseId, DocumentId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook, scans
from archive_desk.services.case_judging import CaseJudge, CaseReport
from archive_desk.services.case_words import plain_case, plain_document
from archive_desk.services.desk import Desk, Transaction

__all__ = [
    "CandidateFilter",
    "CandidatePage",
    "CaseFilter",
    "CasePage",
    "CaseReport",
    "CaseSort",
    "Casework",
]

_MOST_SKIPPED = 100
"""How many taken numbers are passed over before a proposal is given up."""


@dataclass(frozen=True)
class CasePage:
    """Some case files and how many there are in all."""

    cases: Sequence[CaseFile]
    total: int


@dataclass(frozen=True)
class CandidatePage:
    """Some footage that may be linked, and how much there is in all."""

    footage: Sequence[LinkedFootage]
    total: int


class Casework:
    """What the clerk does with case files. Whoever may browse the catalogue may read them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`, under its office's regulation."""
        self._desk = desk

    @property
    def regulation(self) -> Regulation:
        """The regulation by which case files are judged."""
        return rulebook.of(self._desk)

    def register(self, actor: Person, draft: CaseDraft, *, reason: str = "") -> CaseFile:
        """Open a case file.

        A file that came with one officer only is taken in for a `reason`; it stays incomplete.

        Raises:
            Refused: `actor` does not keep case files, or there are fewer than two officers.
            InvalidInput: facts are missing or contradict each other.
            Conflict: the number is taken.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            alone = bool(reason.strip())
            tidy = self._checked(work, draft, alone=alone)
            _require_free(work, tidy.no)
            cases.add(work.session, tidy, work.at)
            detail = plain_case(tidy)
            if len(tidy.officers) < LEAST_OFFICERS:
                detail["reason"] = reason.strip()
            work.journal(Act("case.registered", f"case:{tidy.no}", detail=detail))
            return cases.get(work.session, tidy.no)

    def change(
        self, actor: Person, no: str, draft: CaseDraft, *, seen: CaseDraft | None = None
    ) -> CaseFile:
        """Change the facts of an open case file; `seen` is what the person had before him.

        Raises:
            Refused: no right, the file is archived, or there are fewer than two officers.
            Conflict: somebody has changed it meanwhile, or the new number is taken.
            InvalidInput: facts are missing or contradict each other.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            if seen is not None and seen != case.facts:
                raise Conflict(say("案卷 {no} 刚被他人更改，请重新打开后再改。", no=case.no))
            # One who stayed alone so far may go on being so; nobody is taken off to be alone.
            alone = len(draft.officers) >= len(case.officers)
            tidy = self._checked(work, draft, alone=alone)
            if tidy.no != case.no:
                _require_free(work, tidy.no)
            old, new = plain_case(case.facts), plain_case(tidy)
            detail = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
            if detail:
                cases.change(work.session, case.id, tidy)
                work.journal(Act("case.changed", f"case:{case.no}", detail=detail))
            return cases.get(work.session, tidy.no)

    def _checked(self, work: Transaction, draft: CaseDraft, *, alone: bool) -> CaseDraft:
        office = self._desk.office
        basis = rulebook.in_force(work.session, office).duties.officers
        return checked_case(draft, work.at, office.zone, basis, alone=alone)

    def officer(self, words: str) -> CaseOfficer:
        """The officer meant by an account, a name, or `name:certificate`.

        Somebody who has an account brings his certificate along.
        """
        name, _, certificate = words.replace("：", ":").partition(":")
        name = name.strip()
        with self._desk.reading() as session:
            everybody = people.all_people(session)
        by_account = [each for each in everybody if each.account.lower() == name.lower()]
        by_name = [each for each in everybody if each.name == name]
        known = by_account or (by_name if len(by_name) == 1 else [])
        if not known:
            return CaseOfficer(name, certificate.strip())
        person = known[0]
        return CaseOfficer(person.name, certificate.strip() or person.certificate_no, person.id)

    def page(
        self,
        actor: Person,
        where: CaseFilter,
        offset: int,
        limit: int,
        *,
        sort: CaseSort = CaseSort.REGISTERED,
        descending: bool = True,
    ) -> CasePage:
        """Case files that `where` selects.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = cases.page(
                session, where, sort=sort, descending=descending, offset=offset, limit=limit
            )
            return CasePage(found, cases.count(session, where))

    def get(self, actor: Person, no: str) -> CaseFile:
        """The case file with this number.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is none.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return cases.get(session, no)

    def of_id(self, actor: Person, case_id: CaseId) -> CaseFile:
        """The case file with this id.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is none.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return cases.by_id(session, case_id)

    def batch_of(self, actor: Person, footage_id: FootageId) -> BatchId:
        """The batch that brought a recording.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return footage.get(session, footage_id).batch_id

    def of_footage(self, actor: Person, footage_id: FootageId) -> Sequence[CaseFile]:
        """The case files that a recording belongs to.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return cases.of_footage(session, footage_id)

    def suggestions(self, actor: Person, column: str) -> Sequence[str]:
        """What was entered as `section`, `cause` or `party` before, the usual first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return cases.suggestions(session, column)

    def next_no(self, actor: Person, kind: CaseKind) -> str:
        """The number that would follow the last one of this kind; empty if that cannot be told.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            year = self._desk.clock().astimezone(self._desk.office.zone).year
            no = following_no(cases.latest_no(session, kind), year)
            for _ in range(_MOST_SKIPPED):
                if not no or cases.find(session, no) is None:
                    return no
                no = following_no(no, year)
            return ""

    def candidates(
        self, actor: Person, where: CandidateFilter, offset: int, limit: int
    ) -> CandidatePage:
        """Footage that may still be linked to a case file, the newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return CandidatePage(
                case_contents.candidates(session, where, offset=offset, limit=limit),
                case_contents.count_candidates(session, where),
            )

    def check(self, actor: Person, no: str) -> CaseReport:
        """A case file with its contents, and what it lacks at this moment.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return CaseJudge(self._desk, session).report(cases.get(session, no))

    def check_some(
        self, actor: Person, where: CaseFilter, offset: int, limit: int
    ) -> Sequence[CaseReport]:
        """The same for the case files that `where` selects, in the order of their numbers.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = cases.page(
                session, where, sort=CaseSort.NO, descending=False, offset=offset, limit=limit
            )
            judge = CaseJudge(self._desk, session)
            return [judge.report(case) for case in found]

    def report(self, work: Transaction, no: str) -> CaseReport:
        """The same within a transaction of another service, which has asked for the right.

        Raises:
            NotFound: there is no such file.
        """
        return CaseJudge(self._desk, work.session).report(cases.get(work.session, no))

    def require_archivable(self, actor: Person, no: str, *, reason: str = "") -> None:
        """Refuse what `archive` would refuse, before anything long is begun.

        Raises: as `archive`.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.reading() as session:
            case = cases.get(session, no)
            require_open(case)
            _require_whole(case, CaseJudge(self._desk, session).report(case).blocking, reason)

    def archive(self, actor: Person, no: str, *, reason: str = "") -> CaseFile:
        """Archive a case file (归档): from now on nothing in it changes.

        A `reason` lets it be archived with something blocking still missing.

        Raises:
            Refused: no right, archived already, or something is missing and no reason is given.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        reason = reason.strip()
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            blocking = self.report(work, no).blocking
            _require_whole(case, blocking, reason)
            cases.archive(work.session, case.id, work.at)
            missing = [{"code": each.code, "item": each.item} for each in blocking]
            detail: dict[str, object] = {"missing": missing, "reason": reason} if missing else {}
            work.journal(Act("case.archived", f"case:{no}", detail=detail))
            return cases.get(work.session, no)

    def add_document(self, actor: Person, no: str, draft: DocumentDraft) -> Document:
        """Put a document (文书) into an open case file.

        Raises:
            Refused: no right, or the file is archived.
            InvalidInput: it has no type, or its times contradict each other.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            tidy = checked_document(draft, work.at)
            document_id = case_contents.add_document(work.session, case.id, tidy)
            detail = {"document": document_id, **plain_document(tidy)}
            work.journal(Act("case.document_added", f"case:{no}", detail=detail))
            return case_contents.document(work.session, case.id, document_id)

    def change_document(
        self, actor: Person, no: str, document_id: DocumentId, draft: DocumentDraft
    ) -> Document:
        """Change what is known of a document of an open case file.

        Raises:
            Refused: no right, or the file is archived.
            InvalidInput: it has no type, or its times contradict each other.
            NotFound: there is no such file or document.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            old = plain_document(case_contents.document(work.session, case.id, document_id))
            tidy = checked_document(draft, work.at)
            new = plain_document(tidy)
            changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
            if changes:
                case_contents.change_document(work.session, document_id, tidy)
                detail = {"document": document_id, **changes}
                work.journal(Act("case.document_changed", f"case:{no}", detail=detail))
            return case_contents.document(work.session, case.id, document_id)

    def remove_document(self, actor: Person, no: str, document_id: DocumentId) -> None:
        """Take a document out of an open case file; the footage beside it stays in the file.

        Raises:
            Refused: no right, or the file is archived.
            NotFound: there is no such file or document.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            old = case_contents.document(work.session, case.id, document_id)
            attachments.remove_all(work.session, scans.OWNER, document_id, work.at)
            case_contents.remove_document(work.session, document_id)
            detail = {"document": document_id, **plain_document(old)}
            work.journal(Act("case.document_removed", f"case:{no}", detail=detail))

    def link(
        self,
        actor: Person,
        no: str,
        footage_ids: Sequence[FootageId],
        *,
        stage: str = "",
        document_id: DocumentId | None = None,
    ) -> None:
        """Let footage belong to an open case file, at a stage and beside a document if known.

        What belongs to it already is moved to the stage and document given.

        Raises:
            Refused: no right, or the file is archived.
            InvalidInput: no such stage.
            NotFound: there is no such file, document or footage.
        """
        actor.require(Right.EDIT_CASES)
        stage = checked_stage(stage)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            if document_id is not None:
                case_contents.document(work.session, case.id, document_id)
            missing = case_contents.missing_footage(work.session, footage_ids)
            if missing:
                ids = "、".join(str(each) for each in missing)
                raise NotFound(say("没有编号为 {ids} 的音像。", ids=ids))
            for footage_id in dict.fromkeys(footage_ids):
                case_contents.link(
                    work.session,
                    case.id,
                    footage_id,
                    stage=stage,
                    document_id=document_id,
                    at=work.at,
                )
                detail = {"case": no, "stage": stage, "document": document_id}
                work.journal(Act("case.footage_linked", f"footage:{footage_id}", detail=detail))

    def unlink(self, actor: Person, no: str, footage_ids: Sequence[FootageId]) -> None:
        """Let footage belong to an open case file no longer. It stays in the archive.

        Raises:
            Refused: no right, or the file is archived.
            NotFound: there is no such file, or it does not hold the footage.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            linked = {
                each.footage_id: each for each in case_contents.footage_of(work.session, case.id)
            }
            for footage_id in dict.fromkeys(footage_ids):
                if footage_id not in linked:
                    raise NotFound(
                        say("案卷 {no} 里没有编号为 {id} 的音像。", no=no, id=footage_id)
                    )
                case_contents.unlink(work.session, case.id, footage_id)
                detail = {"case": no, "stage": linked[footage_id].stage}
                work.journal(Act("case.footage_unlinked", f"footage:{footage_id}", detail=detail))


def _require_whole(case: CaseFile, blocking: Sequence[Shortfall], reason: str) -> None:
    if blocking and not reason.strip():
        raise Refused(
            say(
                "案卷 {no} 有 {count} 项必备内容缺失，第一项：{first}请补齐，或写明理由后归档。",
                no=case.no,
                count=len(blocking),
                first=blocking[0].message,
            ),
            basis=blocking[0].basis,
        )


def _open_case(work: Transaction, no: str) -> CaseFile:
    case = cases.get(work.session, no)
    require_open(case)
    return case


def _require_free(work: Transaction, no: str) -> None:
    taken = cases.find(work.session, no)
    if taken is not None:
        raise Conflict(
            say("案卷编号“{no}”已被使用（{name}）。", no=no, name=taken.name)
            if taken.state is CaseState.OPEN
            else say("案卷编号“{no}”已被使用（{name}，已归档）。", no=no, name=taken.name)
        )
