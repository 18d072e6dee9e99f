"""Taking a disc back: read through in the dialog, whole or not, and another disc is none."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from archive_desk.domain.loans import Condition, Loan
from archive_desk.ui.loans.disc_read_back import DiscReadBack
from archive_desk.ui.loans.returning import ReturnDialog
from tests.helpers.archives import Office
from tests.helpers.shelves import lent, two_discs
from tests.ui.conftest import ContextOf


@pytest.fixture
def images(office: Office) -> tuple[Path, Path]:
    return two_discs(office)


@pytest.fixture
def loan(office: Office, images: tuple[Path, Path]) -> Loan:
    return lent(office)


@pytest.fixture
def dialog(office: Office, loan: Loan, context_of: ContextOf, qtbot: QtBot) -> ReturnDialog:
    read_back = DiscReadBack(context_of("archivist"), loan.id)
    dialog = ReturnDialog(loan, office.clock.now, read_back=read_back)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def read(dialog: ReturnDialog, qtbot: QtBot, image: Path) -> str:
    assert dialog.read_back is not None
    dialog.read_back.read(image)
    assert not dialog.confirm.isEnabled()
    qtbot.waitUntil(dialog.confirm.isEnabled, timeout=60_000)
    return dialog.read_back.words.text()


def test_a_whole_disc_comes_back_read(
    dialog: ReturnDialog, images: tuple[Path, Path], qtbot: QtBot
) -> None:
    assert read(dialog, qtbot, images[0]) == "G2026-0001 读检完好。"
    (found,) = dialog.inspections
    assert (found.condition, found.note) == (Condition.INTACT, "读检完好")


def test_a_scratched_disc_comes_back_damaged(
    dialog: ReturnDialog, images: tuple[Path, Path], qtbot: QtBot, tmp_path: Path
) -> None:
    data = bytearray(images[0].read_bytes())
    data[-200_000] ^= 0xFF
    scratched = tmp_path / "scratched.iso"
    scratched.write_bytes(data)
    assert "读检发现" in read(dialog, qtbot, scratched)
    (found,) = dialog.inspections
    assert found.condition is Condition.DAMAGED
    assert found.note.startswith("读检发现")


def test_another_disc_and_no_disc_are_said_in_words(
    dialog: ReturnDialog, images: tuple[Path, Path], qtbot: QtBot, tmp_path: Path
) -> None:
    assert "不是借阅" in read(dialog, qtbot, images[1])
    assert read(dialog, qtbot, tmp_path / "nothing.iso")
    assert dialog.inspections[0].note == ""


def test_closing_stops_the_reading(
    dialog: ReturnDialog, images: tuple[Path, Path], qtbot: QtBot
) -> None:
    back = dialog.read_back
    assert back is not None
    back.read(images[0])
    dialog.reject()
    qtbot.waitUntil(lambda: not back.busy, timeout=60_000)
