"""Nothing is destroyed that somebody has, waits for, judges or disputes: with reason and number."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.db import discs, live_uses
from archive_desk.db.tables.evaluation import rounds
from archive_desk.domain.appraisal import Opinion
from archive_desk.domain.complaints import ComplaintDraft, ComplaintKind
from archive_desk.domain.destruction import ListState
from archive_desk.domain.disclosure import ApplicantKind, ApplicationDraft, HowReceived
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.evaluation import RoundState
from archive_desk.domain.ids import FootageId
from archive_desk.domain.live_uses import UseKind
from archive_desk.domain.loans import ItemKind, LoanAct, LoanItem
from archive_desk.domain.work import Unwatched
from archive_desk.services.appraising import Appraising
from archive_desk.services.casework import Casework
from archive_desk.services.circulating import Circulating
from archive_desk.services.contesting import Contesting
from archive_desk.services.destroying import Destroying
from archive_desk.services.destruction_lists import DestructionLists
from archive_desk.services.disclosing import Disclosing
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.lending import Lending
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import DRAFT, registered
from tests.helpers.evaluations import evaluation_office, footage_of, round_under_review
from tests.helpers.expired import GROUP, expire, list_of, taken_in, witnessed
from tests.helpers.kept_discs import kept
from tests.helpers.stored import in_case

Use = Callable[[Office, FootageId], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def expired(office: Office, tmp_path: Path) -> list[FootageId]:
    numbers = taken_in(office, tmp_path / "card")
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, numbers[:1])
    expire(office, 40)
    Appraising(office.desk).candidates(office["archivist"], Unwatched())
    return numbers


def lent(office: Office, item: LoanItem, *, signed: bool = False, act: str = "view") -> str:
    lending, now = Lending(office.desk), office.clock.now
    loan = lending.request(
        office["officer2"], (LoanAct(act),), (item,), "办案", now, now + timedelta(days=3)
    )
    if signed:
        for account in ("unit_head", "leader"):
            lending.approve(office[account], loan.id, "同意")
    return loan.no


def requested(office: Office, number: FootageId) -> None:
    lent(office, LoanItem(ItemKind.FOOTAGE, number, ""))


def requested_with_its_case(office: Office, number: FootageId) -> None:
    case = Casework(office.desk).get(office["archivist"], DRAFT.no)
    lent(office, LoanItem(ItemKind.CASE, case.id, ""))


def granted(office: Office, number: FootageId) -> None:
    lent(office, LoanItem(ItemKind.FOOTAGE, number, ""), signed=True)


def contested(office: Office, number: FootageId) -> None:
    case = Casework(office.desk).get(office["archivist"], DRAFT.no)
    today = office.clock.now.date()
    draft = ComplaintDraft(
        ComplaintKind.COURT, "示例区人民法院", "（2066）1号", "某某", case.no, today
    )
    Contesting(office.desk).register(office["archivist"], draft)


def disclosed(office: Office, number: FootageId) -> None:
    case = Casework(office.desk).get(office["archivist"], DRAFT.no)
    draft = ApplicationDraft(
        "某某", ApplicantKind.CITIZEN, "身份证", "1号", "录像", "纸质", HowReceived.IN_PERSON,
        office.clock.now.date(), None, case.no,
    )  # fmt: skip
    Disclosing(office.desk).register(office["archivist"], draft)


USES = [
    (requested, UseKind.REQUESTED, "JY-"),
    (requested_with_its_case, UseKind.REQUESTED, "JY-"),
    (granted, UseKind.GRANTED, "JY-"),
    (contested, UseKind.COMPLAINT, "-"),
    (disclosed, UseKind.DISCLOSURE, "-"),
]


@pytest.mark.parametrize(("use", "kind", "no"), USES)
def test_what_is_in_use_is_neither_put_on_a_list_nor_approved_nor_destroyed(
    office: Office, expired: list[FootageId], use: Use, kind: UseKind, no: str
) -> None:
    clerk, appraising = office["archivist"], Appraising(office.desk)
    listed = witnessed(office, expired[:1])
    waiting = appraising.begin(clerk, "另一次", GROUP, expired[1:2])
    Casework(office.desk).link(clerk, registered(office, no="另一号").no, expired[1:2])
    use(office, expired[0])
    with pytest.raises(Refused, match=kind.label) as error:
        Destroying(office.desk).execute(clerk, listed, Unwatched())
    assert no in str(error.value.message)
    (obstacle,) = DestructionLists(office.desk).plan(clerk, listed).obstacles
    assert kind.label in str(obstacle)
    assert DestructionLists(office.desk).get(clerk, listed).state is ListState.APPROVED
    appraising.judge(clerk, waiting.no, expired[1:2], Opinion.DESTROY, "无价值")


@pytest.mark.parametrize(("use", "kind", "no"), USES[:1] + USES[3:4])
def test_it_stops_the_opinion_the_conclusion_and_the_heads_word(
    office: Office, expired: list[FootageId], use: Use, kind: UseKind, no: str
) -> None:
    clerk, appraising = office["archivist"], Appraising(office.desk)
    found = appraising.begin(clerk, "到期鉴定", GROUP, expired[:1])
    appraising.judge(clerk, found.no, expired[:1], Opinion.DESTROY, "无价值")
    use(office, expired[0])
    with pytest.raises(InvalidInput, match=kind.label):
        appraising.judge(clerk, found.no, expired[:1], Opinion.DESTROY, "无价值")
    with pytest.raises(InvalidInput, match=kind.label):
        appraising.conclude(clerk, found.no, "同意销毁。")
    (item,) = appraising.items(clerk, found.no)
    assert item.candidate.used is not None
    assert item.candidate.used.kind is kind


def test_the_head_does_not_approve_what_was_asked_for_meanwhile(
    office: Office, expired: list[FootageId]
) -> None:
    listed = list_of(office, expired[:2])
    requested(office, expired[1])
    lists = DestructionLists(office.desk)
    with pytest.raises(Refused, match="有未办结的借阅申请（JY-"):
        lists.approve(office["agency_head"], listed, "同意")
    (loan,) = Lending(office.desk).waiting_for(office["unit_head"])
    Lending(office.desk).refuse(office["unit_head"], loan.id, "不同意")
    assert lists.approve(office["agency_head"], listed, "同意").state is ListState.APPROVED


def test_a_grant_that_has_run_out_stops_nothing(office: Office, expired: list[FootageId]) -> None:
    granted(office, expired[0])
    office.clock.forward(days=4)
    listed = witnessed(office, expired[:1])
    done = Destroying(office.desk).execute(office["archivist"], listed, Unwatched())
    assert done.state is ListState.DESTROYED


def test_a_disc_that_is_lent_keeps_what_is_on_it(office: Office, tmp_path: Path) -> None:
    (number,) = taken_in(office, tmp_path / "card", 1)
    case = registered(office)
    in_case(office, case, number)
    (disc_no,) = kept(office)
    Casework(office.desk).unlink(office["archivist"], case.no, [number])
    clerk, desk = office["archivist"], office.desk
    expire(office, 40)
    Appraising(desk).candidates(clerk, Unwatched())
    with desk.reading() as session:
        disc = discs.get(session, disc_no)
    no = lent(office, LoanItem(ItemKind.DISC, disc.id, ""), signed=True, act="borrow")
    Circulating(desk).hand_out(clerk, Lending(desk).find(clerk, no))
    found = Appraising(desk).begin(clerk, "到期鉴定", GROUP, [number])
    with pytest.raises(InvalidInput, match=f"借出未还（{no}）"):
        Appraising(desk).judge(clerk, found.no, [number], Opinion.DESTROY, "无价值")


def test_a_round_of_evaluation_keeps_its_cases_until_it_is_closed(tmp_path: Path) -> None:
    office = evaluation_office(tmp_path / "archive")
    made = round_under_review(office)
    case = Evaluating(office.desk).cases(office["leader"], made.id)[0]
    number = footage_of(office, case)
    with office.desk.transaction(None) as work:
        (use,) = live_uses.in_use(work.session, [number], work.at).values()
        assert (use.kind, use.no) == (UseKind.EVALUATION, made.no)
        work.session.execute(rounds.update().values(state=RoundState.CLOSED.value))
        assert not live_uses.in_use(work.session, [number], work.at)
    office.desk.close()
