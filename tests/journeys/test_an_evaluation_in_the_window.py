"""A round of evaluation from the plan to the report, in the window, by everybody concerned."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.app import Reception
from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.people import Role
from archive_desk.services import accounts
from archive_desk.services.casework import Casework
from archive_desk.services.desk import open_desk
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.evaluation.compare import ComparePage
from archive_desk.ui.navigation import Navigation
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import theme
from tests.helpers.archives import PASSWORD, Office, cheap_hasher, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.commands import Commands
from tests.helpers.evaluations import paper, person
from tests.helpers.screenings import screening
from tests.journeys.hand import Hand, file_dialogs

ROUND = "第四季度试评"
CASE = "西教罚〔2026〕1号"
ITEMS = (
    "删减、篡改、补录原始音像",
    "事先告知对方正在录音录像",
    "应当记录的环节齐全",
    "全过程不间断，中断有说明",
    "时间准确，与文书一致",
    "画面稳定清晰，声音可辨",
)
CREDENTIALS = "两名以上执法人员在场"


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


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with one ended case, its footage, and a reviewer from the justice bureau."""
    office = staffed_office(tmp_path / "archive")
    office.clock.now = datetime.now(UTC)
    try:
        _fill(office, tmp_path)
    finally:
        office.desk.close()
    return office.desk.folder.root


def _fill(office: Office, place: Path) -> None:
    now = office.clock.now
    until = now + timedelta(days=30)
    person(office, "external", Role.EXTERNAL_REVIEWER, valid_until=until, section="区司法局")
    shown = screening(office, place)
    ended = now - timedelta(hours=2)
    registered(office, no=CASE, opened_on=(now - timedelta(days=3)).date(), ended_at=ended)
    casework = Casework(office.desk)
    draft = DocumentDraft(
        "现场检查（勘验）笔录", started_at=ended - timedelta(hours=1), ended_at=ended
    )
    document = casework.add_document(office["archivist"], CASE, draft)
    casework.link(
        office["archivist"], CASE, [shown.video], stage="调查取证", document_id=document.id
    )


