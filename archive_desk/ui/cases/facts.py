"""The facts of a case file, its officers and its clocks, beside the footage."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.regulations import Clock, Regulation
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Card, Facts, SectionHead, clear
from archive_desk.ui.widgets.pictures import Avatar, Picture
from archive_desk.ui.widgets.text import label, line


class FactsCard(Card):
    """Who, what, when of a case.

    Signals:
        edit_wanted: the facts are to be changed.
    """

    edit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        head = SectionHead(self.tr("基本情况"))
        self.edit_button = button(
            self.tr("更改(&E)"), "pencil", kind="quiet", then=self.edit_wanted.emit
        )
        head.add(self.edit_button)
        self.body.addWidget(head)
        self._facts = Facts()
        self.body.addWidget(self._facts)
        self.body.addSpacing(TIGHT)
        self.body.addWidget(line())
        self.body.addSpacing(TIGHT)
        self._people = QVBoxLayout()
        self._people.setSpacing(SMALL)
        self.body.addLayout(self._people)

    def show_case(self, case: CaseFile, *, editable: bool) -> None:
        """Show the facts of `case`."""
        self.edit_button.setVisible(editable)
        self._facts.show_facts(
            [
                (self.tr("当事人"), case.party),
                (self.tr("案由"), case.cause),
                (self.tr("执法类型"), wording.sentence(case.kind.label)),
                (self.tr("股室"), case.section),
                (self.tr("立案日期"), wording.day(case.opened_on)),
                (self.tr("执法结束"), wording.moment(case.ended_at)),
                (self.tr("归档时间"), wording.moment(case.archived_at)),
                (self.tr("备注"), case.note),
            ]
        )
        clear(self._people)
        for officer in case.officers:
            row = QHBoxLayout()
            row.setSpacing(MEDIUM)
            row.addWidget(Avatar(officer.name, 30))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(officer.name, "strong"))
            number = officer.certificate_no or self.tr("未填执法证号")
            words.addWidget(label(number, "caption"))
            row.addLayout(words, 1)
            self._people.addLayout(row)


class ClocksCard(Card):
    """When the clocks of the case run out, and which rule says so."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(SectionHead(self.tr("期限")))
        self._list = QVBoxLayout()
        self._list.setSpacing(SMALL)
        self.body.addLayout(self._list)

    def show_clocks(
        self,
        due: Mapping[Clock, datetime],
        met: frozenset[Clock],
        regulation: Regulation,
        now: datetime,
    ) -> None:
        """Show the clocks with what remains; those `met` are done with."""
        clear(self._list)
        self.setVisible(bool(due))
        for clock, moment in due.items():
            self._list.addLayout(
                self._row(clock, moment, str(regulation.deadline(clock).basis), clock in met, now)
            )

    def _row(
        self, clock: Clock, due: datetime, basis: str, met: bool, now: datetime
    ) -> QHBoxLayout:
        tone = Tone.GOOD if met else Tone.BAD if now > due else Tone.ACCENT
        row = QHBoxLayout()
        row.setSpacing(SMALL + 2)
        row.addWidget(Picture("circle-check" if met else "calendar-clock", tone, 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(wording.sentence(clock.label), "strong"))
        words.addWidget(label(wording.day(due.date()), "caption"))
        row.addLayout(words, 1)
        state = self.tr("已完成") if met else wording.distance(due, now)
        row.addWidget(label(state, tone=tone))
        self.setToolTip(basis)
        return row
