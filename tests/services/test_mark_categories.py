import pytest

from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.marks import CATEGORIES, Category, Colour
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.mark_categories import MarkCategories
from tests.helpers.archives import staffed_office


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def test_the_office_has_categories_of_its_own_beside_those_of_the_regulations(office):
    service = MarkCategories(office.desk)
    assert [each.title for each in service.all()] == list(CATEGORIES)

    service.set_own(office["archivist"], [Category(" 消防  通道", "x", Colour.RED)])
    own = service.all()[-1]
    assert own == Category("消防 通道", "X", Colour.RED)
    assert service.all()[0] == Category("告知", "1", Colour.BLUE)
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="mark.categories_set"), 0, 5
    )
    assert page.entries[0].detail["categories"] == [[], ["消防 通道"]]


@pytest.mark.parametrize(
    "wanted",
    [
        [Category("  ")],
        [Category("告知")],
        [Category("消防"), Category("消防")],
        [Category("消防", "J")],
        [Category("消防", "1")],
        [Category("消防", "X"), Category("食堂", "X")],
        [Category(f"第{number}类") for number in range(41)],
    ],
)
def test_a_category_needs_a_name_and_a_key_of_its_own(office, wanted):
    with pytest.raises(InvalidInput):
        MarkCategories(office.desk).set_own(office["archivist"], wanted)


def test_only_who_keeps_the_files_sets_categories(office):
    with pytest.raises(Refused):
        MarkCategories(office.desk).set_own(office["reviewer"], [Category("消防")])
