"""Parts of a regulation edited in forms: checked beside the field, previewed, undone, saved."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from archive_desk.db import journal
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Role
from archive_desk.domain.rule_parts import PARTS
from archive_desk.services import rulebook
from archive_desk.services.mark_categories import MarkCategories
from archive_desk.ui.rules.part_dialog import PartDialog
from archive_desk.ui.rules.part_inputs import LongInput, ManyInput, OneInput, StepsInput, TextInput
from tests.helpers.archives import Office
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.ui.conftest import ContextOf
from tests.ui.rules.test_screen import WHY, opened


def line(dialog: PartDialog, name: str) -> TextInput | LongInput:
    made = dialog.form.inputs[name]
    assert isinstance(made, TextInput | LongInput)
    return made


def write(qtbot: QtBot, dialog: PartDialog, name: str, words: str) -> None:
    field = line(dialog, name)
    field.selectAll()
    if not words:
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    elif isinstance(field, LongInput):
        field.insertPlainText(words)
    else:
        field.insert(words)
        field.textEdited.emit(field.text())


def choose(dialog: PartDialog, name: str, value: str) -> None:
    made = dialog.form.inputs[name]
    assert isinstance(made, OneInput)
    made.box.choose(value)
    made.box.chosen.emit(value)


def steps(dialog: PartDialog) -> StepsInput:
    made = dialog.form.inputs["steps"]
    assert isinstance(made, StepsInput)
    return made


def save(dialog: PartDialog) -> None:
    dialog.why.setText(WHY)
    dialog.accept()
    assert not dialog.isVisible(), shown(dialog)


def test_a_chain_is_edited_step_by_step_and_running_requests_keep_theirs(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    page = opened(qtbot, context_of).rules
    page.choose("lending")

    def fill(dialog: PartDialog) -> None:
        assert not dialog.confirm.isEnabled()
        chain = steps(dialog)
        assert [card.role.value for card in chain.cards] == ["unit_head", "leader_in_charge"]
        chain.add_button.click()
        last = chain.cards[2]
        last.role.choose("agency_head")
        last.title.setText("")
        last.title.textEdited.emit("")
        dialog.check()
        assert not dialog.confirm.isEnabled()
        assert "应为文字" in dialog.form.note_of("steps")
        last.title.setText("核准")
        for act, box in last.acts.items():
            if act != "provide":
                box.click()
        last.in_person.click()
        dialog.check()
        assert "在办的申请仍按原程序审批" in dialog.effects.text()
        assert "分管领导（批准） → 行政负责人（核准）［仅对外提供］［不得代签］" in shown(
            dialog.changes
        )
        dialog.accept()
        assert "请填写。" in shown(dialog)
        save(dialog)

    with in_dialogs(fill):
        page.change()
    chain = rulebook.of(office.desk).chain
    assert [step.role for _at, step in chain.steps_for((LoanAct.PROVIDE,))] == [
        Role.UNIT_HEAD, Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD,
    ]  # fmt: skip
    assert len(chain.steps_for((LoanAct.VIEW,))) == 2
    assert chain.steps[2].in_person
    with office.desk.reading() as session:
        *_, adopted = (each for each in journal.entries(session) if each.verb == "rules.adopted")
    assert adopted.detail["reason"] == WHY


def test_a_step_is_moved_and_removed_with_the_keys_and_everything_is_undone(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    page = opened(qtbot, context_of).rules
    page.choose("lending")

    def fill(dialog: PartDialog) -> None:
        chain = steps(dialog)
        qtbot.keyClick(chain.cards[0], Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert [card.role.value for card in chain.cards] == ["leader_in_charge", "unit_head"]
        qtbot.keyClick(chain.cards[1], Qt.Key.Key_Delete, Qt.KeyboardModifier.AltModifier)
        assert [card.role.value for card in chain.cards] == ["leader_in_charge"]
        dialog.undo_button.click()
        dialog.undo_button.click()
        assert [card.role.value for card in chain.cards] == ["unit_head", "leader_in_charge"]
        assert not dialog.changed
        assert not dialog.confirm.isEnabled()
        assert not dialog.undo_button.isEnabled()
        dialog.redo_button.click()
        assert dialog.changed
        page._context.notices.will_agree()
        dialog.reject()

    with in_dialogs(fill):
        page.change()
    assert rulebook.of(office.desk).version == 1


def test_scenes_are_added_moved_and_deleted_with_words_beside_the_field(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    page = opened(qtbot, context_of).rules
    page.choose("scenes[2]")
    before = [scene.code for scene in rulebook.of(office.desk).scenes]

    def fill(dialog: PartDialog) -> None:
        assert dialog.entries.currentRow() == 1
        dialog.add()
        assert dialog.entries.currentRow() == 2
        dialog.check()
        assert dialog.form.note_of("title") == "请填写。"
        assert dialog.form.note_of("category") == "请选择。"
        write(qtbot, dialog, "title", "提取样品")
        write(qtbot, dialog, "code", before[0])
        choose(dialog, "category", "取证")
        ticks = dialog.form.inputs["kinds"]
        assert isinstance(ticks, ManyInput)
        ticks.boxes["inspection"].click()
        choose(dialog, "after", before[1])
        write(qtbot, dialog, "article", "第十一条")
        write(qtbot, dialog, "text", "提取样品应当录下。")
        dialog.check()
        assert "这一代号已有" in dialog.form.note_of("code")
        write(qtbot, dialog, "code", "sampling")
        dialog.check()
        assert dialog.form.note_of("code") == "小写字母，不能重复。"
        dialog.move_entry(1)
        assert dialog.entries.currentRow() == 3
        dialog.entries.setCurrentRow(0)
        dialog.remove()
        dialog.undo()
        assert "未归档的案卷" in dialog.effects.text()
        save(dialog)

    with in_dialogs(fill):
        page.change()
    scenes = rulebook.of(office.desk).scenes
    assert [scene.code for scene in scenes][:4] == [before[0], before[1], before[2], "sampling"]
    assert scenes[3].after == before[1]


def test_a_note_and_a_kind_of_mark_are_edited_too(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    page = opened(qtbot, context_of).rules

    def note(dialog: PartDialog) -> None:
        if not dialog.entries.count():
            dialog.add()
            choose(dialog, "kind", "exemption")
            write(qtbot, dialog, "article", "第五条")
            write(qtbot, dialog, "text", "说明。")
        choose(dialog, "approver", "unit_head")
        dialog.check()
        assert "待签署的说明" in dialog.effects.text()
        save(dialog)

    def mark(dialog: PartDialog) -> None:
        dialog.add()
        write(qtbot, dialog, "title", "告知")
        write(qtbot, dialog, "article", "第十一条")
        write(qtbot, dialog, "text", "x")
        dialog.check()
        assert "这一类标记已有" in dialog.form.note_of("title")
        write(qtbot, dialog, "title", "抽样封存")
        dialog.check()
        save(dialog)

    with in_dialogs(note, mark):
        page.edit_part(PARTS["notes"])
        page.edit_part(PARTS["marks"])
    regulation = rulebook.of(office.desk)
    assert any(rule.approver is Role.UNIT_HEAD for rule in regulation.notes.values())
    assert "抽样封存" in [each.title for each in MarkCategories(office.desk).all()]


def test_each_part_opens_for_each_regulation_and_changes_nothing_by_itself(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    page = opened(qtbot, context_of).rules

    def look(dialog: PartDialog) -> None:
        dialog.check()
        assert not dialog.changed
        assert not dialog.confirm.isEnabled()
        for number in range(dialog.entries.count()):
            dialog.entries.setCurrentRow(number)
            assert not dialog.changed
        dialog.accept()
        assert dialog.isVisible()

    for key in rulebook.KEYS:
        page.regulation.choose(key)
        page._show()
        for part in PARTS.values():
            with in_dialogs(look):
                page.edit_part(part)
