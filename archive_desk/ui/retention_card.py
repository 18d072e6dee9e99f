"""How long something is kept, why, and until when: a small card for the pages of other screens."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Right
from archive_desk.services.retaining import Retaining, RetentionReport
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.retention_dialogs import ChoiceDialog, EventDialog, HoldDialog, WhyDialog
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import Advice, Card, Facts, SectionHead


class RetentionCard(Card):
    """The card. Give it a recording or a case file; it reads by itself.

    Signals:
        changed: something was stated that may keep it longer, or a hold was placed.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._retaining = Retaining(context.desk)
        self._footage: tuple[FootageId, ...] = ()
        self._case = ""
        self.report: RetentionReport | None = None
        head = SectionHead(self.tr("保管期限"))
        self.why_button = button(self.tr("为什么"), "info", kind="quiet", then=self.explain)
        head.add(self.why_button)
        self.facts = Facts()
        self._held = Advice("", Tone.WARN)
        self._held.hide()
        self.event_button = button(self.tr("登记情形…"), kind="link", then=self.enter_event)
        self.choice_button = button(self.tr("巡查或检查…"), kind="link", then=self.choose)
        self.hold_button = button(self.tr("封存…"), kind="link", then=self.hold)
        verbs = QWidget()
        row = FlowLayout(verbs)
        for each in (self.event_button, self.choice_button, self.hold_button):
            row.addWidget(each)
        self.body.addWidget(head)
        self.body.addWidget(self.facts)
        self.body.addWidget(self._held)
        self.body.addWidget(verbs)

    def show_footage(self, footage_id: FootageId) -> None:
        """Show how long a recording is kept."""
        self._footage, self._case = (footage_id,), ""
        self._show(lambda: self._retaining.of_footage(self._context.actor, footage_id))

    def show_case(self, no: str) -> None:
        """Show how long a case file is kept."""
        self._footage, self._case = (), no
        self._show(lambda: self._retaining.of_case(self._context.actor, no))

    def _show(self, read: Callable[[], RetentionReport]) -> None:
        try:
            self.report = read()
        except ArchiveDeskError:
            self.report = None
            self.hide()
            return
        self.show()
        report = self.report
        self.facts.show_facts(self._facts_of(report))
        held = "\n".join(wording.sentence(each.words) for each in report.holds)
        self._held.say(held)
        actor = self._context.actor
        there = report.destroyed_at is None
        self.event_button.setVisible(there and actor.may(Right.KEEP_RETENTION))
        self.choice_button.setVisible(there and not self._case and actor.may(Right.KEEP_RETENTION))
        self.hold_button.setVisible(there and actor.may(Right.HOLD))

    def _facts_of(self, report: RetentionReport) -> list[tuple[str, str]]:
        keep = report.keep
        state = ""
        if report.destroyed_at is not None:
            state = self.tr("{at} 已销毁，只保留登记").format(
                at=wording.moment(report.destroyed_at)
            )
        elif report.ended:
            state = self.tr("已届满，可以鉴定；不会自动删除")
        elif keep.provisional:
            state = self.tr("没有选择巡查或检查，暂按较长的处理")
        shorter = ""
        if report.proposed is not None:
            words = report.proposed.words(self._context.desk.office.zone)
            shorter = self.tr("{words}（由鉴定决定）").format(words=wording.sentence(words))
        return [
            (self.tr("期限"), wording.sentence(report.words)),
            (self.tr("类别"), wording.sentence(keep.kind_label)),
            (self.tr("依据"), str(keep.basis)),
            (self.tr("现状"), state),
            (self.tr("按新规定"), shorter),
        ]

    def explain(self) -> None:
        """Show the steps, and what people stated."""
        if self.report is not None:
            WhyDialog(self.report, self).exec()

    def enter_event(self) -> None:
        """Enter a situation that asks for long keeping."""
        self._after(EventDialog(self._context, self._case, self._footage, self).exec())

    def choose(self) -> None:
        """Say that it is of a patrol or an inspection, evidence or not."""
        self._after(ChoiceDialog(self._context, self._footage, self).exec())

    def hold(self) -> None:
        """Hold it for a review or a suit."""
        self._after(HoldDialog(self._context, self._case, self._footage, self).exec())

    def _after(self, done: int) -> None:
        if not done:
            return
        if self._case:
            self.show_case(self._case)
        else:
            self.show_footage(self._footage[0])
        self.changed.emit()
