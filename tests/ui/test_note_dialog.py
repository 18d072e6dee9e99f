"""Writing, following and signing notes in the windows, on a real archive."""

from datetime import timedelta

import pytest

from archive_desk.domain.notes import Ground, NoteState
from archive_desk.services.casework import Casework
from archive_desk.services.explaining import Explaining
from archive_desk.ui.note_dialog import NoteDialog
from archive_desk.ui.note_list import NotesCard, SignNoteDialog, may_sign
from archive_desk.ui.widgets.badges import BadgeLabel
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import DRAFT, NINE, registered
from tests.helpers.footage import catalogued, new_take
from tests.helpers.looking import shown


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "fushun", "fushun")
    facts = {"take_id": new_take(office), "device": "0000012", "officer": "012345"}
    later = NINE + timedelta(hours=1, seconds=30)
    made = [
        catalogued(office, NINE, device_time=NINE, **facts),
        catalogued(office, later, device_time=later, **facts),
    ]
    Casework(office.desk).link(office["archivist"], registered(office).no, made)
    yield office
    office.desk.close()


def test_a_note_is_written_on_a_gap_and_signed_by_the_head(qtbot, context_of, office):
    context = context_of("archivist")
    explaining = Explaining(office.desk)
    (gap,) = explaining.gaps(context.actor, 1)
    dialog = NoteDialog(context, gaps=[gap])
    qtbot.addWidget(dialog)
    assert dialog.officer.text() == "012345"
    dialog.accept()
    assert dialog.note is None
    assert "原因" in shown(dialog)
    dialog.ground.setCurrentIndex(dialog.ground.findData(Ground.BATTERY))
    dialog.text.setPlainText("电池耗尽，更换后继续。")
    dialog.accept()
    assert dialog.note is not None
    assert (dialog.note.draft.ground, dialog.note.state) == (Ground.BATTERY, NoteState.WAITING)

    head = context_of("unit_head")
    assert may_sign(dialog.note, head.actor)
    assert not may_sign(dialog.note, context.actor)
    signing = SignNoteDialog(head, dialog.note)
    qtbot.addWidget(signing)
    signing.decline_button.click()
    assert signing.result() == 0
    signing.opinion.setPlainText("属实")
    signing.accept()
    assert explaining.get(head.actor, dialog.note.no).state is NoteState.AGREED

    report = Casework(office.desk).check(context.actor, DRAFT.no)
    card = NotesCard(context)
    qtbot.addWidget(card)
    card.show()
    card.show_notes(report.dossier.case, report.dossier.notes, report.dossier.gaps)
    assert "电池耗尽" in shown(card)
    assert [badge.text for badge in card.findChildren(BadgeLabel)] == ["负责人已同意"]
    assert not card.gap_button.isVisible()
