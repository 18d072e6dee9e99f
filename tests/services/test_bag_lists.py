import bagit
import pytest

from archive_desk.domain.errors import Damaged, NotFound, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.bag_lists import BagLists
from archive_desk.services.guarding import Guarding
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.taking_in import payload, take_in, verbs


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    for number in range(2):
        recordings.video(tmp_path / "card" / f"{number}.mp4", text=str(number))
    take_in(office, tmp_path / "card")
    yield office
    office.desk.close()


@pytest.fixture
def bag(office):
    (mark,) = office.desk.folder.vault.rglob("bagit.txt")
    return mark.parent


def spoilt(file):
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"x\n")


def rewrite(office, bag, actor="archivist"):
    return BagLists(office.desk).rewrite(office[actor], bag.name, Unwatched())


def test_lists_are_written_from_the_register_as_they_were(office, bag):
    before = {file.name: file.read_bytes() for file in bag.iterdir() if file.is_file()}
    for name in ("manifest-sha256.txt", "bag-info.txt", "tagmanifest-sha256.txt"):
        spoilt(bag / name)
    (bag / "manifest-sm3.txt").unlink()

    done = rewrite(office, bag)

    assert {*done.lists} >= {"manifest-sha256.txt", "manifest-sm3.txt"}
    assert {file.name: file.read_bytes() for file in bag.iterdir() if file.is_file()} == before
    assert bagit.Bag(str(bag)).validate()
    assert Guarding(office.desk).check(office["archivist"], Unwatched(), full=True).sound
    assert all(aside.read_bytes().endswith(b"x\n") for aside in done.set_aside)
    assert "batch.lists_rewritten" in verbs(office)


def test_sound_lists_are_left_alone(office, bag):
    assert rewrite(office, bag).lists == ()
    assert "batch.lists_rewritten" not in verbs(office)


def test_a_register_that_was_tampered_with_replaces_no_list(office, bag):
    with office.desk.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE footage SET sha256 = substr(sha256, 2) || 'f'")
    told = (bag / "manifest-sha256.txt").read_bytes()

    with pytest.raises(Damaged, match="先修复原件"):
        rewrite(office, bag)

    assert (bag / "manifest-sha256.txt").read_bytes() == told


def test_a_damaged_original_is_not_listed_as_it_is(office, bag):
    first = payload(office)[0]
    spoilt(first)
    spoilt(bag / "manifest-sha256.txt")

    with pytest.raises(Damaged):
        rewrite(office, bag)


def test_only_who_keeps_the_vault_rewrites_lists(office, bag):
    for account in ("officer", "reviewer"):
        with pytest.raises(Refused):
            rewrite(office, bag, account)
    with pytest.raises(NotFound):
        BagLists(office.desk).rewrite(office["archivist"], "1999-0001", Unwatched())
