"""The screen of the rules: read, decided in a form, edited as text, holidays typed and imported."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.regulations import Clock
from archive_desk.domain.retention import Floor, RetentionClass
from archive_desk.domain.rule_rows import RuleGroup
from archive_desk.domain.rule_values import Standing
from archive_desk.services import rulebook
from archive_desk.ui.rules.apply_dialog import ApplyDialog, CopyDialog
from archive_desk.ui.rules.editor_dialog import EditorDialog
from archive_desk.ui.rules.holiday_dialog import HolidayDialog, WithdrawDialog
from archive_desk.ui.rules.screen import RulesScreen
from archive_desk.ui.rules.value_dialog import ValueDialog
from tests.domain.test_holiday_tables import NOTICE_2027
from tests.helpers.archives import Office
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.ui.conftest import ContextOf

WHY = "局长办公会纪要〔2026〕3号"


def opened(qtbot: QtBot, context_of: ContextOf, account: str = "archivist") -> RulesScreen:
    screen = RulesScreen(context_of(account))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1200, 760)
    screen.show()
    screen.freshen()
    return screen


def test_each_value_is_shown_with_standing_article_and_paraphrase(qtbot, context_of) -> None:
    page = opened(qtbot, context_of).rules
    page.choose("deadlines.burn")
    words = shown(page.panel)
    assert "自执法活动结束起 10 个工作日" in words
    assert "《西岗区教育局行政执法全过程记录制度》第二十条" in words
    assert "制度规定" in words
    page.choose("deadlines.hand_in")
    assert "制度未定" in shown(page.panel)


def test_the_list_is_narrowed_by_part_standing_and_words(qtbot, context_of) -> None:
    page = opened(qtbot, context_of).rules
    all_rows = page.table.rows.rowCount()
    assert all_rows > 40
    page.filters.set_text("门头")
    assert 0 < page.table.rows.rowCount() < 5
    page.filters.clear()
    assert page.table.rows.rowCount() == all_rows
    assert {row.group for row in page._rows} >= {RuleGroup.OPEN, RuleGroup.LISTS}


def test_an_open_deadline_is_decided_in_a_form(office: Office, qtbot, context_of) -> None:
    page = opened(qtbot, context_of).rules
    page.choose("deadlines.hand_in")

    def fill(dialog: ValueDialog) -> None:
        dialog.amount.setValue(48)
        dialog.unit.choose(Unit.HOURS)
        dialog.why.setPlainText(WHY)
        dialog.accept()
        assert "请填写。" in shown(dialog)
        dialog.decision.setText(WHY)
        dialog.accept()

    with in_dialogs(fill):
        page.change_button.click()
    deadline = rulebook.of(office.desk).deadline(Clock.HAND_IN)
    assert (deadline.period, deadline.standing) == (Period(48, Unit.HOURS), Standing.DECIDED)
    assert "单位规定" in shown(page.panel)
    assert WHY in shown(page.panel)


def test_a_term_a_scope_and_an_open_question_are_decided_too(
    office: Office, qtbot, context_of
) -> None:
    page = opened(qtbot, context_of).rules

    def fill(dialog: ValueDialog) -> None:
        if dialog.kind.count() and dialog._value.group is RuleGroup.RETENTION:
            dialog.kind.choose("floor")
            dialog.amount.setValue(5)
        elif dialog._value.group is RuleGroup.OPEN:
            dialog.amount.setValue(2)
            dialog.decision.setText(WHY)
        dialog.why.setPlainText(WHY)
        dialog.accept()
        assert not dialog.isVisible(), dialog.form.note_of(dialog.why)

    for path in ("retention.ordinary", "open.disc_copies"):
        page.choose(path)
        with in_dialogs(fill):
            page.change()
    regulation = rulebook.of(office.desk)
    assert regulation.version == 3
    assert regulation.retention[RetentionClass.ORDINARY].term == Floor(Period(5, Unit.YEARS))
    assert regulation.opening("disc_copies").number == 2


def test_national_law_and_what_another_page_decides_cannot_be_changed_here(
    qtbot, context_of
) -> None:
    page = opened(qtbot, context_of).rules
    for path in ("deadlines.court_answer", "open.retention_start"):
        page.choose(path)
        assert page.chosen is not None
        assert page.chosen.path == path
        assert not page.change_button.isVisible()
    page.choose("deadlines.burn")
    assert page.change_button.isVisible()


def test_an_officer_reads_and_changes_nothing(qtbot, context_of) -> None:
    page = opened(qtbot, context_of, "officer").rules
    page.choose("deadlines.burn")
    assert not page.change_button.isVisible()


def test_the_text_is_checked_by_line_and_previewed_before_it_is_adopted(
    office: Office, qtbot, context_of
) -> None:
    page = opened(qtbot, context_of).rules

    def fill(dialog: EditorDialog) -> None:
        text = dialog.editor.toPlainText()
        dialog.editor.setPlainText(text.replace("working_days = 10", "working_days = 0"))
        dialog.check()
        assert not dialog.confirm.isEnabled()
        problem = dialog.problems.rows.row(0)
        assert problem is not None
        assert problem.key == "deadlines.burn.working_days"
        dialog.problems.select_row(0)
        assert dialog.editor.textCursor().selectedText() == "working_days = 0"
        dialog.editor.setPlainText(text.replace("years = 3", "years = 1"))
        dialog.check()
        assert "缩短" in dialog.state.text()
        assert dialog.changes.rows.rowCount() == 1
        dialog.accept()
        assert "请填写。" in shown(dialog)
        dialog.why.setText(WHY)
        dialog.accept()

    with in_dialogs(fill):
        page.edit(at="deadlines.burn")
    assert rulebook.of(office.desk).version == 2


def test_the_versions_are_listed_and_compared(office: Office, qtbot, context_of) -> None:
    screen = opened(qtbot, context_of)
    screen.tabs.setCurrentIndex(1)
    page = screen.versions
    assert "软件附带的原文" in shown(page)
    screen.rules._keeping.decide(
        office["archivist"],
        "xigang",
        "open.disc_copies",
        {"value": 2, "decision": WHY},
        WHY,
    )
    screen.refresh()
    assert page.table.rows.rowCount() == 2
    page.table.select_row(0)
    assert "与第 1 版相比，更改 1 处" in shown(page)

    def fill(dialog: EditorDialog) -> None:
        assert dialog.changes.rows.rowCount() == 1
        dialog.why.setText("恢复原文")
        dialog.accept()

    page.table.select_row(1)
    with in_dialogs(fill):
        page.take_up.click()
    assert rulebook.of(office.desk).version == 3
    assert rulebook.of(office.desk).opening("disc_copies").number == 1


def test_several_regulations_are_made_to_apply(office: Office, qtbot, context_of) -> None:
    page = opened(qtbot, context_of).rules
    assert not page.advice.isVisible()

    def fill(dialog: ApplyDialog) -> None:
        assert not dialog.others["xigang"].isEnabled()
        dialog.others["jinpu"].setChecked(True)
        dialog.accept()
        assert "原因和依据" in shown(dialog)
        dialog.why.setText(WHY)
        dialog.accept()

    with in_dialogs(fill):
        page.apply()
    assert rulebook.of(office.desk).deadline(Clock.HAND_IN).period == Period(24, Unit.HOURS)
    assert "同时适用 2 部制度" in page.advice.text


def test_a_copy_is_begun_under_the_offices_own_name(qtbot, context_of) -> None:
    page = opened(qtbot, context_of).rules

    def fill(dialog: CopyDialog) -> None:
        dialog.title.setText("本局办法")
        dialog.key.setText("Ours!")
        dialog.why.setText(WHY)
        dialog.accept()
        assert "小写字母" in shown(dialog)
        dialog.key.setText("ours")
        dialog.accept()

    with in_dialogs(fill):
        page.copy()
    assert page.shown is not None
    assert page.shown.title == "本局办法"


def test_a_year_is_typed_in_with_its_mistakes_said(office: Office, qtbot, context_of) -> None:
    screen = opened(qtbot, context_of)
    screen.tabs.setCurrentIndex(2)
    page = screen.holidays
    assert "录到 2026 年" in page.advice.text

    def fill(dialog: HolidayDialog) -> None:
        assert dialog.year.value() == 2027
        assert "空的" in dialog.state.text()
        dialog.remove_lines()
        for line in NOTICE_2027.splitlines()[1:]:
            dialog.add_line()
            at = dialog.days.rowCount() - 1
            for column, text in enumerate(line.split(",")):
                dialog.days.setItem(at, column, QTableWidgetItem(text))
        dialog.check()
        assert "没有错误" in dialog.state.text()
        item = dialog.days.item(dialog.days.rowCount() - 1, 1)
        assert item is not None
        item.setText("?")
        assert "应为“休”或“班”" in dialog.state.text()
        item.setText("休")
        dialog.accept()
        assert "原因和依据" in shown(dialog)
        dialog.why.setText(WHY)
        dialog.accept()

    with in_dialogs(fill):
        page.add()
    assert 2027 in rulebook.calendar(office.desk).years
    assert "录到 2027 年" in page.advice.text


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that the person chooses, to read or to write."""
    file = tmp_path / "2027.csv"
    for name in ("choose_file", "save_file"):
        monkeypatch.setattr(f"archive_desk.ui.rules.holidays_page.{name}", lambda *_a: file)
    return file


def test_a_notice_is_imported_exported_and_withdrawn(
    office: Office, qtbot, context_of, chosen: Path
) -> None:
    page = opened(qtbot, context_of).holidays
    chosen.write_text(NOTICE_2027.replace("2027-02-06,休", "x,休"), encoding="utf-8")
    page.take_in()
    assert "第 6 行" in page._context.notices.said[-1].text
    chosen.write_text(NOTICE_2027, encoding="gb18030")

    def fill(dialog: HolidayDialog) -> None:
        dialog.why.setText(WHY)
        dialog.accept()

    with in_dialogs(fill):
        page.take_in()
    assert page.chosen is not None
    assert (page.chosen.year.year, page.chosen.source) == (2027, "2027.csv")
    page.export()
    assert "2027-02-20,班,春节" in chosen.read_text(encoding="utf-8-sig")

    def withdraw(dialog: WithdrawDialog) -> None:
        dialog.why.setText("作废")
        dialog.accept()

    with in_dialogs(withdraw):
        page.withdraw_button.click()
    assert 2027 not in rulebook.calendar(office.desk).years
