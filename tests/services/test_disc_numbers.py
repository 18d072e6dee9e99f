from dataclasses import replace
from pathlib import Path

import pytest

from archive_desk.db import settings
from archive_desk.db.tables.office import counters
from archive_desk.domain.disc_numbering import DiscNumbering
from archive_desk.domain.discs import Medium
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services import disc_numbers
from archive_desk.services.disc_numbers import Numbering
from archive_desk.services.imaging import DiscRequest, Imaging
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return staffed_office(tmp_path / "archive")


def numbers(office: Office, pattern: str = "", count: int = 2) -> list[str]:
    with office.desk.transaction(None) as work:
        if pattern:
            settings.write(work.session, disc_numbers.DISC_PATTERN, pattern)
        return [disc_numbers.next_disc(work.session, work.at) for _ in range(count)]


def test_numbers_run_on_and_begin_anew_each_year(office: Office) -> None:
    assert numbers(office) == ["G2026-0001", "G2026-0002"]
    assert numbers(office) == ["G2026-0003", "G2026-0004"]
    office.clock.forward(days=60)
    assert numbers(office, count=1) == ["G2027-0001"]


def test_the_office_may_number_by_its_own_pattern(office: Office) -> None:
    assert numbers(office, "LX{year}-{number:05}") == ["LX2026-00001", "LX2026-00002"]


@pytest.mark.parametrize(
    "pattern", ["{nummer}", "G{year}-{number:020}", "{", "光 {流水}", "a/{流水}"]
)
def test_a_pattern_that_makes_no_number_is_said(office: Office, pattern: str) -> None:
    with pytest.raises(InvalidInput):
        numbers(office, pattern)


RULE = DiscNumbering("{全宗}-{年度}-{类别}-{流水:4}", "{全宗}盘组{年度}-{流水:3}", "J21", "音像")


def test_the_office_changes_its_rule_and_sees_the_next_numbers(office: Office) -> None:
    assert numbers(office) == ["G2026-0001", "G2026-0002"]
    numbering = Numbering(office.desk)
    assert numbering.preview(numbering.rule(office["archivist"]))[0] == "G2026-0003"
    next_numbers = ("J21-2026-音像-0003", "J21盘组2026-001")
    assert numbering.preview(RULE) == next_numbers
    assert numbering.change(office["archivist"], RULE) == next_numbers
    assert numbering.rule(office["archivist"]) == RULE
    assert numbers(office, count=1) == ["J21-2026-音像-0003"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"discs": "G{年度}"}, "流水"),
        ({"discs": "G{流水:4}"}, "年度"),
        ({"fonds": ""}, "全宗"),
        ({"fonds": "甲" * 30}, "40"),
        ({"category": "a:b"}, "不能用"),
        ({"sets": "{年度}{流水}{流水}"}, "只有一个"),
    ],
)
def test_a_rule_that_is_no_rule_is_said_and_not_kept(
    office: Office, changes: dict[str, str], words: str
) -> None:
    numbering = Numbering(office.desk)
    with pytest.raises(InvalidInput, match=words):
        numbering.change(office["archivist"], replace(RULE, **changes))
    assert numbering.rule(office["archivist"]) == DiscNumbering()


def test_only_the_clerk_changes_the_rule(office: Office) -> None:
    with pytest.raises(Refused):
        Numbering(office.desk).change(office["officer"], RULE)


def test_a_number_that_is_taken_is_never_given_again(office: Office) -> None:
    in_case(office, registered(office), stored(office))
    request = DiscRequest(Medium.CD, ("西教罚〔2026〕1号",))
    imaging = Imaging(office.desk)
    assert imaging.plan(office["archivist"], request)[0].no == "G2026-0001"
    with office.desk.transaction(None) as work:
        work.session.execute(counters.delete().where(counters.c.name == "disc-2026"))
    assert imaging.plan(office["archivist"], request)[0].no == "G2026-0002"


def test_a_disc_with_a_chinese_number_is_recognised_by_its_volume(office: Office) -> None:
    Numbering(office.desk).change(office["archivist"], RULE)
    in_case(office, registered(office), stored(office))
    imaging, clerk = Imaging(office.desk), office["archivist"]
    (disc,) = imaging.plan(clerk, DiscRequest(Medium.CD, ("西教罚〔2026〕1号",)))
    built = imaging.build(clerk, disc.no, Unwatched())
    reading = imaging.verify(clerk, imaging.image_file(built), Unwatched())
    assert reading.findings == ()
    assert reading.verification.identifier == disc.no == "J21-2026-音像-0001"
