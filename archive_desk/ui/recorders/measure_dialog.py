"""Stating how far a recorder's clock is off: by hand, or as a film has shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QPlainTextEdit, QWidget
from typing_extensions import override

from archive_desk.domain.clock_errors import ClockError, Measurement
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.clocks import Clocks, Outcome
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.recorders import words
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice

_LOOK_AFTER_MS = 300


class MeasureDialog(Dialog):
    """The two times side by side, the span, the reason, and what it would change.

    With `found` the error comes from a film and only span and reason are asked.
    """

    def __init__(
        self,
        context: ScreenContext,
        clocks: Clocks,
        device: str,
        errors: Sequence[ClockError],
        found: Measurement | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=600)
        self.set_title(self.tr("校时：{device}").format(device=device))
        self._context, self._clocks, self._device = context, clocks, device
        self._found = found
        self._last = next((each for each in reversed(errors) if each.withdrawn is None), None)
        now = clocks.now()
        shown = found.measured_at + found.offset if found else now
        self.true = MomentPicker(self.tr("真实时间"), optional=False, value=now, seconds=True)
        self.shown = MomentPicker(self.tr("设备显示"), optional=False, value=shown, seconds=True)
        self.uncertainty = QDoubleSpinBox()
        self.uncertainty.setRange(0.0, 3600.0)
        self.uncertainty.setDecimals(1)
        self.uncertainty.setValue(1.0)
        self.uncertainty.setSuffix(self.tr(" 秒"))
        self.uncertainty.lineEdit().setTextMargins(theme().px(SMALL), 0, 0, 0)
        since = None if self._last is None else self._last.device_moment
        self.begin = MomentPicker(self.tr("适用起点"), value=since, seconds=True)
        self.end = MomentPicker(self.tr("适用终点"), seconds=True)
        self.drift = QCheckBox(self.tr("两次校时之间按均匀走时推算"))
        self.drift.setVisible(self._last is not None)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(theme().px(60))
        self.reason.setTabChangesFocus(True)
        self._error = Advice("", Tone.ACCENT)
        self._effect = Advice("", Tone.GOOD)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._look.timeout.connect(self._preview)
        self._lay_out()
        for picker in (self.true, self.shown, self.begin, self.end):
            picker.changed.connect(self._on_changed)
        self.drift.toggled.connect(self._on_changed)
        self.uncertainty.valueChanged.connect(self._on_changed)
        self._preview()

    def _lay_out(self) -> None:
        self.form = Form()
        if self._found is None:
            self.form.add(
                self.tr("设备显示(&D)"), self.shown, hint=self.tr("与真实时间同一刻读到的设备时钟")
            )
            self.form.add(self.tr("真实时间(&T)"), self.true)
            self.form.add(self.tr("误差范围(&U)"), self.uncertainty)
        self.body.addWidget(self._error)
        hint = self.tr("按设备自己的时钟；不填即不限。用于记录在这段时间内开始的音像。")
        self.form.add(self.tr("适用起点(&F)"), self.begin)
        self.form.add(self.tr("适用终点(&E)"), self.end, hint=hint)
        if self._last is not None:
            self.form.add("", self.drift, hint=self._drift_hint(self._last))
        if self._found is None:
            self.reason.setPlaceholderText(self.tr("例如：与本机对表，设备慢一分半"))
        else:
            self.reason.setPlainText(
                self.tr("拍摄校时画面：{film}").format(film=self._found.film_name)
            )
        self.form.add(self.tr("怎样校时(&R)"), self.reason, needed=True)
        self.body.addWidget(self.form)
        self.body.addWidget(self._effect)
        self.save = button(self.tr("登记校时(&S)"), kind="primary")
        self.set_buttons(self.save, self.tr("取消"))

    def _drift_hint(self, last: ClockError) -> str:
        return self.tr("上次校时 {when}，{error}").format(
            when=wording.compact(last.measured_at), error=words.error_words(last.offset)
        )

    @property
    def measurement(self) -> Measurement:
        """What is stated."""
        if self._found is not None:
            said = self._found
        else:
            true, shown = self.true.value, self.shown.value
            assert true is not None
            assert shown is not None
            said = Measurement(
                device=self._device,
                offset=shown - true,
                measured_at=true,
                reason="",
                uncertainty=timedelta(seconds=self.uncertainty.value()),
            )
        drift = self._last.id if self._last is not None and self.drift.isChecked() else None
        return replace(
            said,
            device=self._device,
            reason=self.reason.toPlainText().strip(),
            valid_from=self.begin.value,
            valid_until=self.end.value,
            drift_from=drift,
        )

    def _on_changed(self) -> None:
        self._look.start()

    def _preview(self) -> None:
        said = self.measurement
        self._error.say(
            self.tr("设备时钟{error}（{range}）").format(
                error=words.error_words(said.offset), range=words.range_words(said.uncertainty)
            )
        )
        clocks, actor = self._clocks, self._context.actor
        supposed = replace(said, reason=said.reason or "—")
        job = Job(
            self.tr("预览校时"),
            lambda _monitor: clocks.preview(actor, supposed),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_previewed)
        job.failed.connect(self._on_preview_failed)
        self._context.jobs.start(job, Lane.READ)

    def _on_previewed(self, done: Outcome) -> None:
        self._effect.say(self._effect_words(done))
        self._grow()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        """Be as high as the words need; they may have become more."""
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _on_preview_failed(self, error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            self._effect.say(wording.sentence(error.message))

    def _effect_words(self, done: Outcome) -> str:
        said = wording.tr("将改正 {n} 个音像的时间，设备时间照样保留。", n=len(done.effects))
        if done.kept:
            said += wording.tr("{n} 个属于已归档的案卷，保持不变。", n=done.kept)
        return said

    def accept(self) -> None:
        """Close if there is a reason."""
        self.form.forgive()
        if not self.reason.toPlainText().strip():
            self.form.complain(self.reason, self.tr("请写明怎样校时。"))
            return
        super().accept()
