from datetime import UTC, date, datetime

import pytest

from archive_desk.domain.errors import Cancelled, InvalidInput
from archive_desk.domain.work import Unwatched
from archive_desk.services.accounts import Accounts
from archive_desk.services.demonstration import (
    PASSWORD,
    last_weekday_before,
    write_demonstration,
)
from archive_desk.services.desk import open_desk
from archive_desk.services.journalling import Journalling
from tests.helpers.archives import cheap_hasher

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    return write_demonstration(
        root / "archive", root / "card", Unwatched(), clock=lambda: NOW, hasher=cheap_hasher()
    )


def test_everybody_in_the_list_can_sign_in(demonstration):
    desk = open_desk(demonstration.archive)
    accounts = Accounts(desk, cheap_hasher())
    roles = {accounts.sign_in(person.account, PASSWORD).role for person in demonstration.accounts}
    desk.close()
    assert roles == {person.role for person in demonstration.accounts}
    assert len(roles) == 9


def test_the_journal_of_the_demonstration_can_be_verified(demonstration):
    desk = open_desk(demonstration.archive)
    report = Journalling(desk).verify()
    desk.close()
    assert report.entries > len(demonstration.accounts)
    assert report.findings == ()


def test_the_card_is_of_the_last_weekday(demonstration):
    assert (demonstration.card / "2026-11-19").is_dir()
    assert last_weekday_before(date(2026, 11, 23)) == date(2026, 11, 20)


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
