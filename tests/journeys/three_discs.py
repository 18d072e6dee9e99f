"""A case over three discs, in the window: planned, built, burned side by side, on the shelf."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from archive_desk.app import Reception
from archive_desk.domain.discs import Medium
from archive_desk.services.burning import STDIO_DRIVES
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import theme
from tests.helpers.archives import PASSWORD
from tests.helpers.printed import Printed
from tests.journeys.hand import Hand


@contextmanager
def reception_of(application: QApplication) -> Iterator[Reception]:
    """The program's windows, closed afterwards."""
    made = Reception(application, Remembered(Preferences(theme=Theme.LIGHT)))
    try:
        yield made
    finally:
        if made.session is not None:
            made.session.window.shut()
            made.session.window.deleteLater()
        if made.entrance is not None:
            made.entrance.close()
            made.entrance.deleteLater()
        made.end()
        made.deleteLater()
        theme().apply(Theme.LIGHT, 100)


class ThreeDiscs:
    """The story of a clerk with three drives. `patience` in seconds for each long step."""

    def __init__(self, hand: Hand, place: Path, case: str, files: list[Path], patience: float):
        self.hand, self.place, self.case, self.files = hand, place, case, files
        self.patience = patience
        self.drives = [place / f"光驱{number}" for number in (1, 2, 3)]
        self.labels = place / "标签.pdf"

    def offer_drives(self, monkeypatch: Any) -> None:
        """Let the desk find three drives."""
        monkeypatch.setenv(STDIO_DRIVES, os.pathsep.join(map(str, self.drives)))

    def tell(self) -> None:
        hand = self.hand
        hand.writes("账号", "archivist")
        hand.writes("密码", PASSWORD)
        hand.clicks("登录")
        hand.sees("设置")
        hand.clicks("光盘")
        numbers = self._plans()
        for no in numbers:
            hand.clicks_row(no)
            hand.clicks("制作映像")
            hand.sees(f"映像 {no} 已做好", patience=self.patience)
        self._burns()
        for number, no in enumerate(numbers, start=1):
            hand.clicks_row(no)
            hand.sees("按期抽检即可")
            hand.clicks("存放位置")
            hand.writes("库房", "一号库")
            hand.writes("柜", "3柜")
            hand.writes("格", f"{number}格")
            hand.clicks("保存")
            hand.sees(f"已登记 {no} 的存放位置")
            hand.sees("已上架")
        self._prints()

    def _plans(self) -> list[str]:
        hand = self.hand
        hand.clicks("制作光盘")
        hand.clicks_row(self.case)
        hand.presses(Qt.Key.Key_Space)
        hand.sees("BD-R 25 GB", patience=30)
        hand.clicks(f"{Medium.DVD.label}\n3 张")
        hand.sees("每套 3 张，共 3 张", patience=30)
        hand.clicks("生成计划并编号")
        hand.sees("已计划 3 张光盘")
        return [f"G2026-000{number}" for number in (1, 2, 3)]

    def _burns(self) -> None:
        """In the order of the set; the desk gives each drive its own disc."""
        hand = self.hand
        hand.clicks_row("G2026-0001")
        hand.clicks("刻录")
        hand.writes("盘片品牌", "档案级 DVD-R")
        hand.sees("可写", patience=30)
        hand.clicks("全部开始", patience=60)
        for no in ("G2026-0001", "G2026-0002", "G2026-0003"):
            hand.sees(f"{no} 已刻录并读检", patience=self.patience)
        hand.clicks("关闭")

    def _prints(self) -> None:
        hand = self.hand
        self.files.append(self.labels)
        hand.clicks("更多操作")
        hand.clicks("打印")
        hand.chooses("打印内容", "标签")
        hand.clicks("同一盘组的光盘都印")
        hand.clicks("保存 PDF")
        hand.sees("已保存：标签.pdf")
        text = Printed(self.labels.read_bytes()).text
        assert all(f"G2026-000{number}" in text for number in (1, 2, 3))
