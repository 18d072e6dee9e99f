"""What the regulation wants to be seen in a case, and whether its documents' times agree."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.document_times import TOLERANCE, TimeDifference
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.scenes import Explanation, SceneState
from archive_desk.services.scenes import Scenes
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.playback.about import offset_error
from archive_desk.ui.playback.line_layout import Paper
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.panels import Card, SectionHead, clear, scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label


class CasePanel(QWidget):
    """The checklist of required scenes and the comparison of documents' times.

    Signals:
        chosen: a `FootageId` and the millisecond in it to go to.
        mark_wanted: the picture on the screen is to be marked with this category.
        read: the case was read; `papers` are other ones now.
    """

    chosen = Signal(object, int)
    mark_wanted = Signal(str)
    read = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._scenes = Scenes(context.desk)
        self._no = ""
        self._job: Job | None = None
        self.papers: Sequence[Paper] = ()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, SMALL, 0)
        self._column.setSpacing(SMALL)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))
        self.show_case("")

    def show_case(self, no: str) -> None:
        """Show what is known of a case; nothing for an empty number."""
        self._no = no
        self.refresh()

    def refresh(self) -> None:
        """Read again, without letting the window wait."""
        self._job = None
        if not self._no:
            self._show((), ())
            return
        no, actor, scenes = self._no, self._context.actor, self._scenes
        job = Job(
            self.tr("读取必录环节"),
            lambda _monitor: (scenes.checklist(actor, no), scenes.times(actor, no)),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(lambda found: self._on_read(job, *found))
        job.failed.connect(lambda error: self._on_read_failed(job, error))
        self._job = job
        self._context.jobs.start(job, Lane.WATCH)

    def _on_read(
        self, job: Job, states: Sequence[SceneState], times: Sequence[TimeDifference]
    ) -> None:
        if job is self._job:
            self._show(states, times)

    def _on_read_failed(self, job: Job, error: BaseException) -> None:
        if job is self._job:
            self._show((), ())
            if isinstance(error, ArchiveDeskError):
                self._context.notices.error(error)

    def _show(self, states: Sequence[SceneState], times: Sequence[TimeDifference]) -> None:
        clear(self._column)
        self._show_scenes(states)
        self._show_times(times)
        self._column.addStretch(1)
        self.papers = _papers(times)
        self.read.emit()

    def _show_scenes(self, states: Sequence[SceneState]) -> None:
        done = sum(not state.missing for state in states)
        note = f"{done} / {len(states)}" if states else ""
        self._column.addWidget(SectionHead(self.tr("必录环节"), note))
        if not self._no:
            words = self.tr("这份音像还没有关联案卷。")
            self._column.addWidget(label(words, "muted", wrap=True))
        elif not states:
            words = self.tr("制度没有规定本案必须拍到哪些环节。")
            self._column.addWidget(label(words, "muted", wrap=True))
        for state in states:
            self._column.addWidget(self._scene(state))

    def _scene(self, state: SceneState) -> QWidget:
        shown, exemption = state.shown, state.exemption
        title = wording.sentence(state.scene.title)
        basis = self.tr("{article}：{text}").format(
            article=state.scene.basis.article, text=state.scene.text
        )
        if shown is not None:
            go = partial(self.chosen.emit, shown.footage_id, shown.at_ms)
            lines = [basis]
            if shown.moment is not None:
                at = wording.compact(shown.moment)
                lines.append(self.tr("已标记：{at}").format(at=at))
            return _card("circle-check", Tone.GOOD, title, lines, [(self.tr("查看"), go)])
        if exemption is not None:
            why = self.tr("{who}说明：{why}").format(who=exemption.author, why=exemption.reason)
            back = self._actions(self.tr("撤回说明"), partial(self._withdraw, exemption))
            return _card("check", Tone.NEUTRAL, title, [basis, why], back)
        actions = self._actions(self.tr("说明原因"), partial(self._exempt, state))
        if self._context.actor.may(Right.MARK):
            mark = partial(self.mark_wanted.emit, state.scene.category)
            actions = [(self.tr("标记画面"), mark), *actions]
        return _card("circle-alert", Tone.WARN, title, [basis], actions)

    def _show_times(self, times: Sequence[TimeDifference]) -> None:
        self._column.addWidget(SectionHead(self.tr("文书时间")))
        tolerance = next((each.tolerance for each in times), TOLERANCE)
        minutes = tolerance // timedelta(minutes=1)
        words = self.tr("制度没有写容差，按 {n} 分钟提示，由单位在“制度”页决定。").format(n=minutes)
        if self._no and not times:
            words = self.tr("没有可以和音像对照的文书时间。")
        self._column.addWidget(label(words, "caption", wrap=True))
        for each in times:
            self._column.addWidget(self._time(each))

    def _time(self, each: TimeDifference) -> QWidget:
        title = f"{wording.sentence(each.document.type)}  {wording.sentence(each.edge.label)}"
        lines = [
            self._difference(each),
            self.tr("记录仪时钟误差：{error}").format(error=offset_error(each.clock_offset)),
        ]
        made = each.explanation
        if each.explained and made is not None:
            lines.append(self.tr("{who}说明：{why}").format(who=made.author, why=made.reason))
        actions: list[tuple[str, Callable[[], object]]] = [
            (self.tr("查看"), partial(self.chosen.emit, each.footage_id, each.at_ms))
        ]
        if each.explained and made is not None:
            actions += self._actions(self.tr("撤回说明"), partial(self._withdraw, made))
        if each.asks:
            actions += self._actions(self.tr("说明原因"), partial(self._explain, each))
        icon, tone = ("circle-alert", Tone.WARN) if each.asks else ("circle-check", Tone.GOOD)
        return _card(icon, tone, title, lines, actions)

    def _difference(self, each: TimeDifference) -> str:
        stated, shown = wording.compact(each.stated), wording.compact(each.shown)
        amount = wording.duration(round(abs(each.difference) / timedelta(milliseconds=1)))
        if each.difference > timedelta(0):
            words = self.tr("文书 {stated}，比音像 {shown} 晚 {amount}")
        elif each.difference:
            words = self.tr("文书 {stated}，比音像 {shown} 早 {amount}")
        else:
            words = self.tr("文书 {stated}，与音像一致")
        return words.format(stated=stated, shown=shown, amount=amount)

    def _actions(
        self, words: str, then: Callable[[], object]
    ) -> list[tuple[str, Callable[[], object]]]:
        return [(words, then)] if self._context.actor.may(Right.EXPLAIN) else []

    def _exempt(self, state: SceneState) -> None:
        self._ask(
            wording.sentence(state.scene.title),
            lambda why: self._scenes.exempt(self._context.actor, self._no, state.scene.code, why),
        )

    def _explain(self, each: TimeDifference) -> None:
        self._ask(
            wording.sentence(each.document.type),
            lambda why: self._scenes.explain_time(
                self._context.actor, self._no, each.document.id, each.edge, why
            ),
        )

    def _withdraw(self, made: Explanation) -> None:
        notices = self._context.notices
        question = self.tr("撤回这条说明？")
        what = self.tr("“{why}”不再作数，记录仍然保留。").format(why=made.reason)
        if not notices.ask(question, what, self.tr("撤回说明")):
            return
        try:
            self._scenes.withdraw(self._context.actor, self._no, made.id)
        except ArchiveDeskError as error:
            notices.error(error)
            return
        self._context.changes.cases_changed.emit(())

    def _ask(self, title: str, keep: Callable[[str], object]) -> None:
        dialog = ReasonDialog(title, self.window())
        if not dialog.exec():
            return
        try:
            keep(dialog.reason.text())
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._context.changes.cases_changed.emit(())


class ReasonDialog(Dialog):
    """Asks for a reason in one line."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.reason = QLineEdit()
        self.reason.setObjectName("explanation-reason")
        self.reason.setAccessibleName(self.tr("理由"))
        self.reason.setPlaceholderText(self.tr("写明原因，会与姓名和时间一起保存"))
        self.body.addWidget(self.reason)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))


def _card(
    icon: str,
    tone: Tone,
    title: str,
    lines: Sequence[str],
    actions: Sequence[tuple[str, Callable[[], object]]],
) -> QWidget:
    card = Card()
    card.body.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
    card.body.setSpacing(TIGHT)
    head = QHBoxLayout()
    head.setSpacing(SMALL)
    head.addWidget(Picture(icon, tone, 18))
    head.addWidget(label(title, "strong", wrap=True), 1)
    for words, then in actions:
        head.addWidget(button(words, kind="link", then=then))
    card.body.addLayout(head)
    for line in lines:
        card.body.addWidget(label(line, "caption", wrap=True))
    return card


def _papers(times: Sequence[TimeDifference]) -> list[Paper]:
    """The documents whose times are known, to be painted on the timeline."""
    asking = {each.document.id for each in times if each.asks}
    documents = {each.document.id: each.document for each in times}
    papers = []
    for document in documents.values():
        known = [at for at in (document.started_at, document.ended_at) if at is not None]
        tone = Tone.WARN if document.id in asking else Tone.NEUTRAL
        words = wording.sentence(document.type)
        hint = " – ".join(wording.compact(at) for at in known)
        papers.append(Paper(document.id, min(known), max(known), words, hint, tone))
    return papers
