import pytest

from archive_desk.db import people
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.people import Role
from archive_desk.services.accounts import Accounts
from tests.helpers.archives import PASSWORD, Office, cheap_hasher, staffed_office


@pytest.fixture
def office(tmp_path) -> Office:
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def accounts(office) -> Accounts:
    return Accounts(office.desk, cheap_hasher())


def test_who_knows_the_password_is_signed_in(accounts):
    assert accounts.sign_in("archivist", PASSWORD).role is Role.ARCHIVIST


def test_passwords_are_kept_as_argon2id(office):
    with office.desk.reading() as session:
        assert people.credentials(session, "archivist").password_hash.startswith("$argon2id$")


def test_a_wrong_password_and_an_unknown_account_sound_the_same(accounts):
    with pytest.raises(Refused) as wrong:
        accounts.sign_in("archivist", "guess")
    with pytest.raises(Refused) as unknown:
        accounts.sign_in("nobody", "guess")
    assert str(wrong.value) == str(unknown.value)


def test_five_wrong_passwords_bar_the_account_for_a_quarter_of_an_hour(accounts, office):
    for _ in range(4):
        with pytest.raises(Refused, match="不正确"):
            accounts.sign_in("archivist", "guess")
    with pytest.raises(Refused, match="锁定"):
        accounts.sign_in("archivist", "guess")
    with pytest.raises(Refused, match="锁定"):
        accounts.sign_in("archivist", PASSWORD)
    office.clock.forward(minutes=15)
    assert accounts.sign_in("archivist", PASSWORD).account == "archivist"


def test_a_right_password_forgets_earlier_mistakes(accounts):
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refused):
                accounts.sign_in("archivist", "guess")
        accounts.sign_in("archivist", PASSWORD)


def test_only_who_manages_accounts_adds_people(accounts, office):
    with pytest.raises(Refused, match="管理账号"):
        accounts.register(office["archivist"], "new", "新人", Role.OFFICER, PASSWORD)


def test_accounts_differ_whatever_their_case(accounts, office):
    with pytest.raises(Conflict, match="已存在"):
        accounts.register(office["admin"], "Archivist", "新人", Role.OFFICER, PASSWORD)


@pytest.mark.parametrize(
    ("account", "name", "password"),
    [
        ("", "新人", PASSWORD),
        ("a b", "新人", PASSWORD),
        ("new", " ", PASSWORD),
        ("new", "新人", "1234567"),
    ],
)
def test_useless_facts_are_refused_in_words(accounts, office, account, name, password):
    with pytest.raises(InvalidInput):
        accounts.register(office["admin"], account, name, Role.OFFICER, password)


def test_a_second_founder_is_refused(accounts):
    with pytest.raises(Refused):
        accounts.found("second", "第二人", PASSWORD)


def test_who_has_left_cannot_sign_in(accounts, office):
    accounts.change(office["admin"], "officer", active=False)
    with pytest.raises(Refused):
        accounts.sign_in("officer", PASSWORD)


def test_an_administrator_cannot_shut_himself_out(accounts, office):
    with pytest.raises(Refused):
        accounts.change(office["admin"], "admin", active=False)
    with pytest.raises(Refused):
        accounts.change(office["admin"], "admin", role=Role.OFFICER)


def test_a_changed_password_takes_the_place_of_the_old(accounts, office):
    accounts.change_password(office["officer"], PASSWORD, "a better horse")
    with pytest.raises(Refused):
        accounts.sign_in("officer", PASSWORD)
    accounts.sign_in("officer", "a better horse")


def test_a_reset_password_lifts_the_bar(accounts, office):
    for _ in range(5):
        with pytest.raises(Refused):
            accounts.sign_in("officer", "guess")
    accounts.reset_password(office["admin"], "officer", "a better horse")
    accounts.sign_in("officer", "a better horse")
