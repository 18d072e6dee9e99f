import hashlib
from pathlib import Path

import pytest

from archive_desk.domain.disc_health import Occasion
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.domain.worklist import Task
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_rounds import DiscRounds
from archive_desk.services.worklist import Worklist
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.kept_discs import in_drive, kept, spoil
from tests.helpers.stored import in_case, stored


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office, 3))
    return office


@pytest.fixture
def shelf(office: Office) -> list[str]:
    """Five discs on the shelf."""
    return [*kept(office, copies=3), *kept(office, copies=2)]


def due(office: Office) -> list[tuple[str, str]]:
    found = Worklist(office.desk).items(office["archivist"])
    return [(each.item, str(each.note)) for each in found if each.task is Task.DISC_CHECK]


def test_a_round_is_due_draws_its_share_and_is_done_disc_by_disc(
    office: Office, shelf: list[str]
) -> None:
    rounds, clerk = DiscRounds(office.desk), office["archivist"]
    rounds.decide(clerk, 24, 30, "局长办公会")
    assert due(office) == []
    with pytest.raises(Refused, match="没有到期"):
        rounds.draw(clerk)
    office.clock.forward(days=731)
    assert due(office) == [(f"disc:{shelf[0]}", "5 张光盘到期抽检")]
    drawn = rounds.draw(clerk, seed="种子")
    assert (drawn.no, len(drawn.items), drawn.percent) == ("J2028-01", 5, 30)
    ranked = sorted(shelf, key=lambda no: hashlib.sha256(f"种子:{no}".encode()).hexdigest())
    assert [item.disc_no for item in drawn.drawn] == sorted(ranked[:2])
    assert "局长办公会" in drawn.basis
    with pytest.raises(Conflict):
        rounds.draw(clerk)
    assert due(office) == [("disc_round:J2028-01", "抽检 2 张，还有 2 张未检。")]
    first, second = (item.disc_no for item in drawn.drawn)
    rest = next(no for no in shelf if no not in {first, second})
    with pytest.raises(Refused, match="没有抽到"):
        rounds.check(clerk, drawn.no, rest, in_drive(office, rest), Unwatched())
    with pytest.raises(Refused, match="请放入"):
        rounds.check(clerk, drawn.no, first, in_drive(office, second), Unwatched())
    for no in (first, second):
        reading = rounds.check(
            clerk, drawn.no, no, in_drive(office, no), Unwatched(), appearance="完好"
        )
        assert reading.findings == ()
    done = rounds.show(clerk, drawn.no)
    assert done.finished_at == office.clock()
    assert str(done.result) == "抽检 2 张，全部合格。"
    points = DiscKeeping(office.desk).health(clerk, first).points
    assert [point.check.occasion for point in points] == [Occasion.READ_BACK, Occasion.SAMPLE]
    assert (points[1].check.appearance, points[1].check.round_no) == ("完好", drawn.no)
    assert due(office) == [], "the sample stands for all of them"
    assert {line.covered_at for line in rounds.calendar(clerk)} == {office.clock()}


def test_one_bad_disc_asks_for_all_of_them(office: Office, shelf: list[str]) -> None:
    rounds, clerk = DiscRounds(office.desk), office["archivist"]
    office.clock.forward(days=48 * 31)
    drawn = rounds.draw(clerk, every=True)
    (item,) = drawn.drawn
    drive = in_drive(office, item.disc_no)
    spoil(drive)
    assert rounds.check(clerk, drawn.no, item.disc_no, drive, Unwatched()).findings
    found = rounds.show(clerk, drawn.no)
    assert "其余 4 张应全部检测" in str(found.result)
    ((bad, health),) = rounds.warnings(clerk)
    assert (bad.no, health.level.label) == (item.disc_no, "三级预警")
    assert any(each[0] == f"disc:{bad.no}" and "三级预警" in each[1] for each in due(office))
    more = rounds.draw_rest(clerk, drawn.no)
    assert len(more.waiting) == 4
    assert more.finished_at is None


def test_the_rule_is_the_offices_until_a_regulation_says_it(office: Office) -> None:
    rounds, clerk = DiscRounds(office.desk), office["archivist"]
    assert "制度未定" in str(rounds.rule(clerk).words)
    assert rounds.decide(clerk, 12, 40, "档案室规定").months == 12
    assert "档案室规定" in str(rounds.rule(clerk).words)
    for months, percent, text in ((0, 10, "甲"), (12, 101, "甲"), (12, 10, " ")):
        with pytest.raises(InvalidInput):
            rounds.decide(clerk, months, percent, text)
    with pytest.raises(Refused):
        rounds.decide(office["officer"], 12, 10, "甲")
