from pathlib import Path

import pytest

from archive_desk.domain.discs import DiscState, Medium, Retired
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_migrating import DiscMigrating
from archive_desk.services.imaging import Imaging
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.kept_discs import built, in_drive, kept
from tests.helpers.stored import in_case, stored


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office), stored(office, 3))
    return office


def test_a_successor_takes_the_place_of_a_disc_once_it_was_read_back(office: Office) -> None:
    imaging, keeping, clerk = Imaging(office.desk), DiscKeeping(office.desk), office["archivist"]
    (old,) = kept(office)
    new = DiscMigrating(office.desk).migrate(clerk, old, "二级预警", Medium.BD25)
    assert (new.replaces, new.medium, new.state) == (old, Medium.BD25, DiscState.PLANNED)
    before = imaging.show(clerk, old)
    assert before.disc.replaced_by == new.no
    assert (new.set_no, new.copy_set, new.number, new.of) == (
        before.disc.set_no,
        before.disc.copy_set,
        before.disc.number,
        before.disc.of,
    )
    imaging.build(clerk, new.no, Unwatched())
    after = imaging.show(clerk, new.no)
    assert [entry.sha256 for entry in after.entries] == [entry.sha256 for entry in before.entries]
    assert after.elsewhere == ()
    keeping.register_burned(clerk, new.no)
    assert imaging.show(clerk, old).disc.state is DiscState.SHELVED
    keeping.read_back(clerk, new.no, in_drive(office, new.no), Unwatched())
    retired = imaging.show(clerk, old).disc
    assert (retired.state, retired.retired_as) == (DiscState.RETIRED, Retired.MIGRATED)
    assert new.no in retired.retired_reason


def test_the_image_of_a_disc_does_not_change_when_another_of_its_set_is_migrated(
    office: Office,
) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    first, second = built(office, copies=2)
    digest = imaging.show(clerk, first).disc.image_sha256
    keeping = DiscKeeping(office.desk)
    keeping.register_burned(clerk, second)
    office.clock.forward(days=30)
    DiscMigrating(office.desk).migrate(clerk, second, "划伤")
    assert imaging.build(clerk, first, Unwatched()).image_sha256 == digest


def test_what_cannot_be_migrated_is_refused_in_words(office: Office) -> None:
    migrating, clerk = DiscMigrating(office.desk), office["archivist"]
    (never_burned,) = built(office)
    with pytest.raises(Refused, match="不能迁移"):
        migrating.migrate(clerk, never_burned, "甲")
    (old,) = kept(office)
    with pytest.raises(InvalidInput, match="原因"):
        migrating.migrate(clerk, old, " ")
    with pytest.raises(Refused):
        migrating.migrate(office["officer"], old, "甲")
    successor = migrating.migrate(clerk, old, "甲")
    with pytest.raises(Refused, match=successor.no):
        migrating.migrate(clerk, old, "甲")
