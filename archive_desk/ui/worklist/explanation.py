"""Why something is due when it is: the rule, the article, the steps of the count."""

from datetime import datetime

from PySide6.QtCore import Signal

from archive_desk.domain.worklist import ClockState, WorkItem
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Advice, Facts, SidePanel
from archive_desk.ui.widgets.text import label, selectable

TONES = {
    ClockState.OVERDUE: Tone.BAD,
    ClockState.DUE_SOON: Tone.WARN,
    ClockState.RUNNING: Tone.NEUTRAL,
    ClockState.MET: Tone.GOOD,
}


class ExplanationPanel(SidePanel):
    """One line of the worklist, explained.

    Signals:
        wanted: the person wants to do it now (a `WorkItem`).
        reason_wanted: the person wants to say why it was late (a `WorkItem`).
    """

    wanted = Signal(object)
    reason_wanted = Signal(object)

    def __init__(self, *, may_explain: bool = False) -> None:
        super().__init__("", width=330)
        self._may_explain = may_explain
        self._item: WorkItem | None = None
        self.setObjectName("worklist-explanation")
        self._badge = BadgeLabel()
        self._facts = Facts()
        self._provisional = Advice(
            self.tr("国务院尚未公布该年度放假安排，此日期为预计。"), Tone.WARN
        )
        self._steps_head = label(self.tr("日期是怎么算的"), "strong")
        self._steps = label("", "muted", wrap=True)
        self.body.addWidget(self._badge)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._provisional)
        self.body.addWidget(self._steps_head)
        self.body.addWidget(selectable(self._steps))
        self.body.addStretch(1)
        self.go = button(
            self.tr("去办理(&G)"), "arrow-right", kind="primary", then=self._on_go_clicked
        )
        self.go.setObjectName("worklist-go")
        self.why = button(self.tr("说明原因(&X)…"), "pencil", then=self._on_why_clicked)
        self.why.setObjectName("worklist-why")
        self.foot.addWidget(self.why)
        self.foot.addWidget(self.go, 1)

    @property
    def text(self) -> str:
        """How the date was counted."""
        return self._steps.text()

    def show_item(self, item: WorkItem, now: datetime) -> None:
        """Explain `item`."""
        self._item = item
        self.set_title(item.title)
        self._badge.show_badge(
            Badge(
                f"{wording.sentence(item.state.label)} · {wording.distance(item.due, now)}",
                TONES[item.state],
            )
        )
        self._facts.show_facts(
            [
                (self.tr("事项"), wording.sentence(item.task.label)),
                (self.tr("情况"), wording.sentence(item.note)),
                (self.tr("期限"), wording.moment(item.due)),
                (self.tr("依据"), str(item.basis)),
                *self._whose(item),
            ]
        )
        self.why.setVisible(self._may_explain and item.late)
        self._provisional.setVisible(item.provisional)
        self._steps_head.setVisible(bool(item.steps))
        self._steps.setText("\n".join(f"· {wording.sentence(step)}" for step in item.steps))

    def _whose(self, item: WorkItem) -> list[tuple[str, str]]:
        facts = [
            (self.tr("股室"), item.section),
            (self.tr("责任人"), item.person),
            (self.tr("完成时间"), "" if item.met_at is None else wording.moment(item.met_at)),
            (self.tr("逾期原因"), item.reason),
        ]
        return [(name, words) for name, words in facts if words]

    def _on_why_clicked(self) -> None:
        if self._item is not None:
            self.reason_wanted.emit(self._item)

    def _on_go_clicked(self) -> None:
        if self._item is not None:
            self.wanted.emit(self._item)
