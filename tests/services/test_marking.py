import pytest

from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.marks import Colour, MarkVerb
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.marking import Marking
from tests.helpers.archives import staffed_office
from tests.helpers.screenings import screening


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("marking")
    office = staffed_office(root / "archive")
    yield office, screening(office, root)
    office.desk.close()


def entries(office, verb):
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(verb=verb), 0, 100)
    return list(page.entries)


def test_a_mark_is_kept_at_once_with_its_author_and_its_moment(place):
    office, shown = place
    marking = Marking(office.desk)
    mark = marking.add(office["archivist"], shown.video, 1480, "出示证件", " 向负责人出示 ")
    (kept,) = [m for m in marking.marks_of(office["officer"], shown.video) if m.id == mark.id]
    assert (kept.at_ms, kept.category, kept.note) == (1480, "出示证件", "向负责人出示")
    assert kept.author == office["archivist"].name
    assert entries(office, "mark.added")[0].detail["at_ms"] == 1480


def test_marks_are_listed_in_the_order_of_the_recording(place):
    office, shown = place
    marking = Marking(office.desk)
    for at_ms in (3000, 200, 1200):
        marking.add(office["reviewer"], shown.video, at_ms, "取证")
    moments = [mark.at_ms for mark in marking.marks_of(office["archivist"], shown.video)]
    assert moments == sorted(moments)


def test_what_a_mark_was_before_a_change_stays_in_the_journal(place):
    office, shown = place
    marking = Marking(office.desk)
    mark = marking.add(office["archivist"], shown.video, 500, "门头", "东门")
    changed = marking.change(office["archivist"], mark.id, category="进入现场", note="西门")
    assert (changed.category, changed.note, changed.at_ms) == ("进入现场", "西门", 500)
    detail = entries(office, "mark.changed")[0].detail
    assert detail["category"] == ["门头", "进入现场"]
    assert detail["note"] == ["东门", "西门"]
    assert "at_ms" not in detail


def test_a_removed_mark_is_gone_from_the_list_and_told_in_the_journal(place):
    office, shown = place
    marking = Marking(office.desk)
    mark = marking.add(office["archivist"], shown.video, 700, "签字", "拒签")
    marking.remove(office["archivist"], mark.id)
    assert mark.id not in {m.id for m in marking.marks_of(office["archivist"], shown.video)}
    assert entries(office, "mark.removed")[0].detail["note"] == "拒签"
    with pytest.raises(NotFound):
        marking.remove(office["archivist"], mark.id)


def test_nobody_touches_another_persons_mark(place):
    office, shown = place
    marking = Marking(office.desk)
    mark = marking.add(office["reviewer"], shown.video, 800, "异议")
    with pytest.raises(Refused):
        marking.change(office["archivist"], mark.id, note="x")
    with pytest.raises(Refused):
        marking.remove(office["archivist"], mark.id)


def test_an_officer_does_not_mark(place):
    office, shown = place
    with pytest.raises(Refused):
        Marking(office.desk).add(office["officer"], shown.video, 0, "取证")


@pytest.mark.parametrize(
    ("at_ms", "category"), [(-1, "取证"), (9001, "取证"), (0, "  "), (0, "长" * 61)]
)
def test_a_mark_needs_a_moment_inside_and_a_category(place, at_ms, category):
    office, shown = place
    with pytest.raises(InvalidInput):
        Marking(office.desk).add(office["archivist"], shown.video, at_ms, category)


def test_a_photo_takes_no_time_mark(place):
    office, shown = place
    with pytest.raises(InvalidInput):
        Marking(office.desk).add(office["archivist"], shown.photo, 0, "取证")


def test_a_stretch_is_begun_as_a_moment_and_ended_later(place):
    office, shown = place
    marking, clerk = Marking(office.desk), office["archivist"]
    mark = marking.add(clerk, shown.video, 900, "取证", colour="green")

    assert marking.end_at(clerk, mark.id, 2100).to_ms == 2100
    kept = next(m for m in marking.marks_of(clerk, shown.video) if m.id == mark.id)
    assert (kept.at_ms, kept.to_ms, kept.shade) == (900, 2100, Colour.GREEN)
    assert entries(office, "mark.changed")[0].detail["to_ms"] == [None, 2100]
    with pytest.raises(InvalidInput, match="之后"):
        marking.end_at(clerk, mark.id, 900)
    with pytest.raises(InvalidInput, match="之内"):
        marking.end_at(clerk, mark.id, 60_000)
    with pytest.raises(InvalidInput, match="颜色"):
        marking.change(clerk, mark.id, colour="mud")


def test_every_change_is_remembered_and_can_be_taken_back(place):
    office, shown = place
    marking, clerk = Marking(office.desk), office["archivist"]
    mark = marking.add(clerk, shown.video, 1100, "门头")
    marking.change(clerk, mark.id, note="南门")
    marking.remove(clerk, mark.id)

    marking.take_back(clerk, MarkVerb.REMOVED, mark)
    (back,) = [m for m in marking.marks_of(clerk, shown.video) if m.id == mark.id]
    assert back.note == "南门"
    history = marking.history(office["reviewer"], mark.id)
    assert [each.verb for each in history] == [
        MarkVerb.RESTORED,
        MarkVerb.REMOVED,
        MarkVerb.CHANGED,
        MarkVerb.ADDED,
    ]
    assert history[2].before.note == ""
    assert history[2].by == clerk.name


def test_undoing_a_change_brings_back_what_was_and_undoing_a_mark_withdraws_it(place):
    office, shown = place
    marking, clerk = Marking(office.desk), office["archivist"]
    mark = marking.add(clerk, shown.video, 1200, "门头")
    marking.take_back(clerk, MarkVerb.ADDED, mark)
    assert mark.id not in {m.id for m in marking.marks_of(clerk, shown.video)}
    gone = next(
        m for m in marking.marks_on(clerk, [shown.video], withdrawn=True) if m.id == mark.id
    )
    assert gone.removed_at is not None

    other = marking.add(clerk, shown.video, 1300, "门头", "东")
    marking.change(clerk, other.id, note="西", category="签字")
    marking.take_back(clerk, MarkVerb.CHANGED, other)
    (kept,) = [m for m in marking.marks_of(clerk, shown.video) if m.id == other.id]
    assert (kept.note, kept.category) == ("东", "门头")


def test_a_withdrawn_mark_is_put_back_by_its_author_alone(place):
    office, shown = place
    marking = Marking(office.desk)
    mark = marking.add(office["reviewer"], shown.video, 1400, "异议")
    with pytest.raises(InvalidInput, match="没有被撤回"):
        marking.restore(office["reviewer"], mark.id)
    marking.remove(office["reviewer"], mark.id)
    with pytest.raises(Refused):
        marking.restore(office["archivist"], mark.id)
    assert marking.restore(office["reviewer"], mark.id).removed_at is None
