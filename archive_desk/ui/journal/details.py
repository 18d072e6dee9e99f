"""One entry of the journal, with everything that was written down."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from archive_desk.domain.journal import Entry
from archive_desk.domain.verbs import item_title, verb_title
from archive_desk.ui import wording
from archive_desk.ui.journal.words import details_of, first_upper
from archive_desk.ui.theme import TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import CopyLine, Facts, SidePanel, clear
from archive_desk.ui.widgets.text import heading, label, line, muted


class EntryDetails(SidePanel):
    """The details of an entry.

    Signals:
        item_wanted: show everything the journal has on this item.
    """

    item_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("", width=350)
        self._entry: Entry | None = None
        self._facts = Facts()
        self._detail = Facts()
        self._nothing = muted(self.tr("没有更多内容。"))
        self.body.addWidget(self._facts)
        self.body.addWidget(line())
        self.body.addWidget(heading(self.tr("内容")))
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._detail)
        self.body.addWidget(line())
        self.body.addWidget(heading(self.tr("校验")))
        self._proof = QVBoxLayout()
        self._proof.setSpacing(TIGHT)
        self.body.addLayout(self._proof)
        self.body.addStretch(1)
        self.item_button = button(
            self.tr("查看此对象的全部记录"), "history", kind="quiet", then=self._ask_item
        )
        self.foot.addWidget(self.item_button)
        self.foot.addStretch(1)

    def show_entry(self, entry: Entry, actor: str) -> None:
        """Show `entry`, done by the person called `actor`."""
        self._entry = entry
        self.set_title(first_upper(wording.sentence(verb_title(entry.verb))))
        self._facts.show_facts(
            [
                (self.tr("序号"), wording.number(entry.no)),
                (self.tr("时间"), wording.moment(entry.at, seconds=True)),
                (self.tr("人员"), f"{actor}（{entry.actor}）"),
                (self.tr("对象"), wording.sentence(item_title(entry.item))),
                (self.tr("批准"), entry.approval),
            ]
        )
        details = details_of(entry)
        self._detail.show_facts(details)
        self._nothing.setVisible(not any(value for _, value in details))
        clear(self._proof)
        for name, value in (
            (self.tr("校验链"), entry.chain),
            (self.tr("原始记录"), entry.line),
        ):
            self._proof.addWidget(label(name, "field"))
            self._proof.addWidget(CopyLine(name, value))
        self.item_button.setVisible(bool(entry.item))

    def _ask_item(self) -> None:
        if self._entry is not None:
            self.item_wanted.emit(self._entry.item)