class Evaluation:
    """The story. Each chapter is what one person does at the desk."""

    def __init__(self, hand: Hand, place: Path, files: list[Path]) -> None:
        self.hand = hand
        self.place = place
        self.files = files

    def tell(self) -> None:
        self.signs_in("leader")
        self.plans_and_draws()
        self.signs_out()
        self.signs_in("reviewer")
        self.reviews(deducts=True)
        self.signs_out()
        self.signs_in("external")
        self.sees_nothing_else()
        self.reviews(deducts=False)
        self.signs_out()
        self.signs_in("leader")
        self.decides_and_sends()
        self.signs_out()
        self.signs_in("archivist")
        self.answers()
        self.signs_out()
        self.signs_in("leader")
        self.accepts_and_reports()

    def signs_in(self, account: str) -> None:
        hand = self.hand
        hand.writes("账号", account)
        hand.writes("密码", PASSWORD)
        hand.clicks("登录")
        hand.finds(QToolButton, "actor")
        hand.clicks("案卷评查")

    def signs_out(self) -> None:
        hand = self.hand
        hand.clicks_at(hand.finds(QToolButton, "actor"))
        hand.clicks("退出登录")
        hand.sees("密码")

    # -- the organiser -----------------------------------------------------------------------

    def plans_and_draws(self) -> None:
        hand = self.hand
        hand.sees("还没有评查")
        hand.clicks("新建评查")
        hand.sees("范围内 1 件，将抽取 1 件")
        hand.writes("评查名称", ROUND)
        hand.chooses("评分表", "回放检查表")
        hand.chooses("评查组长", "示例leader")
        hand.clicks("新建评查")
        hand.clicks("抽取案卷")
        hand.writes("种子", "摇号 08 17 25")
        hand.clicks("抽取")
        hand.sees("已抽样，结果可以核验")
        hand.clicks("抽样")
        hand.clicks("核验抽样")
        hand.sees("结果完全一致（1 件）")
        hand.clicks("分派评查员")
        hand.clicks("抽签分派")
        hand.sees("评查员已抽签分派")
        hand.clicks("开始评查")
        hand.clicks("开始评查")
        hand.sees("评查已开始")

    def decides_and_sends(self) -> None:
        hand = self.hand
        hand.clicks_row(ROUND, double=True)
        hand.clicks("查看评分")
        hand.sees("1 项分歧待处理")
        page = hand.finds(ComparePage)
        first_deducts = hand.ask(lambda: page.result.differences[0].first.lost > 0)
        hand.writes("处理理由", "复看画面，确未见出示证件")
        hand.clicks("采纳初评" if first_deducts else "采纳复评")
        hand.sees("95 分 优秀")
        hand.clicks("返回")
        hand.clicks("下发整改通知")
        hand.clicks("下发整改通知")
        hand.sees("整改通知已下发")

    def accepts_and_reports(self) -> None:
        hand = self.hand
        hand.clicks_row(ROUND, double=True)
        hand.clicks("整改 1")
        hand.clicks_row(CASE, double=True)
        hand.sees("今后先出示证件再检查")
        hand.sees("整改照片.pdf")
        hand.clicks("认可整改")
        hand.sees("整改已认可，通知办结")
        hand.clicks("返回")
        hand.clicks("结束评查")
        hand.sees("评查已结束")
        hand.clicks("结果")
        report = self.place / "评查报告.pdf"
        self.files.append(report)
        hand.clicks("评查报告 PDF")
        hand.sees("已保存：评查报告.pdf")

    # -- the reviewers -----------------------------------------------------------------------

    def sees_nothing_else(self) -> None:
        hand = self.hand
        navigation = hand.finds(Navigation)
        words = hand.ask(lambda: [b.accessibleName() for b in navigation.findChildren(QToolButton)])
        assert not {"音像", "案卷", "播放", "光盘", "工作台", "设置"} & set(words)

    def reviews(self, *, deducts: bool) -> None:
        hand = self.hand
        hand.clicks_row(ROUND, double=True)
        hand.clicks("打开评查")
        hand.sees("凭本轮指派查阅和回放")
        stage = hand.finds(QWidget, "player-stage")
        wall = hand.finds(QWidget, "player-wall-time")
        hand.wait("the true time", lambda: clock(wall))
        hand.clicks_at(stage)
        begun = hand.ask(lambda: clock(wall))
        hand.wait("a second later", lambda: clock(wall) - begun > timedelta(seconds=1))
        hand.clicks_at(stage)
        hand.clicks_row(CREDENTIALS)
        hand.presses(Qt.Key.Key_1 if deducts else Qt.Key.Key_Y)
        if deducts:
            hand.sees("改为此刻")
        for words in ITEMS:
            hand.clicks_row(words)
            hand.presses(Qt.Key.Key_Y)
        hand.sees("已评 7/7 项")
        hand.writes("评语", "画面完整，程序规范。")
        hand.clicks("提交评分")
        hand.clicks("提交评分")
        hand.sees("评分已提交")

    # -- the unit ----------------------------------------------------------------------------

    def answers(self) -> None:
        hand = self.hand
        hand.clicks_row(CASE, double=True)
        hand.sees("未见出示执法证件")
        hand.writes("整改情况", "已组织学习，今后先出示证件再检查。")
        self.files.append(paper(self.place))
        hand.clicks("添加附件")
        hand.sees("整改照片.pdf")
        hand.clicks("答复整改")
        hand.sees("已答复，等待复核")


def clock(reader: QWidget) -> datetime | None:
    """The time that is read off in large digits."""
    found = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*", reader.accessibleName())
    return None if found is None else datetime.fromisoformat(found[0])


def test_an_evaluation_in_the_window(
    reception: Reception, tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception.begin(archive)
    with file_dialogs(monkeypatch) as files:
        story = Evaluation(Hand(), tmp_path, files)
        story.hand.live(story.tell, tmp_path)
    faults = [notice.text for notice in reception.notices.said if "Traceback" in notice.text]
    assert faults == []
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "评查报告.pdf", "-"], capture_output=True, check=True
    )
    words = re.sub(r"\s", "", printed.stdout.decode())
    assert "共评定案卷1件，平均95分" in words
    assert "一致率85.7%" in words
    assert Commands(archive)("journal", "verify")["findings"] == []
    assert_watched_under_the_round(archive)


def assert_watched_under_the_round(archive: Path) -> None:
    """Each reviewer's look stands in the journal under the round it was made for."""
    desk = open_desk(archive)
    try:
        with desk.database.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT actor, approval FROM journal WHERE verb = 'footage.watched'"
            ).all()
    finally:
        desk.close()
    assert {actor for actor, _approval in rows} == {"reviewer", "external"}
    assert {approval[:8] for _actor, approval in rows} == {rows[0].approval[:8]}
    assert rows[0].approval.startswith("PC-")
