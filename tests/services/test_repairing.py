import hashlib

import pytest

from archive_desk.domain.errors import Damaged, InvalidInput, NotFound, Refused, Unavailable
from archive_desk.domain.footage import Health
from archive_desk.domain.ids import RepairId
from archive_desk.domain.repairs import RepairMethod
from archive_desk.domain.work import Unwatched
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.guarding import Guarding
from archive_desk.services.repairing import Repairing
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.damage import without_index
from tests.helpers.taking_in import payload, take_in, verbs

SOUND = "8810021_012345_20261119093015_0001.mp4"
BROKEN = "8810021_012345_20261119094015_0002.mp4"


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def taken(office, tmp_path, *, sibling: bool = True):
    card = tmp_path / "card"
    whole = recordings.video(tmp_path / "whole.mp4", seconds=4, sound=True, text="b")
    without_index(whole, card / BROKEN)
    if sibling:
        recordings.video(card / SOUND, seconds=2, sound=True)
    recordings.photo(card / "8810021_012345_20261119095015_0003.jpg")
    receipt = take_in(office, card)
    return {line.source: line.footage_id for line in receipt.arrivals}


def test_a_copy_is_made_beside_the_original_with_the_help_of_a_sibling(office, tmp_path):
    ids = taken(office, tmp_path)
    before = {path: path.read_bytes() for path in payload(office)}
    repairing = Repairing(office.desk)

    made = repairing.repair(office["archivist"], ids[BROKEN], Unwatched())

    original = Catalogue(office.desk).show(office["officer"], ids[BROKEN]).footage
    assert original.media.health is Health.MISSING_INDEX
    assert made.method in {RepairMethod.RESCUED, RepairMethod.RECODED}
    assert (made.parent_sha256, made.reference_id) == (original.sha256, ids[SOUND])
    assert (made.pictures, made.by) == (40, office["archivist"].name)
    path = repairing.locate(office["archivist"], ids[BROKEN], made.id)
    assert path.is_relative_to(office.desk.folder.derived)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == made.sha256
    assert repairing.repairs(office["officer"], ids[BROKEN]) == (made,)
    assert {path: path.read_bytes() for path in payload(office)} == before
    assert verbs(office)[-1] == "footage.repaired"
    assert Guarding(office.desk).check(office["archivist"], Unwatched()).findings == ()


def test_a_second_copy_stands_beside_the_first(office, tmp_path):
    ids = taken(office, tmp_path)
    repairing, clerk = Repairing(office.desk), office["archivist"]
    first = repairing.repair(clerk, ids[BROKEN], Unwatched())
    second = repairing.repair(clerk, ids[BROKEN], Unwatched(), ids[SOUND])

    assert first.path != second.path
    assert [each.id for each in repairing.repairs(clerk, ids[BROKEN])] == [second.id, first.id]


def test_without_a_sibling_nothing_is_made(office, tmp_path):
    ids = taken(office, tmp_path, sibling=False)
    repairing, clerk = Repairing(office.desk), office["archivist"]

    with pytest.raises(Damaged, match="参照"):
        repairing.repair(clerk, ids[BROKEN], Unwatched())
    with pytest.raises(InvalidInput):
        repairing.repair(clerk, ids["8810021_012345_20261119095015_0003.jpg"], Unwatched())
    assert repairing.repairs(clerk, ids[BROKEN]) == ()


def test_a_copy_is_looked_at_under_the_same_right_as_the_original(office, tmp_path):
    ids = taken(office, tmp_path)
    repairing, clerk = Repairing(office.desk), office["archivist"]
    made = repairing.repair(clerk, ids[BROKEN], Unwatched())

    with pytest.raises(Refused):
        repairing.locate(office["officer"], ids[BROKEN], made.id)
    with pytest.raises(Refused):
        repairing.repair(office["officer"], ids[BROKEN], Unwatched())
    with pytest.raises(NotFound):
        repairing.locate(clerk, ids[SOUND], made.id)
    repairing.locate(clerk, ids[BROKEN], made.id).unlink()
    with pytest.raises(Unavailable):
        repairing.locate(clerk, ids[BROKEN], made.id)
    with pytest.raises(NotFound):
        repairing.locate(clerk, ids[BROKEN], RepairId(99))
