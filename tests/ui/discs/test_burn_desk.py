"""The burning desk: several drives from one window, and what fails in them."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from archive_desk.domain.discs import DiscState
from archive_desk.services.burning import STDIO_DRIVES
from archive_desk.services.imaging import Imaging
from archive_desk.ui.discs.actions import Action
from archive_desk.ui.discs.burn_desk import BurnDesk
from tests.helpers.archives import Office
from tests.helpers.looking import shown
from tests.ui.discs.test_discs import built


class TestTheBurningDesk:
    """Burning in files that libburn takes for drives."""

    @pytest.fixture
    def desk_of(self, qtbot: QtBot, screen_of, monkeypatch: pytest.MonkeyPatch):
        def make(*drives: Path) -> BurnDesk:
            monkeypatch.setenv(STDIO_DRIVES, os.pathsep.join(map(str, drives)))
            screen = screen_of()
            screen.table.select_row(0)
            screen.details.buttons[Action.BURN].click()
            desk = screen.burn_desk
            assert desk is not None
            qtbot.waitUntil(lambda: not desk._asking, timeout=20_000)
            qtbot.waitUntil(lambda: all(card._report for card in desk.cards.values()))
            return desk

        return make

    def test_drives_burn_side_by_side_and_ask_for_the_next(
        self, qtbot: QtBot, desk_of, filled: Office, tmp_path: Path
    ) -> None:
        numbers = sorted(built(filled) for _ in range(3))
        used, one, two = (tmp_path / name for name in ("used", "one", "two"))
        used.write_bytes(next(filled.desk.folder.images.glob("*.iso")).read_bytes())
        desk: BurnDesk = desk_of(used, one, two)
        cards = {Path(address).name: card for address, card in desk.cards.items()}
        qtbot.waitUntil(lambda: cards["one"].ready and cards["two"].ready)
        assert not cards["used"].ready
        chosen = {name: cards[name].disc.value.no for name in ("one", "two")}
        assert len(set(chosen.values())) == 2
        desk.brand.setEditText("档案级 DVD-R")
        desk.media_batch.setEditText("2026-03")
        desk.start_all()
        assert len(desk._station.busy) == 2
        qtbot.waitUntil(lambda: not desk._station.busy, timeout=30_000)
        imaging, clerk = Imaging(filled.desk), filled["archivist"]
        for name in ("one", "two"):
            disc = imaging.show(clerk, chosen[name]).disc
            assert disc.state is DiscState.VERIFIED
            assert (disc.brand, disc.media_batch, disc.drive) == ("档案级 DVD-R", "2026-03", name)
        (left,) = set(numbers) - set(chosen.values())
        qtbot.waitUntil(lambda: f"张空白光盘（{left}）" in shown(cards["one"]))
        assert "全部一致" in shown(cards["one"])
        two.unlink()
        desk.look()
        qtbot.waitUntil(lambda: cards["two"].ready, timeout=20_000)
        assert cards["two"].disc.value.no == left
        desk.close()

    def test_a_burn_is_stopped_only_after_the_warning(
        self, qtbot: QtBot, desk_of, filled: Office, tmp_path: Path
    ) -> None:
        no = built(filled)
        desk: BurnDesk = desk_of(tmp_path / "one")
        (card,) = desk.cards.values()
        qtbot.waitUntil(lambda: card.ready)
        card.start_button.click()
        desk._context.notices.will_decline()
        desk._station.stop(card.drive)
        assert not desk._station.busy[card.drive.address][1].stopping
        desk._context.notices.will_agree()
        desk._station.stop(card.drive)
        qtbot.waitUntil(lambda: not desk._station.busy, timeout=20_000)
        assert Imaging(filled.desk).show(filled["archivist"], no).disc.state is DiscState.BUILT
        assert "没有标为已刻录" in shown(card)

    def test_a_drive_that_fails_says_so_and_marks_nothing(
        self, qtbot: QtBot, desk_of, filled: Office
    ) -> None:
        no = built(filled)
        desk: BurnDesk = desk_of(Path("/dev/full"))
        (card,) = desk.cards.values()
        qtbot.waitUntil(lambda: card.ready)
        card.start_button.click()
        qtbot.waitUntil(lambda: not desk._station.busy, timeout=20_000)
        assert Imaging(filled.desk).show(filled["archivist"], no).disc.state is DiscState.BUILT
        assert "刻录中途失败" in shown(card)

    def test_without_a_drive_it_says_what_to_do(
        self, screen_of, qtbot: QtBot, filled: Office
    ) -> None:
        built(filled)
        screen = screen_of()
        screen._burn(Imaging(filled.desk).show(filled["archivist"], "G2026-0001").disc)
        assert "没有找到光驱" in shown(screen.burn_desk)
