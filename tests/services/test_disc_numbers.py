from pathlib import Path

import pytest

from archive_desk.db import settings
from archive_desk.domain.errors import InvalidInput
from archive_desk.services import disc_numbers
from tests.helpers.archives import Office, staffed_office


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


@pytest.mark.parametrize("pattern", ["光盘{number}", "{nummer}", "G{year}-{number:020}", "{"])
def test_a_pattern_that_makes_no_volume_name_is_said(office: Office, pattern: str) -> None:
    with pytest.raises(InvalidInput):
        numbers(office, pattern)
