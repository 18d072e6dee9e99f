"""The dialog in which a person corrects what is known of a recording, with a reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from archive_desk.domain.corrections import Correction
from archive_desk.domain.footage import Footage
from archive_desk.services.catalogue import Facets
from archive_desk.ui import wording
from archive_desk.ui.footage import listing
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice

_SAME = timedelta(seconds=1)


class StartBox(QWidget):
    """What the start should be: as it is, confirmed, as another source says, or as entered."""

    _KEEP, _ENTER = "keep", "enter"

    def __init__(self, item: Footage) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        name = self.tr("摄录时间")
        self.choice = ChoiceBox(name, self._choices(item))
        self.picker = MomentPicker(name, optional=False, value=item.started_at, seconds=True)
        self.picker.hide()
        self.choice.currentIndexChanged.connect(self._on_chosen)
        column.addWidget(self.choice)
        column.addWidget(self.picker)
        self.setFocusProxy(self.choice)

    def _choices(self, item: Footage) -> list[Choice]:
        as_it_is = wording.compact(item.started_at) or self.tr("时间不明")
        choices = [Choice(self._KEEP, self.tr("不改（{time}）").format(time=as_it_is))]
        if item.started_at is not None:
            choices.append(Choice(item.started_at, self.tr("核实无误，解除存疑")))
        offered = [item.started_at]
        for claim in item.claims:
            known = any(at is not None and abs(claim.at - at) <= _SAME for at in offered)
            if not claim.whole_day and not known:
                offered.append(claim.at)
                words = self.tr("采用{source}：{time}").format(
                    source=wording.sentence(claim.source.label), time=wording.compact(claim.at)
                )
                choices.append(Choice(claim.at, words))
        choices.append(Choice(self._ENTER, self.tr("改为指定时间…")))
        return choices

    @property
    def value(self) -> datetime | None:
        """The start given; None to leave it as it is."""
        chosen = self.choice.value
        if chosen == self._KEEP:
            return None
        given: datetime | None = self.picker.value if chosen == self._ENTER else chosen
        return given

    def enter(self, at: datetime) -> None:
        """Give `at` as the start."""
        self.choice.choose(self._ENTER)
        self.picker.set_value(at)

    def _on_chosen(self, _number: int) -> None:
        self.picker.setVisible(self.choice.value == self._ENTER)


class CorrectionDialog(Dialog):
    """Start, officer, section and device, as they are and as they should be."""

    def __init__(
        self, item: Footage, name: str, facets: Facets, parent: QWidget | None = None
    ) -> None:
        """Ask about `item`; `name` is the officer's where the recorder has his number."""
        super().__init__("", parent, width=540)
        self.set_title(self.tr("更正音像信息"))
        self._item = item
        said = self.tr("原件和设备记录的时间不会改动；更正前后的内容和理由都写入操作日志。")
        self.body.addWidget(Advice(said))
        self.form = Form()
        self.started = StartBox(item)
        hint = "\n".join(listing.doubts(item))
        self.form.add(self.tr("摄录时间(&T)"), self.started, hint=hint)
        self.officer = self._field(self.tr("执法人员(&O)"), item.officer, facets.officers, name)
        self.section = self._field(self.tr("股室(&K)"), item.section, facets.sections)
        self.device = self._field(self.tr("设备编号(&D)"), item.device, facets.devices)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(theme().px(72))
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText(self.tr("例如：与现场检查笔录核对，设备时钟慢 8 小时"))
        self.form.add(self.tr("更正理由(&R)"), self.reason, needed=True)
        self.body.addWidget(self.form)
        self.save = button(self.tr("保存更正(&S)"), kind="primary")
        self.set_buttons(self.save, self.tr("取消"))

    def _field(self, name: str, value: str, known: Sequence[str], hint: str = "") -> QLineEdit:
        field = QLineEdit(value)
        completer = QCompleter(list(known), field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)
        self.form.add(name, field, hint=hint)
        return field

    @property
    def correction(self) -> Correction:
        """What is different now, and why. A start that was confirmed counts as given."""
        item = self._item
        return Correction(
            reason=self.reason.toPlainText().strip(),
            device=_changed(self.device, item.device),
            officer=_changed(self.officer, item.officer),
            section=_changed(self.section, item.section),
            started_at=self.started.value,
        )

    def accept(self) -> None:
        """Close if there is something to correct, and a reason."""
        self.form.forgive()
        given = self.correction
        facts = (given.device, given.officer, given.section, given.started_at)
        if all(fact is None for fact in facts):
            self.form.complain(self.started, self.tr("没有更改任何内容。"))
        elif not given.reason:
            self.form.complain(self.reason, self.tr("请写明更正的理由。"))
        else:
            super().accept()


def _changed(field: QLineEdit, before: str) -> str | None:
    now = field.text().strip()
    return None if now == before else now
