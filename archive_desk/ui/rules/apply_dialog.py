"""Which regulations apply, and beginning one of the office's own as a copy."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_versions import RuleVersion
from archive_desk.services.rule_keeping import RuleKeeping
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice


class ApplyDialog(Dialog):
    """The regulations that apply: the office's own, and others beside it."""

    def __init__(
        self,
        context: ScreenContext,
        known: Sequence[Regulation],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("适用的制度"), parent, width=600)
        self._context = context
        self._keeping = RuleKeeping(context.desk)
        applying = [each.key for each in self._keeping.applying(context.actor)]
        self.form = Form()
        self.first = ChoiceBox(self.tr("本单位的制度"))
        self.first.offer([Choice(each.key, each.title) for each in known])
        self.first.choose(applying[0])
        self.first.chosen.connect(lambda _key: self._on_first_chosen())
        self.form.add(self.tr("本单位的制度(&O)"), self.first, needed=True)
        self.others: dict[str, QCheckBox] = {}
        for each in known:
            box = QCheckBox(each.title)
            box.setChecked(each.key in applying[1:])
            self.others[each.key] = box
            self.form.add("" if len(self.others) > 1 else self.tr("同时适用"), box)
        self.why = QLineEdit()
        self.form.add(self.tr("更改原因(&R)"), self.why, needed=True)
        self.body.addWidget(self.form)
        self.body.addWidget(
            Advice(
                self.tr("几部制度同时适用时：保存取最长，时限取最早，审批取最严，逐项说明依据。")
            )
        )
        self.confirm = button(self.tr("保存(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self._on_first_chosen()

    def _on_first_chosen(self) -> None:
        for key, box in self.others.items():
            box.setEnabled(key != self.first.value)
            if key == self.first.value:
                box.setChecked(False)

    @property
    def keys(self) -> list[str]:
        """What is chosen, the office's own first."""
        return [self.first.value, *(key for key, box in self.others.items() if box.isChecked())]

    @override
    def accept(self) -> None:
        self.form.forgive()
        try:
            self._keeping.apply(self._context.actor, self.keys, self.why.text())
        except ArchiveDeskError as error:
            self.form.complain(self.why, wording.sentence(error.message))
            return
        super().accept()


class CopyDialog(Dialog):
    """A copy of a regulation under the office's own name."""

    def __init__(
        self, context: ScreenContext, regulation: Regulation, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("复制为新制度"), parent, width=560)
        self._context = context
        self._keeping = RuleKeeping(context.desk)
        self._regulation = regulation
        self.made: RuleVersion | None = None
        self.form = Form()
        self.title = QLineEdit(regulation.title)
        self.form.add(self.tr("名称(&N)"), self.title, needed=True)
        self.key = QLineEdit()
        self.form.add(
            self.tr("代号(&K)"),
            self.key,
            hint=self.tr("小写字母、数字和下划线，以字母开头，用于文件和命令。"),
            needed=True,
        )
        self.why = QLineEdit()
        self.form.add(self.tr("更改原因(&R)"), self.why, needed=True)
        self.body.addWidget(self.form)
        self.confirm = button(self.tr("复制(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    @override
    def accept(self) -> None:
        self.form.forgive()
        try:
            self.made = self._keeping.copy(
                self._context.actor,
                self._regulation.key,
                self.key.text().strip(),
                self.title.text(),
                self.why.text(),
            )
        except ArchiveDeskError as error:
            self.form.complain(self.why, wording.sentence(error.message))
            return
        super().accept()
