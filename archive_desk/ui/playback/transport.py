"""The buttons under the picture: play, step, speed, sound, still, full screen."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.theme import LARGE, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox

RATES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Speeds on offer."""

_LOUDEST = 200
_NARROW = 500


class Transport(QWidget):
    """What a hand can do to a playing recording.

    Signals:
        play_toggled: play or pause.
        stepped: so many pictures on.
        jumped: so many milliseconds on.
        neighbour_wanted: the recording before (-1) or after (1).
        rate_chosen: the speed.
        volume_chosen: percent; 0 while muted.
        still_wanted: a still of the picture on the screen.
        full_screen_toggled: larger, or back.
    """

    play_toggled = Signal()
    stepped = Signal(int)
    jumped = Signal(int)
    neighbour_wanted = Signal(int)
    rate_chosen = Signal(float)
    volume_chosen = Signal(int)
    still_wanted = Signal()
    full_screen_toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.before = self._button("skip-back", self.tr("上一段"), "player-previous")
        self.step_back = self._button("step-back", self.tr("后退一帧"), "player-step-back")
        self.play = self._button("play", self.tr("播放"), "player-play")
        self.step_forward = self._button("step-forward", self.tr("前进一帧"), "player-step-forward")
        self.after = self._button("skip-forward", self.tr("下一段"), "player-next")
        self.mute = self._button("volume-2", self.tr("静音"), "player-mute")
        self.still = self._button("camera", self.tr("截取画面"), "player-still")
        self.full_screen = self._button("maximize", self.tr("全屏"), "player-full-screen")
        self.rate = ChoiceBox(
            self.tr("播放速度"), [Choice(rate, f"{rate:g}×") for rate in RATES], width=84
        )
        self.rate.setObjectName("player-speed")
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setObjectName("player-volume")
        self.volume.setAccessibleName(self.tr("音量"))
        self._arrange()
        self._connect()

    @property
    def percent(self) -> int:
        """The loudness wanted; 0 while muted."""
        return 0 if self.mute.isChecked() else self.volume.value()

    def show_playing(self, *, playing: bool) -> None:
        """Make the play button say what it would do now."""
        words = self.tr("暂停") if playing else self.tr("播放")
        icons.put(self.play, "pause" if playing else "play", "on_accent")
        self.play.setAccessibleName(words)
        self.play.setToolTip(f"{words}  Space")

    def show_full_screen(self, *, full: bool) -> None:
        """Make the full-screen button say what it would do now."""
        words = self.tr("退出全屏") if full else self.tr("全屏")
        icons.put(self.full_screen, "minimize" if full else "maximize")
        self.full_screen.setAccessibleName(words)
        self.full_screen.setToolTip(f"{words}  F")

    def show_rate(self, rate: float) -> None:
        """Show the speed."""
        with QSignalBlocker(self.rate):
            self.rate.choose(rate)

    def change_volume(self, by: int) -> None:
        """Louder or softer."""
        self.volume.setValue(self.volume.value() + by)

    def offer(self, *, plays: bool, pictures: bool, sound: bool) -> None:
        """Let only that be used which the recording has."""
        for widget in (self.play, self.rate):
            widget.setEnabled(plays)
        for button in (self.step_back, self.step_forward, self.still):
            button.setEnabled(pictures)
        for control in (self.mute, self.volume):
            control.setEnabled(sound)

    def offer_neighbours(self, *, before: bool, after: bool) -> None:
        """Let the recordings beside this one be reached."""
        self.before.setEnabled(before)
        self.after.setEnabled(after)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.volume.setVisible(event.size().width() >= theme().px(_NARROW))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(330), super().minimumSizeHint().height())

    def _button(self, icon: str, words: str, name: str) -> QToolButton:
        made = icon_button(icon, words)
        made.setObjectName(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _arrange(self) -> None:
        side = theme().px(40)
        self.play.setFixedSize(side, side)
        self.play.setProperty("kind", "primary")
        self.mute.setCheckable(True)
        self.volume.setRange(0, _LOUDEST)
        self.volume.setValue(100)
        self.volume.setFixedWidth(theme().px(110))
        self.show_rate(1.0)
        self.show_playing(playing=False)
        self.show_full_screen(full=False)
        self.still.setToolTip(f"{self.still.accessibleName()}  S")
        self.step_back.setToolTip(f"{self.step_back.accessibleName()}  ,")
        self.step_forward.setToolTip(f"{self.step_forward.accessibleName()}  .")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        for button in (self.before, self.step_back, self.play, self.step_forward, self.after):
            row.addWidget(button)
        row.addSpacing(LARGE)
        row.addWidget(self.rate)
        row.addStretch(1)
        row.addWidget(self.mute)
        row.addWidget(self.volume)
        row.addSpacing(SMALL)
        row.addWidget(self.still)
        row.addWidget(self.full_screen)

    def _connect(self) -> None:
        self.play.clicked.connect(lambda: self.play_toggled.emit())
        self.step_back.clicked.connect(lambda: self.stepped.emit(-1))
        self.step_forward.clicked.connect(lambda: self.stepped.emit(1))
        self.before.clicked.connect(lambda: self.neighbour_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.neighbour_wanted.emit(1))
        self.rate.chosen.connect(lambda rate: self.rate_chosen.emit(rate))
        self.mute.toggled.connect(self._on_mute_toggled)
        self.volume.valueChanged.connect(lambda _value: self.volume_chosen.emit(self.percent))
        self.still.clicked.connect(lambda: self.still_wanted.emit())
        self.full_screen.clicked.connect(lambda: self.full_screen_toggled.emit())

    def _on_mute_toggled(self, muted: bool) -> None:
        icons.put(self.mute, "volume-x" if muted else "volume-2")
        self.mute.setAccessibleName(self.tr("取消静音") if muted else self.tr("静音"))
        self.volume_chosen.emit(self.percent)
