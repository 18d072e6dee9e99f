import pytest

from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.marks import CATEGORIES, Category, Colour
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.mark_categories import MarkCategories
from tests.helpers.archives import staffed_office
from tests.helpers.commands import Commands


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


def test_one_is_added_changed_moved_retired_and_brought_back(office):
    service, clerk = MarkCategories(office.desk), office["archivist"]
    service.add(clerk, Category("消防通道", "X", Colour.RED))
    service.add(clerk, Category("后厨", "H"))
    service.change(clerk, "后厨", Category("后厨操作间", "H", Colour.GREEN))
    service.move(clerk, "后厨操作间", -1)
    assert [each.title for each in service.own()] == ["后厨操作间", "消防通道"]

    service.retire(clerk, "后厨操作间")
    assert [each.title for each in service.all()[9:]] == ["消防通道"], "it is offered no longer"
    assert service.own()[0] == Category("后厨操作间", "", Colour.GREEN, retired=True)
    service.add(clerk, Category("库房", "H"))
    service.restore(clerk, "后厨操作间")
    assert service.own()[0] == Category("后厨操作间", "", Colour.GREEN)


def test_what_changed_is_in_the_journal_with_key_and_colour(office):
    service = MarkCategories(office.desk)
    service.add(office["archivist"], Category("后厨", "H"))
    service.change(office["archivist"], "后厨", Category("后厨", "", Colour.RED))
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="mark.categories_set"), 0, 5
    )
    detail = page.entries[0].detail
    assert detail["before"] == [{"title": "后厨", "key": "H", "colour": "amber"}]
    assert detail["after"] == [{"title": "后厨", "key": "", "colour": "red"}]


def test_a_category_of_the_regulations_is_not_the_offices_to_change(office):
    service, clerk = MarkCategories(office.desk), office["archivist"]
    with pytest.raises(Refused, match="制度规定"):
        service.retire(clerk, "告知")
    with pytest.raises(NotFound):
        service.move(clerk, "没有的", 1)
    with pytest.raises(Refused):
        service.add(office["officer"], Category("后厨"))


def test_the_commands_set_them(office):
    run = Commands(office.desk.folder.root)
    added = run("mark-category", "add", "后厨", "--key", "h", "--colour", "red", actor="archivist")
    assert added["categories"][-1] == {
        "title": "后厨",
        "key": "H",
        "colour": "red",
        "own": True,
        "retired": False,
    }
    run("mark-category", "add", "库房", actor="archivist")
    run("mark-category", "move", "库房", "--by", -1, actor="archivist")
    run("mark-category", "change", "库房", "--title", "仓库", "--key", "X", actor="archivist")
    run("mark-category", "retire", "后厨", actor="archivist")
    found = run("mark-category", "list", actor="officer")["categories"]
    assert [(each["title"], each["key"], each["retired"]) for each in found if each["own"]] == [
        ("仓库", "X", False),
        ("后厨", "", True),
    ]
    run("mark-category", "restore", "后厨", actor="archivist")
    run("mark-category", "add", "灶台", actor="officer", code=3)
    run("mark-category", "add", "灶台", "--key", "X", actor="archivist", code=2)
