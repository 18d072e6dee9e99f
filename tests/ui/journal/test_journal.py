"""The auditor's screen, on a real journal."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.people import Role
from archive_desk.domain.verbs import Subject
from archive_desk.domain.watching import Interval
from archive_desk.paths import resources
from archive_desk.services.accounts import Accounts
from archive_desk.services.casework import Casework
from archive_desk.services.journalling import JournalFilter, Journalling, verify_file
from archive_desk.services.sittings import Sitting, Watched
from archive_desk.services.viewing import Viewing
from archive_desk.ui.intentions import ShowJournal
from archive_desk.ui.journal import screen as journal_screen
from archive_desk.ui.journal.screen import ICONS, JournalScreen
from archive_desk.ui.journal.words import brief, details_of
from tests.helpers import recordings
from tests.helpers.archives import Office
from tests.helpers.case_files import DRAFT, recording, registered
from tests.helpers.footage import stored
from tests.helpers.looking import shown
from tests.ui.conftest import ContextOf


@pytest.fixture
def made(office: Office) -> Office:
    """An office in which something happened."""
    casework, clerk = Casework(office.desk), office["archivist"]
    case = registered(office)
    office.clock.forward(days=1)
    casework.add_document(clerk, case.no, DocumentDraft("听证笔录"))
    casework.link(clerk, case.no, [recording(office)], stage="送达")
    office.clock.forward(days=1)
    casework.archive(clerk, case.no, reason="设备损坏")
    return office


@pytest.fixture
def screen(qtbot: QtBot, context_of: ContextOf, made: Office) -> JournalScreen:
    screen = JournalScreen(context_of("auditor"))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1300, 800)
    screen.show()
    screen.freshen()
    return screen


def verbs(screen: JournalScreen) -> list[str]:
    rows = screen.table.rows
    return [rows.row(number).verb for number in range(rows.rowCount())]


def choose(screen: JournalScreen, key: str, value: str) -> None:
    box = screen.filters._filters[key]
    box.choose(value)
    box.activated.emit(box.currentIndex())


def cells(screen: JournalScreen, row: int) -> list[str]:
    model = screen.table.rows
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_entries_are_told_in_words_the_newest_first(screen):
    assert cells(screen, 0)[1:] == [
        "2026-11-22 09:30:00",
        "示例archivist",
        "案卷归档",
        f"案卷 {DRAFT.no}",
    ]


def test_entries_are_found_by_person_subject_words_and_day(screen, made):
    choose(screen, "actor", "archivist")
    assert verbs(screen) == [
        "case.archived",
        "case.footage_linked",
        "case.document_added",
        "case.registered",
    ]
    choose(screen, "subject", "account")
    assert "没有符合条件的记录" in shown(screen)
    screen.filters.clear()
    screen.filters.set_text("设备损坏")
    assert verbs(screen) == ["case.archived"]
    screen.filters.clear()
    day = (made.clock.now - timedelta(days=1)).date()
    screen.since.set_value(day)
    screen.until.set_value(day)
    screen.since.changed.emit()
    assert verbs(screen) == ["case.footage_linked", "case.document_added"]


def test_an_entry_shows_everything_that_was_written(screen):
    screen.table.select_row(0)
    words = shown(screen.details)
    assert "设备损坏" in words
    assert "2026年11月22日 09:30:00" in words
    screen.filters.set_text("case.registered")
    screen.table.select_row(0)
    words = shown(screen.details)
    assert "甲一 ZF-001、乙二 ZF-002" in words
    assert "行政处罚" in words
    assert "设备损坏" not in words


def test_a_change_is_shown_as_old_and_new(screen, made):
    Accounts(made.desk).change(
        made["admin"], "officer", section="安全科", role=Role.REVIEWER, active=False
    )
    screen.refresh()
    screen.table.select_row(0)
    words = shown(screen.details)
    assert "综合科 → 安全科" in words
    assert "执法人员 → 评查员" in words
    assert "True → False" in words


def test_all_entries_on_one_item_are_a_click_away(screen):
    screen.table.select_row(0)
    screen.details.item_button.click()
    assert set(verbs(screen)) == {"case.archived", "case.document_added", "case.registered"}
    assert "只看 案卷" in screen.only.text()
    screen.only.click()
    assert len(verbs(screen)) > 5
    screen.open_item(ShowJournal("footage:1"))
    assert verbs(screen) == ["case.footage_linked"]


def test_the_chain_is_verified_and_what_does_not_fit_is_named(screen, made, qtbot):
    screen.verify_button.click()
    qtbot.waitUntil(screen.proof.isVisible)
    assert "操作日志完整" in shown(screen.proof)
    connection = sqlite3.connect(made.desk.folder.database)
    connection.execute("DROP TRIGGER journal_no_delete")
    connection.execute("DELETE FROM journal WHERE no IN (3, 5)")
    connection.commit()
    connection.close()
    qtbot.waitUntil(screen.verify_button.isEnabled)
    screen.verify_button.click()
    qtbot.waitUntil(lambda: "已被改动" in shown(screen.proof))
    assert "日志第 3 至 3 条缺失" in shown(screen.proof)


def test_a_damaged_line_is_shown_and_stops_nothing(screen, made):
    connection = sqlite3.connect(made.desk.folder.database)
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute("UPDATE journal SET line = '[1]', verb = 'x{', item = '{}' WHERE no = 4")
    connection.commit()
    connection.close()
    screen.refresh()
    row = verbs(screen).index("x{")
    screen.table.select_row(row)
    assert cells(screen, row)[3] == "X"
    assert "没有更多内容" in shown(screen.details)


def test_the_journal_is_exported_for_others_to_verify(
    screen, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "journal.jsonl"
    out.write_text("old")
    answer: Callable[..., Path | None] = lambda *_: out  # noqa: E731
    monkeypatch.setattr(journal_screen, "save_file", answer)
    screen.export_button.click()
    qtbot.waitUntil(lambda: any("已导出" in each.text for each in screen.context.notices.said))
    report = verify_file(out)
    assert (report.entries > 10, report.findings) == (True, ())


def test_the_screen_speaks_english(made, english, qtbot, context_of):
    screen = JournalScreen(context_of("auditor"))
    qtbot.addWidget(screen)
    screen.freshen()
    assert cells(screen, 0)[3:] == ["Archive a case file", f"Case file {DRAFT.no}"]


def test_every_subject_has_a_picture_that_exists() -> None:
    assert set(ICONS) == set(Subject)
    for icon in ICONS.values():
        assert (resources() / "icons" / f"{icon}.svg").is_file()


def test_what_was_watched_is_told_as_parts_of_the_recording(screen, made, tmp_path):
    source = recordings.video(tmp_path / "a.mp4", seconds=1)
    opened = Viewing(made.desk).open(made["reviewer"], stored(made, source))
    seen = [Watched(opened, [Interval(0, 12_340), Interval(60_000, 3_661_500)])]
    Sitting(made.desk, made["reviewer"]).write(seen)
    (entry,) = (
        Journalling(made.desk)
        .page(made["auditor"], JournalFilter(verb="footage.watched"), 0, 5)
        .entries
    )
    assert ("看过的部分", "00:00:00.000 – 00:00:12.340\n00:01:00.000 – 01:01:01.500") in details_of(
        entry
    )
    assert brief(entry).startswith("00:00:00.000 – 00:00:12.340")
