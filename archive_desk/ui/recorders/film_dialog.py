"""Reading a film of the clock screen: choose it, let the desk read it, or say what it shows."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.clock_errors import Measurement
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.filmed_clock import FilmedClock
from archive_desk.domain.ids import FootageId
from archive_desk.services.clocks import Clocks, Film, measurement_of
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.recorders import words
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice, Facts
from archive_desk.ui.widgets.text import label


class FilmDialog(Dialog):
    """What a film says of its recorder's clock.

    Attributes:
        measurement: what was found, once the dialog is accepted.
    """

    def __init__(
        self,
        context: ScreenContext,
        clocks: Clocks,
        chosen: FootageId | Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=580)
        self.set_title(self.tr("读取校时录像"))
        self._context, self._clocks = context, clocks
        self.film: Film | None = None
        self.found: FilmedClock | None = None
        self.by_hand = False
        self.measurement: Measurement | None = None
        self._said = Advice(self.tr("正在画面中寻找校时码…"))
        self._facts = Facts()
        self.device = QLineEdit()
        self.go_on = button(self.tr("用于校时(&S)"), kind="primary")
        self._lay_out()
        self._open(chosen)

    def _lay_out(self) -> None:
        self.body.addWidget(self._said)
        self.body.addWidget(self._facts)
        self.form = Form()
        self.form.add(self.tr("设备编号(&D)"), self.device, needed=True)
        self.body.addWidget(self.form)
        self._hand = QWidget()
        column = QVBoxLayout(self._hand)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(
            label(
                self.tr("画面里读不到校时码时，可以自己看：哪一刻的画面上，钟显示几点。"),
                "muted",
                wrap=True,
            )
        )
        by_hand = Form()
        self.position = QDoubleSpinBox()
        self.position.setRange(0.0, 86_400.0)
        self.position.setDecimals(1)
        self.position.setSuffix(self.tr(" 秒"))
        self.position.lineEdit().setTextMargins(theme().px(SMALL), 0, 0, 0)
        self.shown = MomentPicker(
            self.tr("钟显示"), optional=False, value=self._clocks.now(), seconds=True
        )
        by_hand.add(self.tr("画面位置(&P)"), self.position, hint=self.tr("从第一个画面算起"))
        by_hand.add(self.tr("钟显示(&T)"), self.shown)
        column.addWidget(by_hand)
        column.addWidget(button(self.tr("按此计算(&C)"), then=self.read_by_hand))
        self._hand.hide()
        self.body.addWidget(self._hand)
        self.go_on.setEnabled(False)
        self.add_left(button(self.tr("自己读数(&H)"), kind="quiet", then=self._hand.show))
        self.set_buttons(self.go_on, self.tr("取消"))

    def _open(self, chosen: FootageId | Path) -> None:
        clocks, actor = self._clocks, self._context.actor
        job = Job(
            self.tr("读取校时录像"),
            lambda _monitor: (
                clocks.film_on_card(actor, chosen)
                if isinstance(chosen, Path)
                else clocks.film(actor, chosen)
            ),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_film_opened)
        job.failed.connect(self._on_failed)
        self._context.jobs.start(job, Lane.READ)

    def _on_film_opened(self, film: Film) -> None:
        self.film = film
        self.device.setText(film.device)
        self._show_facts()
        clocks, actor = self._clocks, self._context.actor
        job = Job(
            self.tr("识读校时画面"),
            lambda monitor: clocks.read_film(actor, film, monitor),
            parent=self,
            unit=Unit.ITEMS,
            own_errors=True,
        )
        job.succeeded.connect(self._on_film_read)
        job.failed.connect(self._on_failed)
        self._context.jobs.start(job, Lane.READ)

    def _on_film_read(self, found: FilmedClock) -> None:
        self.found, self.by_hand = found, False
        self._show_found(found)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            self._said.say(wording.sentence(error.message))
        self._hand.setVisible(self.film is not None)

    def read_by_hand(self) -> None:
        """Take what the person read off."""
        shown = self.shown.value
        if self.film is None or shown is None:
            return
        position = timedelta(seconds=self.position.value())
        try:
            found = self._clocks.read_by_hand(self._context.actor, self.film, position, shown)
        except ArchiveDeskError as error:
            self._said.say(wording.sentence(error.message))
            return
        self.found, self.by_hand = found, True
        self._show_found(found)

    def _show_found(self, found: FilmedClock) -> None:
        said = self.tr("设备时钟{error}（{range}）").format(
            error=words.error_words(found.offset), range=words.range_words(found.uncertainty)
        )
        if not found.steady:
            said += self.tr("　各画面读数不一致，请检查录像是否剪接或变速。")
        self._said.say(said)
        self._show_facts()
        self.go_on.setEnabled(True)
        self.go_on.setFocus()

    def _show_facts(self) -> None:
        film, found = self.film, self.found
        if film is None:
            return
        facts = [
            (self.tr("录像"), film.name),
            (self.tr("设备所记"), wording.compact(film.device_start)),
            (self.tr("时间来源"), wording.sentence(film.source.label)),
        ]
        if found is not None:
            facts += [
                (self.tr("真实开始"), wording.compact(found.true_start)),
                (self.tr("读到画面"), wording.tr("{n} 个", n=len(found.sightings))),
            ]
        self._facts.show_facts(facts)

    def accept(self) -> None:
        """Close with what was found."""
        self.form.forgive()
        if self.film is None or self.found is None:
            return
        if not self.device.text().strip():
            self.form.complain(self.device, self.tr("请填写设备编号。"))
            return
        film = replace(self.film, device=self.device.text().strip())
        self.measurement = measurement_of(film, self.found, "", by_hand=self.by_hand)
        super().accept()
