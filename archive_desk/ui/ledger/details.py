"""One line of the register beside the list: its entries, and the ways from it to its like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from archive_desk.domain.ledger import LedgerEntry, LedgerLine
from archive_desk.ui import wording
from archive_desk.ui.ledger.listing import badge
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Advice, Facts, SidePanel, clear
from archive_desk.ui.widgets.text import label


@dataclass(frozen=True)
class Like:
    """What the list should be narrowed to: the same person, thing or approval."""

    borrower: str = ""
    item: str = ""
    loan: str = ""


class LedgerDetails(SidePanel):
    """The line chosen in the list.

    Signals:
        likes_wanted: a `Like` to narrow the list to.
        loan_wanted: the request of the line shown is to be opened.
        correction_wanted: the line shown is to be corrected.
        line_wanted: the number of another line.
    """

    likes_wanted = Signal(object)
    loan_wanted = Signal()
    correction_wanted = Signal()
    line_wanted = Signal(int)

    def __init__(self, *, may_correct: bool) -> None:
        super().__init__("", width=360)
        self.line: LedgerLine | None = None
        self._badge = BadgeLabel()
        self.body.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft)
        self._advice = Advice("", Tone.WARN)
        self.body.addWidget(self._advice)
        self.facts = Facts()
        self.body.addWidget(self.facts)
        self.body.addWidget(label(self.tr("登记经过"), "field"))
        self._entries = QVBoxLayout()
        self._entries.setSpacing(SMALL)
        self.body.addLayout(self._entries)
        self.body.addWidget(label(self.tr("历史"), "field"))
        self._likes = QVBoxLayout()
        self._likes.setSpacing(2)
        self.body.addLayout(self._likes)
        self.body.addStretch(1)
        self.open_button = button(
            self.tr("打开借阅单(&O)"), "arrow-up-right", then=self.loan_wanted.emit
        )
        self.correct_button = button(
            self.tr("更正(&G)…"), "file-pen-line", kind="quiet", then=self.correction_wanted.emit
        )
        self.correct_button.setVisible(may_correct)
        self.foot.addWidget(self.open_button)
        self.foot.addWidget(self.correct_button)
        self.foot.addStretch(1)
        self._may_correct = may_correct

    def show_line(self, line: LedgerLine, entries: Sequence[LedgerEntry], now: datetime) -> None:
        """Show `line` as it stands at `now`, with what was written down of it."""
        self.line = line
        self.set_title(self.tr("第 {no} 号　{loan}").format(no=line.no, loan=line.loan_no))
        self._badge.show_badge(badge(line, now))
        self._advice.say(self._pointing(line))
        self.facts.show_facts(
            [
                (self.tr("题名"), line.items),
                (self.tr("借阅人"), f"{line.borrower}　{line.section}".strip()),
                (self.tr("用途"), line.purpose),
                (self.tr("批准人"), line.approvers),
                (self.tr("应还"), wording.compact(line.due_at, seconds=False)),
                (self.tr("归还检查"), line.condition),
                (self.tr("利用效果"), line.effect),
                (self.tr("备注"), line.remark),
            ]
        )
        clear(self._entries)
        for entry in entries:
            when = wording.compact(entry.at, seconds=False)
            what = wording.sentence(entry.event.label)
            head = f"{when}　{what}　{entry.clerk}"
            self._entries.addWidget(label(head, "caption", wrap=True))
            if entry.remark:
                self._entries.addWidget(label(entry.remark, wrap=True))
        self._offer_likes(line)
        self.correct_button.setVisible(self._may_correct and line.corrected_by is None)

    def _pointing(self, line: LedgerLine) -> str:
        if line.corrected_by is not None:
            return self.tr("此条已由第 {no} 号更正，原登记保留。").format(no=line.corrected_by)
        if line.corrects is not None:
            return self.tr("此条更正第 {no} 号。").format(no=line.corrects)
        return ""

    def _offer_likes(self, line: LedgerLine) -> None:
        clear(self._likes)
        first = line.items.split("；", maxsplit=1)[0].partition(" ")[2]
        offers = [
            (self.tr("{name}的全部借阅").format(name=line.borrower), Like(borrower=line.borrower)),
            (self.tr("这件档案的全部借阅"), Like(item=first)),
            (self.tr("这份审批的全部登记"), Like(loan=line.loan_no)),
        ]
        for words, like in offers:
            then = partial(self.likes_wanted.emit, like)
            self._likes.addWidget(
                button(words, kind="link", then=then), 0, Qt.AlignmentFlag.AlignLeft
            )
        other = line.corrected_by or line.corrects
        if other is not None:
            words = self.tr("看第 {no} 号").format(no=other)
            then = partial(self.line_wanted.emit, other)
            self._likes.addWidget(
                button(words, kind="link", then=then), 0, Qt.AlignmentFlag.AlignLeft
            )
