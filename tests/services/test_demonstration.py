from collections import Counter
from datetime import UTC, date, datetime

import pytest

from archive_desk.domain.cases import CaseState
from archive_desk.domain.destruction import ListState
from archive_desk.domain.disclosure import DisclosureState
from archive_desk.domain.errors import Cancelled, InvalidInput
from archive_desk.domain.loans import LoanState
from archive_desk.domain.work import Unwatched
from archive_desk.services import rulebook
from archive_desk.services.access import Accessing
from archive_desk.services.accounts import Accounts
from archive_desk.services.casework import Casework
from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.services.contesting import Contesting
from archive_desk.services.demonstration import PASSWORD, write_demonstration
from archive_desk.services.demonstration_history import weekdays_before
from archive_desk.services.desk import open_desk
from archive_desk.services.destruction_lists import DestructionLists
from archive_desk.services.disclosing import Disclosing
from archive_desk.services.journalling import Journalling
from archive_desk.services.lending import Lending, LoanFilter
from archive_desk.services.mark_categories import MarkCategories
from archive_desk.services.receiving_parties import ReceivingParties
from archive_desk.services.viewing import Viewing
from archive_desk.services.worklist import Worklist
from tests.helpers.archives import cheap_hasher

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    # Without a card, which the tests of cards and the journey by command look at.
    return write_demonstration(
        root / "archive", None, Unwatched(), clock=lambda: NOW, hasher=cheap_hasher()
    )


@pytest.fixture
def desk(demonstration):
    desk = open_desk(demonstration.archive, clock=lambda: NOW)
    yield desk
    desk.close()


def person(desk, account):
    return Accounts(desk).find(account)


def test_everybody_in_the_list_can_sign_in(demonstration, desk):
    accounts = Accounts(desk, cheap_hasher())
    roles = {accounts.sign_in(person.account, PASSWORD).role for person in demonstration.accounts}
    assert roles == {person.role for person in demonstration.accounts}
    assert len(roles) == 10


def test_the_journal_of_the_demonstration_can_be_verified(demonstration, desk):
    report = Journalling(desk).verify()
    assert report.entries > len(demonstration.accounts)
    assert report.findings == ()


def test_loans_stand_at_every_stage_and_one_is_overdue(desk):
    page = Lending(desk).page(person(desk, "dangan"), LoanFilter(), 0, 50)
    states = Counter(loan.state for loan in page.loans)
    assert states[LoanState.SUBMITTED] == 2
    assert {LoanState.APPROVED, LoanState.REFUSED, LoanState.LENT, LoanState.RETURNED} < set(states)
    assert [loan.applicant for loan in page.loans if loan.overdue(NOW)] == ["周明朗"]


def test_the_clerk_and_the_leader_find_something_to_do(desk):
    for account in ("dangan", "luca", "fangjz"):
        assert Worklist(desk).items(person(desk, account)), account


def test_a_case_is_archived_one_lacks_its_disc_and_one_is_new(desk):
    clerk, casework = person(desk, "dangan"), Casework(desk)
    assert casework.get(clerk, "青教罚〔2026〕7号").state is CaseState.ARCHIVED
    assert casework.check(clerk, "青教检〔2026〕12号").blocking
    assert casework.get(clerk, "青教检〔2026〕13号").footage_count == 0


def test_a_live_grant_lets_the_officer_look(desk):
    officer = person(desk, "linzy")
    (grant,) = Accessing(desk).live_grants(officer)
    footage = Casework(desk).check(officer, "青教罚〔2026〕7号").dossier.footage
    opened = Viewing(desk).open(officer, footage[0].footage_id)
    assert opened.access.approval == grant.loan_no


def test_the_story_counts_in_weekdays():
    assert weekdays_before(date(2026, 11, 23), 1) == date(2026, 11, 20)


def test_the_card_may_not_lie_in_the_archive(tmp_path):
    with pytest.raises(InvalidInput):
        write_demonstration(tmp_path / "a", tmp_path / "a" / "card", Unwatched())
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_demonstration_is_removed_again(tmp_path):
    class Impatient:
        def report(self, done, total, note=""):
            raise Cancelled

    (tmp_path / "archive").mkdir()
    with pytest.raises(Cancelled):
        write_demonstration(
            tmp_path / "archive", tmp_path / "card", Impatient(), hasher=cheap_hasher()
        )
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]
    assert list((tmp_path / "archive").iterdir()) == []


def test_what_comes_from_outside_is_there_at_every_stage(desk):
    clerk = person(desk, "dangan")
    states = [each.application.state for each in Disclosing(desk).everything(clerk)]
    assert states == [DisclosureState.IN_HAND, DisclosureState.DELIVERED]
    (visit,) = ReceivingParties(desk).everything(clerk)
    assert visit.line.sessions
    complaints = Contesting(desk).everything(clerk)
    assert [bool(each.complaint.provisions) for each in complaints] == [False, True]


def test_a_list_waits_for_its_witnesses_and_the_office_has_rules_of_its_own(desk):
    clerk = person(desk, "dangan")
    (found,) = DestructionLists(desk).lists(clerk)
    assert (found.state, found.items) == (ListState.APPROVED, 1)
    assert not DestructionLists(desk).plan(clerk, found.no).obstacles
    assert rulebook.of(desk).version == 3
    assert "抽样封存" in [kind.title for kind in MarkCategories(desk).all()]
    assert Catalogue(desk).find(clerk, FootageFilter(sensitive=True), 0, 5).total == 1
