"""The last page: what came in, what did not and why, and whether the card may be released."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.arrivals import Arrival, Outcome, Receipt
from archive_desk.domain.copies import Release, ReleaseReport
from archive_desk.domain.hand_ins import BatchClock, HandInState
from archive_desk.domain.ids import FootageId
from archive_desk.domain.takes import Gap
from archive_desk.ui import wording
from archive_desk.ui.importing.batches import source_name
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, Source
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import Advice, Card, NumberCard
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_TONES = {
    Outcome.IMPORTED: Tone.GOOD,
    Outcome.DUPLICATE: Tone.NEUTRAL,
    Outcome.SKIPPED: Tone.FAINT,
    Outcome.SET_ASIDE: Tone.WARN,
    Outcome.FAILED: Tone.BAD,
    Outcome.PLANNED: Tone.BAD,
}
_FAULTY = "faulty"


@dataclass(frozen=True)
class ResultFacts:
    """What is known of a batch beyond its receipt.

    `names` are all the names under which each original ever came.
    """

    release: ReleaseReport
    clock: BatchClock
    gaps: Sequence[Gap] = ()
    names: Mapping[FootageId, tuple[str, ...]] = field(default_factory=dict)


class ResultPage(QWidget):
    """The receipt of an import.

    Signals:
        form_wanted: the hand-over form of the batch with this number.
        footage_wanted: the footage ids to show in the catalogue.
        footage_opened: one footage id.
        more_wanted: take in another card.
        reason_wanted: say why the batch with this number came late.
        note_wanted: the gaps to write a note on.
    """

    form_wanted = Signal(str)
    footage_wanted = Signal(object)
    footage_opened = Signal(object)
    more_wanted = Signal()
    reason_wanted = Signal(str)
    note_wanted = Signal(object)

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self.receipt: Receipt | None = None
        self.facts: ResultFacts | None = None
        self.stopped = False
        self._shown: tuple[Arrival, ...] = ()
        self._picture = Picture("circle-check", Tone.GOOD, 26, ground=True)
        self.verdict = label("", "title", wrap=True)
        self.advice = label("", "muted", wrap=True)
        self.numbers: dict[object, NumberCard] = {
            Outcome.IMPORTED: NumberCard("archive", self.tr("已采集")),
            _FAULTY: NumberCard("triangle-alert", self.tr("有损坏")),
            Outcome.DUPLICATE: NumberCard("copy", self.tr("重复")),
            Outcome.SKIPPED: NumberCard("ban", self.tr("留在卡上")),
            Outcome.FAILED: NumberCard("circle-alert", self.tr("未能采集")),
        }
        for shown, card in self.numbers.items():
            card.clicked.connect(lambda shown=shown: self.show_only(shown))
        self.filter = ChoiceBox(self.tr("显示"), self._choices())
        self.filter.chosen.connect(self._on_filter_chosen)
        self.reason_button = button(
            self.tr("说明原因(&R)…"), "pencil", kind="link", then=self._on_reason
        )
        self.clock_strip = Advice("", Tone.WARN, self.reason_button)
        self.note_button = button(
            self.tr("填写情况说明(&G)…"), "pencil", kind="link", then=self._on_note
        )
        self.gap_strip = Advice("", Tone.WARN, self.note_button)
        self.table = Table(
            RowModel(_columns(self._names_of), self._source(), key=lambda line: line.source),
            name="arrivals",
            remembered=remembered,
            row_height=48,
        )
        self.table.setAccessibleName(self.tr("采集结果"))
        self.table.row_opened.connect(self._on_row_opened)
        self.form_button = button(
            self.tr("交接登记表(&P)…"), "printer", kind="primary", then=self._on_form
        )
        self.footage_button = button(self.tr("查看音像(&V)"), "film", then=self._on_footage)
        self.more_button = button(
            self.tr("采集下一张卡(&N)"), "hard-drive-download", then=self.more_wanted.emit
        )
        self._lay_out()

    def _lay_out(self) -> None:
        top = Card()
        row = QHBoxLayout()
        row.setSpacing(LARGE)
        row.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.verdict)
        words.addWidget(self.advice)
        row.addLayout(words, 1)
        for each in (self.more_button, self.footage_button, self.form_button):
            row.addWidget(each)
        top.body.addLayout(row)
        cards = QHBoxLayout()
        cards.setSpacing(MEDIUM)
        for card in self.numbers.values():
            cards.addWidget(card, 1)
        head = QHBoxLayout()
        self._batch = label("", "muted")
        head.addWidget(self.filter)
        head.addStretch(1)
        head.addWidget(self._batch)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(MEDIUM)
        page.addWidget(top)
        page.addWidget(self.clock_strip)
        page.addWidget(self.gap_strip)
        page.addLayout(cards)
        page.addLayout(head)
        page.addWidget(self.table, 1)
        page.addSpacing(SMALL)

    def _choices(self) -> Sequence[Choice]:
        return (
            Choice(None, self.tr("全部文件")),
            Choice(_FAULTY, self.tr("有问题的文件")),
            *(Choice(outcome, wording.tr(outcome.label)) for outcome in _TONES),
        )

    def show_receipt(self, receipt: Receipt, facts: ResultFacts, *, stopped: bool = False) -> None:
        """Show what an import brought."""
        self.receipt, self.facts, self.stopped = receipt, facts, stopped
        faulty = sum(line.faulty for line in receipt.arrivals)
        batch = receipt.batch
        begun = wording.compact(batch.started_at)
        self._batch.setText(f"{batch.no}　{begun}　{source_name(batch.source)}")
        self._batch.setToolTip(batch.source)
        self._say_verdict(receipt, facts.release, stopped=stopped)
        self._say_clock(facts.clock)
        self._say_gaps(facts.gaps)
        counts = {outcome: len(receipt.of(outcome)) for outcome in Outcome}
        size = wording.size(sum(line.size_bytes for line in receipt.of(Outcome.IMPORTED)))
        self.numbers[Outcome.IMPORTED].show_number(counts[Outcome.IMPORTED], size)
        note = self.tr("已照原样收存") if faulty else ""
        self.numbers[_FAULTY].show_number(faulty, note, Tone.WARN)
        self.numbers[Outcome.DUPLICATE].show_number(
            counts[Outcome.DUPLICATE], self.tr("内容相同，只存一份")
        )
        aside = counts[Outcome.SET_ASIDE]
        note = wording.tr("其中 {n} 件由经办人决定暂不采集", n=aside) if aside else ""
        self.numbers[Outcome.SKIPPED].show_number(counts[Outcome.SKIPPED] + aside, note)
        failed = counts[Outcome.FAILED] + counts[Outcome.PLANNED]
        self.numbers[Outcome.FAILED].show_number(
            failed, self.tr("请重新采集") if failed else "", Tone.BAD
        )
        self.footage_button.setEnabled(bool(self._footage_ids()))
        self.filter.choose(Outcome.FAILED if failed else _FAULTY if faulty else None)
        self._show_lines()

    def show_only(self, shown: object) -> None:
        """Show the files with one outcome, or those with something wrong."""
        self.filter.choose(shown)
        self._show_lines()

    def _say_verdict(self, receipt: Receipt, release: ReleaseReport, *, stopped: bool) -> None:
        if stopped:
            self._picture.change("circle-alert", Tone.WARN)
            self.verdict.setText(self.tr("采集已停止"))
            self.advice.setText(
                self.tr("已完成的部分已经入库并核对。重新采集时只补缺少的，请先不要清空存储卡。")
            )
        elif receipt.releasable and release.release is Release.ONE_COPY:
            self._picture.change("triangle-alert", Tone.WARN)
            self.verdict.setText(self.tr("采集完成，目前只有一份，请先不要清空存储卡"))
            self.advice.setText(wording.sentence(release.wanting))
        elif receipt.releasable:
            self._picture.change("circle-check", Tone.GOOD)
            self.verdict.setText(self.tr("采集完成，可以清空并交还存储卡"))
            self.advice.setText(
                self.tr(
                    "文件都已入库并读回核对，每件都有两份副本。"
                    "请在系统中安全弹出存储卡后再拔出；本软件不会删除卡上的文件。"
                )
            )
        else:
            self._picture.change("triangle-alert", Tone.BAD)
            self.verdict.setText(self.tr("还有文件没有入库，请不要清空存储卡"))
            self.advice.setText(self.tr("原因见下表。处理后重新采集一次，已入库的不会重复。"))

    def _say_clock(self, clock: BatchClock) -> None:
        late = clock.state in {HandInState.LATE, HandInState.EXPLAINED}
        self.clock_strip.setVisible(late)
        if not late:
            return
        due = wording.compact(clock.due) if clock.due else ""
        words = wording.tr(
            "{n} 件超过移交时限（{basis}，最早应于 {due} 前）。",
            n=clock.late,
            basis=str(clock.basis or ""),
            due=due,
        )
        if clock.reason:
            words += wording.tr("原因：{reason}", reason=clock.reason)
        self.clock_strip.say(words)
        self.reason_button.setText(
            self.tr("更正原因(&R)…") if clock.reason else self.tr("说明原因(&R)…")
        )

    def _say_gaps(self, gaps: Sequence[Gap]) -> None:
        left = sum(not gap.explained for gap in gaps)
        self.gap_strip.setVisible(bool(left))
        words = wording.tr("录制中有 {n} 处中断，", n=len(gaps))
        words += wording.tr("{n} 处还没有说明。", n=left) if left else wording.tr("都已说明。")
        self.gap_strip.say(words if left else "")
        self.note_button.setVisible(bool(left))

    def _names_of(self, line: Arrival) -> str:
        """All names of an original, where it came under more than one."""
        names = (
            ()
            if self.facts is None or line.footage_id is None
            else (self.facts.names.get(line.footage_id, ()))
        )
        if len(names) < 2:
            return ""
        return self.tr("采集时用过的名称：") + "\n" + "\n".join(names)

    def _on_reason(self) -> None:
        if self.receipt is not None:
            self.reason_wanted.emit(self.receipt.batch.no)

    def _on_note(self) -> None:
        if self.facts is not None:
            self.note_wanted.emit(tuple(self.facts.gaps))

    def _footage_ids(self) -> tuple[object, ...]:
        if self.receipt is None:
            return ()
        ids = (line.footage_id for line in self.receipt.arrivals)
        return tuple(dict.fromkeys(footage_id for footage_id in ids if footage_id is not None))

    def _source(self) -> Source[Arrival]:
        keys = {
            "source": lambda line: line.source.lower(),
            "outcome": lambda line: (line.outcome.value, not line.faulty),
            "size": lambda line: line.size_bytes,
            "sha256": lambda line: line.sha256,
            "reason": lambda line: str(line.reason),
        }

        def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[Arrival]:
            rows = self._shown
            if sort:
                rows = tuple(sorted(rows, key=keys[sort], reverse=descending))
            return rows[offset : offset + limit]

        return Source(lambda: len(self._shown), page)

    def _show_lines(self) -> None:
        lines = () if self.receipt is None else self.receipt.arrivals
        wanted = self.filter.value
        if wanted == _FAULTY:
            lines = tuple(line for line in lines if line.faulty or line.outcome is Outcome.FAILED)
        elif wanted is Outcome.SKIPPED:
            kept = {Outcome.SKIPPED, Outcome.SET_ASIDE}
            lines = tuple(line for line in lines if line.outcome in kept)
        elif wanted is not None:
            lines = tuple(line for line in lines if line.outcome is wanted)
        self._shown = lines
        self.table.refresh()

    def _on_filter_chosen(self, _value: object) -> None:
        self._show_lines()

    def _on_row_opened(self, line: Arrival) -> None:
        if line.footage_id is not None:
            self.footage_opened.emit(line.footage_id)

    def _on_form(self) -> None:
        if self.receipt is not None:
            self.form_wanted.emit(self.receipt.batch.no)

    def _on_footage(self) -> None:
        self.footage_wanted.emit(self._footage_ids())


def _columns(names_of: Callable[[Arrival], str]) -> tuple[Column[Arrival], ...]:
    return (
        Column(
            "source",
            wording.tr("来源文件"),
            lambda line: line.source.rpartition("/")[2],
            width=320,
            stretch=True,
            subtitle=lambda line: line.source.rpartition("/")[0],
            hint=lambda line: line.source,
        ),
        Column(
            "outcome",
            wording.tr("结果"),
            lambda line: wording.tr(line.outcome.label),
            width=110,
            badge=_badge,
        ),
        Column(
            "size",
            wording.tr("大小"),
            lambda line: wording.size(line.size_bytes),
            side=Side.RIGHT,
            width=90,
        ),
        Column(
            "sha256",
            wording.tr("SHA-256 与 SM3"),
            lambda line: _short(line.sha256),
            width=210,
            subtitle=lambda line: _short(line.sm3),
            hint=lambda line: f"SHA-256 {line.sha256}\nSM3 {line.sm3}" if line.sha256 else "",
        ),
        Column(
            "reason",
            wording.tr("说明"),
            _remark,
            width=280,
            tone=lambda line: Tone.WARN if line.faulty else None,
            hint=lambda line: names_of(line) or _remark(line),
        ),
    )


def _remark(line: Arrival) -> str:
    # The archive keeps its reasons in its own language; this one can be said again in any.
    if line.outcome is Outcome.DUPLICATE:
        return wording.tr("与已采集的“{name}”内容相同，登记为同一件。", name=line.name)
    return wording.sentence(line.reason)


def _badge(line: Arrival) -> Badge:
    if line.faulty:
        return Badge(wording.tr("有损坏"), Tone.WARN)
    return Badge(wording.tr(line.outcome.label), _TONES[line.outcome])


def _short(digest: str) -> str:
    return f"{digest[:12]}…{digest[-8:]}" if digest else ""
