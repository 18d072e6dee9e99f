"""The screen of appraisal, from a term that has run out to the tombstone."""

import pytest
from PySide6.QtWidgets import QFileDialog

from archive_desk.domain.appraisal import Opinion
from archive_desk.domain.destruction import ListState
from archive_desk.domain.errors import Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.appraising import Appraising
from archive_desk.services.guarding import Guarding
from archive_desk.services.retaining import Retaining
from archive_desk.services.retention_reviews import RetentionReviews
from archive_desk.services.viewing import Viewing
from archive_desk.ui.appraisal.screen import HOLDS, LISTS, ROUNDS, AppraisalScreen
from archive_desk.ui.retention_card import RetentionCard
from tests.helpers.archives import PASSWORD
from tests.helpers.case_files import recording, registered
from tests.helpers.dialogs import in_dialogs
from tests.helpers.expired import approved, expire, taken_in
from tests.helpers.looking import shown
from tests.helpers.stored import in_case, vault_file_of


@pytest.fixture
def screen_of(qtbot, context_of):
    def make(account):
        screen = AppraisalScreen(context_of(account))
        qtbot.addWidget(screen)
        screen.context.notices.use_window(screen)
        screen.resize(1280, 820)
        screen.show()
        screen.freshen()
        return screen

    return make


def fill(**fields):
    """Fill the fields of a dialog and confirm it."""

    def act(dialog):
        for name, value in fields.items():
            field = getattr(dialog, name)
            if hasattr(field, "setPlainText"):
                field.setPlainText(value)
            elif hasattr(field, "choose"):
                field.choose(value)
            else:
                field.setText(value)
        dialog.confirm.click()
        assert not dialog.isVisible(), dialog.problem.text

    return act


def select_all(table):
    for number in range(table.rows.rowCount()):
        table.rows.row(number)
    table.selectAll()


def test_the_way_of_a_recording_from_its_term_to_its_tombstone(
    screen_of, office, tmp_path, qtbot, monkeypatch
):
    numbers = taken_in(office, tmp_path / "card", 2)
    expire(office)
    clerk = screen_of("archivist")
    qtbot.waitUntil(lambda: clerk.due.table.rows.rowCount() == 2)

    with in_dialogs(fill(leader="林主任", members="甲一、乙二")):
        clerk.due.begin_button.click()
    assert clerk.tabs.currentIndex() == ROUNDS
    select_all(clerk.rounds.items)
    with in_dialogs(fill(opinion=Opinion.DESTROY, reason="已无保存价值")):
        clerk.rounds.opinion_button.click()
    with in_dialogs(fill(words="逐件鉴定，同意销毁。")):
        clerk.rounds.conclude_button.click()
    assert clerk.tabs.currentIndex() == LISTS
    assert not clerk.lists.approve_button.isVisible()
    assert not clerk.lists.execute_button.isVisible()

    head = screen_of("agency_head")
    assert head.tabs.currentIndex() == LISTS
    with in_dialogs(fill()):
        head.lists.approve_button.click()

    clerk.lists.refresh()
    for account in ("officer", "officer2"):
        with in_dialogs(fill(account=account, password=PASSWORD)):
            clerk.lists.witness_button.click()
    assert not clerk.lists.witness_button.isVisible()
    assert all(vault_file_of(office, each).is_file() for each in numbers)
    clerk.context.notices.will_agree()
    clerk.lists.execute_button.click()
    qtbot.waitUntil(lambda: not any(vault_file_of(office, each).exists() for each in numbers))
    qtbot.waitUntil(
        lambda: (
            "XH-2029-001 已执行" in " ".join(notice.text for notice in clerk.context.notices.said)
        )
    )
    qtbot.waitUntil(lambda: clerk.lists.lists.selected()[0].state is ListState.DESTROYED)

    target = tmp_path / "list.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    clerk.lists.print_button.click()
    assert target.read_bytes().startswith(b"%PDF")
    report = Guarding(office.desk).check(office["archivist"], Unwatched())
    assert (report.sound, report.checked["destroyed"]) == (True, 2)
    with pytest.raises(Refused, match="按销毁清册 XH-2029-001 销毁"):
        Viewing(office.desk).open(office["archivist"], numbers[0])


def test_a_witness_with_a_wrong_password_is_told_in_the_dialog(screen_of, office, tmp_path):
    numbers = taken_in(office, tmp_path / "card", 1)
    expire(office)
    Appraising(office.desk).candidates(office["archivist"], Unwatched())
    approved(office, numbers)
    clerk = screen_of("archivist")
    clerk.tabs.setCurrentIndex(LISTS)
    told = []

    def wrong(dialog):
        dialog.account.setText("officer")
        dialog.password.setText("not the password")
        dialog.confirm.click()
        told.append(dialog.problem.text)

    with in_dialogs(wrong):
        clerk.lists.witness_button.click()
    assert told == ["账号或密码不正确。"]
    assert clerk.lists.witness_button.isVisibleTo(clerk.lists)


def test_the_card_says_how_long_why_and_until_when_and_takes_a_complaint(qtbot, context_of, office):
    number = recording(office)
    case = registered(office)
    in_case(office, case, number)
    card = RetentionCard(context_of("archivist"))
    qtbot.addWidget(card)
    card.show()
    card.show_footage(number)
    assert "保存 3 年，至 2029-11-18" in shown(card)
    assert "第二十一条" in shown(card)
    with in_dialogs(fill(kind="complaint_petition", reason="家长来信")):
        card.event_button.click()
    assert "长期（按30年管理" in shown(card)
    seen = []
    with in_dialogs(lambda dialog: seen.append(shown(dialog))):
        card.why_button.click()
    assert "家长来信" in seen[0]

    card.show_case(case.no)
    assert "永久" in shown(card)
    with in_dialogs(fill(document="行复1号", reason="复议")):
        card.hold_button.click()
    assert "因行政复议封存（行复1号）" in shown(card)
    card.show_footage(number)
    assert "因行政复议封存" in shown(card)


def test_a_hold_is_released_on_its_page(screen_of, office, qtbot, context_of):
    number = recording(office)
    card = RetentionCard(context_of("archivist"))
    qtbot.addWidget(card)
    card.show()
    card.show_footage(number)
    with in_dialogs(fill(document="行复1号", reason="复议")):
        card.hold_button.click()
    screen = screen_of("archivist")
    screen.tabs.setCurrentIndex(HOLDS)
    screen.holds.table.select_row(0)
    with in_dialogs(fill(words="复议终结")):
        screen.holds.release_button.click()
    assert Retaining(office.desk).of_footage(office["archivist"], number).holds == []


def test_the_schedule_is_decided_by_its_paper(screen_of, office):
    recording(office)
    screen = screen_of("archivist")

    def undecided(dialog):
        dialog.confirm.click()
        assert "依据" in dialog.problem.text

    def decided(dialog):
        dialog.document.setText("保管期限表")
        dialog.long_term.setValue(50)
        dialog.confirm.click()

    with in_dialogs(undecided):
        screen.due.schedule_button.click()
    with in_dialogs(decided):
        screen.due.schedule_button.click()
    assert RetentionReviews(office.desk).schedule().long_term_years == 50
