"""Recordings whose term has run out, and the way of a destruction up to its witnesses."""

from datetime import timedelta
from pathlib import Path

from archive_desk.domain.appraisal import Group, Opinion
from archive_desk.domain.ids import FootageId
from archive_desk.services.appraising import Appraising
from archive_desk.services.destruction_lists import DestructionLists
from tests.helpers import recordings
from tests.helpers.archives import PASSWORD, Office
from tests.helpers.taking_in import take_in

GROUP = Group("林主任", ("甲一", "乙二"))


def taken_in(office: Office, card: Path, count: int = 3) -> list[FootageId]:
    """A card of `count` recordings, taken in by the archivist."""
    for number in range(count):
        name = f"DSJ-A1_2026111809{number:02}00.mp4"
        recordings.video(card / "DCIM" / name, text=f"第{number}件")
    take_in(office, card)
    return [FootageId(number) for number in range(1, count + 1)]


def expire(office: Office, years: int = 3) -> None:
    """Let the ordinary term of three years run out."""
    office.clock.now += timedelta(days=366 * years + 10)


def list_of(office: Office, ids: list[FootageId]) -> str:
    """The list of an appraisal that says of these recordings that they are to be destroyed."""
    appraising, clerk = Appraising(office.desk), office["archivist"]
    found = appraising.begin(clerk, "2029年度到期档案鉴定", GROUP, ids)
    appraising.judge(clerk, found.no, ids, Opinion.DESTROY, "已无保存价值")
    return appraising.conclude(clerk, found.no, "逐件鉴定，同意销毁。").list_no


def approved(office: Office, ids: list[FootageId]) -> str:
    """The same, approved by the agency's head."""
    no = list_of(office, ids)
    DestructionLists(office.desk).approve(office["agency_head"], no, "同意")
    return no


def witnessed(office: Office, ids: list[FootageId]) -> str:
    """The same, with two witnesses."""
    no = approved(office, ids)
    for account in ("officer", "officer2"):
        DestructionLists(office.desk).witness(office[account], no, PASSWORD)
    return no
