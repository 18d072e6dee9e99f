"""A records clerk's afternoon in the window, with real clicks, real files and real libVLC."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.app import Reception
from archive_desk.services import accounts
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import theme
from tests.helpers.archives import PASSWORD, cheap_hasher
from tests.helpers.commands import Commands
from tests.journeys.hand import Hand, file_dialogs

OFFICE = "示例区教育局"
ROLES = ("系统管理员", "档案员", "执法人员", "执法单位负责人", "分管领导", "审计员")
CASE = "西教罚〔2026〕1号"
BEGUN = datetime.fromisoformat("2026-11-19T09:30:15")
RECORDING = "8810021_012345_20261119093015_0001.mp4"


@pytest.fixture
def reception(qtbot: QtBot, qapp: QApplication, monkeypatch) -> Iterator[Reception]:
    monkeypatch.setattr(accounts, "PasswordHasher", cheap_hasher)
    made = Reception(qapp, Remembered(Preferences(theme=Theme.LIGHT)))
    yield made
    if made.session is not None:
        made.session.window.shut()
        made.session.window.deleteLater()
    if made.entrance is not None:
        made.entrance.close()
        made.entrance.deleteLater()
    made.end()
    made.deleteLater()
    theme().apply(Theme.LIGHT, 100)


class Afternoon:
    """The story. Each chapter is what one person does at the desk."""

    def __init__(self, hand: Hand, place: Path, card: Path, files: list[Path]) -> None:
        self.hand = hand
        self.place = place
        self.archive = place / "档案库"
        self.card = card
        self.files = files

    def tell(self) -> None:
        self.founds_the_archive()
        self.signs_in("archivist")
        self.takes_the_card_in()
        self.registers_a_case()
        self.finds_and_links()
        self.plays()
        self.makes_a_disc()
        self.signs_out()
        self.signs_in("officer")
        self.is_not_let_see_it()
        self.asks_for_the_case()
        self.signs_out()
        for signer, next_words in (("unit_head", "分管领导"), ("leader", "已批准")):
            self.signs_in(signer)
            self.signs_the_request(next_words)
            self.signs_out()
        self.signs_in("archivist")
        self.hands_out()
        self.signs_out()
        self.signs_in("officer")
        self.sees_it_under_the_grant()
        self.signs_out()
        self.signs_in("archivist")
        self.takes_back()
        self.exports_the_ledger()
        self.signs_out()
        self.signs_in("auditor")
        self.verifies_the_journal()

    # -- coming and going --------------------------------------------------------------------

    def founds_the_archive(self) -> None:
        hand = self.hand
        hand.clicks("新建档案库")
        hand.writes("单位名称", OFFICE)
        hand.clicks("下一步")
        hand.clicks("西岗区教育局行政执法全过程记录制度")
        hand.clicks("下一步")
        for role in ROLES:
            hand.writes(f"{role} 姓名", f"示例{role}")
            hand.writes(f"{role} 密码", PASSWORD)
        hand.clicks("下一步")
        hand.writes("文件夹", str(self.archive))
        hand.sees(OFFICE)
        hand.clicks("建立档案库")
        hand.sees("登录", patience=30)

    def signs_in(self, account: str) -> None:
        hand = self.hand
        hand.writes("账号", account)
        hand.writes("密码", PASSWORD)
        hand.clicks("登录")
        hand.sees("设置")

    def signs_out(self) -> None:
        hand = self.hand
        hand.clicks_at(hand.finds(QToolButton, "actor"))
        hand.clicks("退出登录")
        hand.sees("密码")

    # -- the clerk ---------------------------------------------------------------------------

    def takes_the_card_in(self) -> None:
        hand = self.hand
        hand.clicks("采集")
        self.files.append(self.card)
        hand.clicks("选择文件夹")
        hand.sees("已选 31 件")
        hand.clicks("开始采集")
        hand.sees("采集完成，目前只有一份", patience=60)
        hand.sees("没有索引")
        form = self.place / "交接登记表.pdf"
        self.files.append(form)
        hand.clicks("交接登记表")
        hand.sees("已保存")
        assert form.read_bytes().startswith(b"%PDF")

    def registers_a_case(self) -> None:
        hand = self.hand
        hand.clicks("案卷")
        hand.clicks("登记第一个案卷")
        hand.writes("案件编号", CASE)
        hand.writes("案由", "无证办学")
        hand.writes("当事人", "示例培训学校")
        hand.writes("股室", "综合科")
        hand.writes("执法人员 1 姓名", "甲一")
        hand.writes("执法人员 1 执法证号", "A1")
        hand.writes("执法人员 2 姓名", "乙二")
        hand.writes("执法人员 2 执法证号", "B2")
        hand.clicks("登记案卷")
        hand.sees(CASE)

    def finds_and_links(self) -> None:
        hand = self.hand
        hand.clicks("音像")
        hand.clicks_row(RECORDING)
        hand.clicks("关联案卷")
        hand.clicks_row("示例培训学校")
        hand.chooses("环节", "调查取证")
        hand.clicks("关联")
        hand.sees("已把 1 个音像关联到案卷")
        hand.clicks("音像")
        hand.writes("搜索文件名、当事人、案由、标记…", "培训")
        hand.sees("共 1 个音像")
        hand.sees(RECORDING)

    def plays(self) -> None:
        hand = self.hand
        hand.clicks_row(RECORDING, double=True)
        stage = hand.finds(QWidget, "player-stage")
        wall = hand.finds(QWidget, "player-wall-time")
        begun = hand.wait("the true time", lambda: clock(wall))
        assert begun.replace(microsecond=0) == BEGUN
        first = hand.wait("a picture", lambda: picture(stage))
        hand.wait("another picture", lambda: picture(stage) not in {first, None})
        hand.wait("a second later", lambda: clock(wall) - begun > timedelta(seconds=1))
        hand.clicks_at(stage)
        marked = hand.ask(lambda: clock(wall))
        hand.presses(Qt.Key.Key_5)
        hand.clicks_row("取证")
        self.files.append(self.place)
        hand.presses(Qt.Key.Key_S)
        hand.sees("画面已保存")
        (still,) = self.place.glob("*.png")
        assert still.name.startswith(f"{marked:%Y%m%d_%H%M%S}")
        assert still.stat().st_size > 5_000

    def makes_a_disc(self) -> None:
        hand = self.hand
        hand.clicks("光盘")
        hand.clicks("制作光盘")
        hand.clicks_row(CASE)
        hand.presses(Qt.Key.Key_Space)
        hand.sees("每套 1 张，共 1 张")
        hand.clicks("生成计划并编号")
        hand.clicks("制作映像")
        hand.sees("每个文件都与登记的校验值一致", patience=30)
        hand.clicks("校验映像")
        hand.sees("个文件都与校验清单一致", patience=30)
        hand.clicks("登记已刻录")
        hand.writes("存放位置", "一号库 3柜")
        hand.clicks("登记")
        hand.sees("刻录完成，请接着读检")

    # -- the loan ----------------------------------------------------------------------------

    def is_not_let_see_it(self) -> None:
        hand = self.hand
        hand.clicks("音像")
        hand.clicks_row(RECORDING, double=True)
        hand.sees("请先申请")

    def sees_it_under_the_grant(self) -> None:
        hand = self.hand
        hand.clicks("音像")
        hand.clicks_row(RECORDING, double=True)
        stage = hand.finds(QWidget, "player-stage")
        hand.wait("a picture", lambda: picture(stage))
        hand.sees("查看依据：")

    def asks_for_the_case(self) -> None:
        hand = self.hand
        hand.clicks("案卷")
        hand.clicks_row(CASE, double=True)
        hand.clicks("申请借阅")
        hand.writes("用途", "案件复核")
        hand.clicks("提交申请")
        hand.sees("已提交，等待审批")

    def signs_the_request(self, next_words: str) -> None:
        hand = self.hand
        hand.clicks("借阅")
        hand.clicks_row("示例培训学校")
        hand.clicks("同意")
        hand.writes("审批意见", "同意，用后及时归还。")
        hand.writes("密码", "not the password")
        hand.clicks("签署")
        hand.sees("密码不正确")
        hand.writes("密码", PASSWORD)
        hand.clicks("签署")
        hand.sees(next_words)

    def hands_out(self) -> None:
        hand = self.hand
        hand.clicks("借阅")
        hand.clicks_row("示例培训学校")
        hand.clicks("办理借出")
        hand.clicks("办理借出")
        hand.sees("已借出，应于")

    def takes_back(self) -> None:
        hand = self.hand
        hand.clicks("借阅")
        hand.clicks("未归还 1")
        hand.clicks_row("示例培训学校")
        hand.clicks("办理归还")
        hand.clicks("归还入库")
        hand.sees("已归还。")

    def exports_the_ledger(self) -> None:
        hand = self.hand
        hand.clicks("借阅登记簿")
        hand.sees("完好")
        out = self.place / "登记簿.xlsx"
        self.files.append(out)
        hand.clicks("导出")
        hand.clicks("导出为 Excel 表格")
        hand.sees("已导出 1 条")
        values = [cell.value for row in openpyxl.load_workbook(out).active.rows for cell in row]
        assert any("案件复核" in str(value) for value in values)

    # -- the auditor -------------------------------------------------------------------------

    def verifies_the_journal(self) -> None:
        hand = self.hand
        hand.clicks("操作日志")
        hand.clicks("校验")
        hand.sees("操作日志完整")


def clock(reader: QWidget) -> datetime | None:
    """The time that is read off in large digits."""
    found = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*", reader.accessibleName())
    return None if found is None else datetime.fromisoformat(found[0])


def picture(stage: QWidget) -> bytes | None:
    """What is painted on the stage, made small; None while it is one dark field."""
    image = stage.grab().toImage().scaled(48, 27)
    colours = {image.pixel(x, y) for x in range(48) for y in range(27)}
    return bytes(image.constBits()) if len(colours) > 50 else None


def test_an_afternoon_in_the_window(
    reception: Reception, tmp_path: Path, recorder_card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception.begin(None)
    with file_dialogs(monkeypatch) as files:
        story = Afternoon(Hand(), tmp_path, recorder_card, files)
        story.hand.live(story.tell, tmp_path)
    faults = [notice.text for notice in reception.notices.said if "Traceback" in notice.text]
    assert faults == []
    assert Commands(story.archive)("journal", "verify")["findings"] == []
    (image,) = (story.archive / "images").glob("*.iso")
    assert sha256_of_member(image, RECORDING) == sha256_of(next(recorder_card.rglob(RECORDING)))


def sha256_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def sha256_of_member(image: Path, name: str) -> str:
    """The digest of a file on a disc, as 7-Zip reads it."""
    tool = shutil.which("7z") or shutil.which("7zz") or "7z"
    command = [tool, "x", "-tudf", "-so", str(image), f"-ir!*{name}"]
    done = subprocess.run(command, capture_output=True, check=True)
    return hashlib.sha256(done.stdout).hexdigest()
