"""Rounds of evaluation for tests: case files to draw from, two reviewers, one from outside."""

import atexit
import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from archive_desk.domain.cases import CaseFile, CaseKind, CaseOfficer, DocumentDraft
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundPlan,
    SamplingRule,
    Scope,
)
from archive_desk.domain.evaluation_sheet import DeductionDraft, Moment, Verdict
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Person, Role
from archive_desk.services.accounts import Accounts
from archive_desk.services.casework import Casework
from archive_desk.services.desk import open_desk
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.scoring import Scoring
from tests.helpers.archives import (
    PASSWORD,
    HandClock,
    Office,
    cheap_hasher,
    nobody,
    staffed_office,
)
from tests.helpers.case_files import NINE, recording, registered

SEED = "2026-11-20 双色球 03 07 12"

PLAN = RoundPlan(
    name="2026年第四季度案卷评查",
    period_from=date(2026, 11, 1),
    period_until=date(2026, 12, 31),
    scope=Scope(),
    sampling=SamplingRule(number=2),
    sheet="case_file",
)


def person(office: Office, account: str, role: Role, **facts: object) -> Person:
    """Another account of the office."""
    accounts = Accounts(office.desk, cheap_hasher())
    made = accounts.register(
        accounts.find("admin"),
        account,
        f"示例{account}",
        role,
        PASSWORD,
        **facts,  # type: ignore[arg-type]
    )
    office.people[account] = made
    return made


def reviewers(office: Office) -> list[Person]:
    """Two reviewers of the office beside the first, and one from the justice bureau."""
    until = office.clock.now + timedelta(days=30)
    person(office, "reviewer2", Role.REVIEWER)
    person(office, "external", Role.EXTERNAL_REVIEWER, valid_until=until)
    return [office[account] for account in ("reviewer", "reviewer2", "external")]


def case_files(office: Office, count: int = 4) -> list[CaseFile]:
    """Ended cases of two sections and two kinds, each with a document and footage beside it."""
    found = []
    for number in range(1, count + 1):
        case = registered(
            office,
            no=f"西教罚〔2026〕{number}号",
            section="综合科" if number % 2 else "督导科",
            kind=CaseKind.PENALTY if number % 2 else CaseKind.INSPECTION,
            officers=(CaseOfficer("甲一", "ZF-001"), CaseOfficer("乙二", "ZF-002")),
            ended_at=NINE + timedelta(hours=number),
        )
        casework = Casework(office.desk)
        document = casework.add_document(
            office["archivist"],
            case.no,
            DocumentDraft("询问笔录", started_at=NINE, ended_at=NINE + timedelta(minutes=40)),
        )
        footage = recording(office, NINE)
        casework.link(
            office["archivist"],
            case.no,
            [footage],
            stage="调查取证",
            document_id=document.id,
        )
        found.append(casework.get(office["archivist"], case.no))
    return found


def evaluation_office(root: Path, regulation: str = "xigang", count: int = 2) -> Office:
    """An archive in `root` with reviewers and ended cases; made once, and copied."""
    shutil.copytree(_pattern(regulation, count), root, dirs_exist_ok=True)
    clock = HandClock()
    desk = open_desk(root, clock=clock)
    people = {each.account: each for each in Accounts(desk).everybody(nobody())}
    return Office(desk, clock, people)


@cache
def _pattern(regulation: str, count: int) -> Path:
    root = Path(mkdtemp(prefix="archive-desk-evaluation-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    office = staffed_office(root, regulation)
    reviewers(office)
    case_files(office, count)
    office.desk.close()
    return root


def round_under_review(
    office: Office, plan: RoundPlan = PLAN, *, accounts: tuple[str, ...] = ("reviewer", "reviewer2")
) -> EvaluationRound:
    """A round drawn, assigned and begun by the leader in charge."""
    evaluating, leader = Evaluating(office.desk), office["leader"]
    made = evaluating.add(leader, plan)
    evaluating.draw(leader, made.id, SEED)
    evaluating.assign(leader, made.id, accounts)
    return evaluating.begin(leader, made.id)


def footage_of(office: Office, case: RoundCase) -> FootageId:
    report = Casework(office.desk).check(office["archivist"], case.case_no)
    return report.dossier.footage[0].footage_id


def fill(office: Office, actor: Person, case: RoundCase, *deductions: DeductionDraft) -> None:
    """Answer every item of a reviewer's sheet, with these deductions."""
    scoring = Scoring(office.desk)
    assignment, _state = scoring.open(actor, case.id)
    for draft in deductions:
        scoring.deduct(actor, case.id, draft)
    taken = {draft.item for draft in deductions}
    for item in assignment.sheet.items:
        if item.key not in taken:
            scoring.answer(actor, case.id, item.key, Verdict.FULL)


def missed_credentials(office: Office, case: RoundCase, tenths: int = 20) -> DeductionDraft:
    """Points for credentials that are not seen, at a moment of the footage."""
    footage_id = footage_of(office, case)
    at = NINE + timedelta(seconds=90)
    moment = Moment(footage_id, "", 90_000, 2250, at)
    return DeductionDraft("credentials", "未见出示执法证件", tenths, "not_shown", moment)


def paper(folder: Path, name: str = "整改照片.pdf") -> Path:
    """A small file to attach."""
    file = folder / name
    file.write_bytes(b"%PDF-1.4\n% rectified\n")
    return file
