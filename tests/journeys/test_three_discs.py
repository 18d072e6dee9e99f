"""A case over three discs, in small: media of a few megabytes, the burner and the window real."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from archive_desk.domain import discs
from archive_desk.domain.discs import DiscState, Medium
from archive_desk.services.desk import open_desk
from archive_desk.services.imaging import DiscFilter, Imaging
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored
from tests.journeys.hand import Hand, file_dialogs
from tests.journeys.three_discs import ThreeDiscs, reception_of

pytestmark = pytest.mark.skipif(shutil.which("xorriso") is None, reason="xorriso is not installed")


def test_a_case_over_three_discs_in_the_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(discs._SECTORS, Medium.DVD, 2000)
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    in_case(office, case, *(stored(office, 1_300_000, take_id=None) for _ in range(6)))
    office.desk.close()
    with reception_of(qapp) as reception, file_dialogs(monkeypatch) as files:
        story = ThreeDiscs(Hand(), tmp_path, case.no, files, patience=30)
        story.offer_drives(monkeypatch)
        reception.begin(office.desk.folder.root)
        story.hand.live(story.tell, tmp_path)
        said = [notice.text for notice in reception.notices.said]
        assert not [text for text in said if "Traceback" in text]
    desk = open_desk(office.desk.folder.root)
    page = Imaging(desk).page(office["archivist"], DiscFilter())
    desk.close()
    assert [disc.state for disc in page.discs] == [DiscState.SHELVED] * 3
    assert {disc.brand for disc in page.discs} == {"档案级 DVD-R"}
    assert all(drive.stat().st_size > 1_000_000 for drive in story.drives)
