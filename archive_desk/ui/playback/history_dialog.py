"""What was done to a mark: who, when, and what it was before."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from archive_desk.domain.marks import Mark, MarkVersion
from archive_desk.ui import wording
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.text import label


class HistoryDialog(Dialog):
    """Shows it; nothing can be changed here."""

    def __init__(self, mark: Mark, history: Sequence[MarkVersion], parent: QWidget) -> None:
        super().__init__(wording.tr("标记的修改记录"), parent)
        self.body.addWidget(label(self.tr("现在：{mark}").format(mark=in_words(mark)), wrap=True))
        for each in history:
            line = self.tr("{when}  {who}  {what}").format(
                when=wording.compact(each.at), who=each.by, what=wording.sentence(each.verb.label)
            )
            self.body.addWidget(label(line, "strong", wrap=True))
            before = self.tr("此前：{mark}").format(mark=in_words(each.before))
            self.body.addWidget(label(before, "caption", wrap=True))
        self.set_buttons(button(self.tr("关闭(&C)"), kind="primary"))


def in_words(mark: Mark) -> str:
    """A mark in one line."""
    place = wording.position(mark.at_ms)
    if mark.to_ms is not None:
        place = f"{place} – {wording.position(mark.to_ms)}"
    return "  ".join(filter(None, [place, wording.tr(mark.category), mark.note]))
