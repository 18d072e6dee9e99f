"""The buttons under the picture: play, step, speed, loop, jumps, sound, still, full screen."""

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QToolButton, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox

RATES = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Speeds on offer."""

_LOUDEST = 200
_ROOM_FOR_ALL, _ROOM_FOR_LOOPS, _ROOM_FOR_STOPS, _ROOM_FOR_NEIGHBOURS = 850, 735, 610, 470


class Stop(StrEnum):
    """What one can jump to."""

    MARK = "mark"
    GAP = "gap"
    DOCUMENT = "document"


class Transport(QWidget):
    """What a hand can do to a playing recording.

    Signals:
        play_toggled: play or pause.
        backward_wanted: play backward, faster each time.
        stepped: so many pictures on.
        neighbour_wanted: the recording before (-1) or after (1).
        stop_wanted: jump to the next (1) or previous (-1) `Stop` of a kind.
        rate_chosen: the speed.
        loop_wanted: whether to play the part between the two ends over and over.
        loop_end_set: here is the first (0) or last (1) end of that part.
        volume_chosen: percent; 0 while muted.
        adjusting_toggled, texts_toggled: show the panel, or hide it.
        still_wanted: a still of the picture on the screen.
        full_screen_toggled: larger, or back.
    """

    play_toggled = Signal()
    backward_wanted = Signal()
    stepped = Signal(int)
    neighbour_wanted = Signal(int)
    stop_wanted = Signal(object, int)
    rate_chosen = Signal(float)
    loop_wanted = Signal(bool)
    loop_end_set = Signal(int)
    volume_chosen = Signal(int)
    adjusting_toggled = Signal(bool)
    texts_toggled = Signal(bool)
    still_wanted = Signal()
    full_screen_toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.before = self._button("skip-back", self.tr("上一段"), "player-previous", "PgUp")
        self.step_back = self._button(
            "step-back", self.tr("后退一帧"), "player-step-back", self.tr("，  滚轮")
        )
        self.backward = self._button("play-backward", self.tr("倒放"), "player-backward", "J")
        self.play = self._button("play", self.tr("播放"), "player-play")
        self.step_forward = self._button(
            "step-forward", self.tr("前进一帧"), "player-step-forward", self.tr("。  滚轮")
        )
        self.after = self._button("skip-forward", self.tr("下一段"), "player-next", "PgDn")
        self.loop_from = self._words("A", self.tr("循环起点设在这里"), "player-loop-from", "[")
        self.loop_to = self._words("B", self.tr("循环终点设在这里"), "player-loop-to", "]")
        self.loop = self._button("loop-part", self.tr("循环播放 A–B"), "player-loop", "P")
        self.stops = self._button("jump-to", self.tr("跳到标记、空白或文书时间"), "player-jump")
        self.adjust = self._button("adjust", self.tr("画面与声音调节"), "player-adjust", "V")
        self.texts = self._button("captions-beside", self.tr("随附文字"), "player-texts", "T")
        self.mute = self._button("volume-2", self.tr("静音"), "player-mute")
        self.still = self._button("camera", self.tr("截取画面"), "player-still", "S")
        self.full_screen = self._button("maximize", self.tr("全屏"), "player-full-screen")
        self.rate = ChoiceBox(
            self.tr("播放速度"), [Choice(rate, f"{rate:g}×") for rate in RATES], width=104
        )
        self.rate.setObjectName("player-speed")
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setObjectName("player-volume")
        self.volume.setAccessibleName(self.tr("音量"))
        self._offer_stops()
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
        """Show the speed and the direction."""
        with QSignalBlocker(self.rate), QSignalBlocker(self.backward):
            self.rate.choose(abs(rate))
            self.backward.setChecked(rate < 0)

    def show_loop(self, *, from_set: bool, to_set: bool, running: bool) -> None:
        """Show which ends of the part are set, and whether it is played over and over."""
        with QSignalBlocker(self.loop):
            self.loop.setChecked(running)
        self.loop.setEnabled(self.play.isEnabled())
        self.loop_from.setProperty("chosen", from_set)
        self.loop_to.setProperty("chosen", to_set)
        self.loop_from.setAccessibleDescription(self.tr("已设") if from_set else "")
        self.loop_to.setAccessibleDescription(self.tr("已设") if to_set else "")

    def change_volume(self, by: int) -> None:
        """Louder or softer."""
        self.volume.setValue(self.volume.value() + by)

    def offer(self, *, plays: bool, pictures: bool, sound: bool) -> None:
        """Let only that be used which the recording has."""
        running = (self.play, self.rate, self.backward, self.loop_from, self.loop_to, self.loop)
        for widget in (*running, self.stops):
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
        """Leave out what there is no room for; its keys work all the same."""
        super().resizeEvent(event)
        width = event.size().width()
        for least, controls in self._by_room:
            for control in controls:
                control.setVisible(width >= theme().px(least))

    @property
    def _by_room(self) -> tuple[tuple[int, tuple[QWidget, ...]], ...]:
        return (
            (_ROOM_FOR_ALL, (self.volume,)),
            (_ROOM_FOR_LOOPS, (self.loop_from, self.loop_to, self.loop)),
            (_ROOM_FOR_STOPS, (self.stops, self.texts, self.backward)),
            (_ROOM_FOR_NEIGHBOURS, (self.before, self.after, self.still)),
        )

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(330), super().minimumSizeHint().height())

    def _button(self, icon: str, words: str, name: str, key: str = "") -> QToolButton:
        made = icon_button(icon, words)
        made.setObjectName(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if key:
            made.setToolTip(f"{words}  {key}")
        return made

    def _words(self, letter: str, words: str, name: str, key: str) -> QToolButton:
        made = QToolButton()
        made.setText(letter)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setToolTip(f"{words}  {key}")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _offer_stops(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("player-jump-menu")
        names = {
            Stop.MARK: (self.tr("上一个标记"), self.tr("下一个标记"), "M"),
            Stop.GAP: (self.tr("上一处空白"), self.tr("下一处空白"), "G"),
            Stop.DOCUMENT: (self.tr("上一个文书时间"), self.tr("下一个文书时间"), "D"),
        }
        for stop, (previous, following, key) in names.items():
            for words, direction, shown in ((following, 1, key), (previous, -1, f"Shift+{key}")):
                action = QAction(f"{words}\t{shown}", self)
                action.setObjectName(
                    f"player-jump-{stop}-{'next' if direction > 0 else 'previous'}"
                )
                action.triggered.connect(partial(self._on_stop_chosen, stop, direction))
                menu.addAction(action)
        self.stops.setMenu(menu)
        self.stops.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _on_stop_chosen(self, stop: Stop, direction: int) -> None:
        self.stop_wanted.emit(stop, direction)

    def _arrange(self) -> None:
        side = theme().px(40)
        self.play.setFixedSize(side, side)
        self.play.setProperty("kind", "primary")
        for toggle in (self.mute, self.backward, self.loop, self.adjust, self.texts):
            toggle.setCheckable(True)
        self.volume.setRange(0, _LOUDEST)
        self.volume.setValue(100)
        self.volume.setFixedWidth(theme().px(90))
        self.show_rate(1.0)
        self.show_playing(playing=False)
        self.show_full_screen(full=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        for button in (self.before, self.step_back, self.backward):
            row.addWidget(button)
        for button in (self.play, self.step_forward, self.after):
            row.addWidget(button)
        row.addSpacing(SMALL)
        row.addWidget(self.rate)
        row.addSpacing(SMALL)
        for button in (self.loop_from, self.loop_to, self.loop, self.stops):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.texts)
        row.addWidget(self.adjust)
        row.addWidget(self.mute)
        row.addWidget(self.volume)
        row.addSpacing(MEDIUM - SMALL)
        row.addWidget(self.still)
        row.addWidget(self.full_screen)

    def _connect(self) -> None:
        self.play.clicked.connect(lambda: self.play_toggled.emit())
        self.backward.clicked.connect(lambda: self.backward_wanted.emit())
        self.step_back.clicked.connect(lambda: self.stepped.emit(-1))
        self.step_forward.clicked.connect(lambda: self.stepped.emit(1))
        self.before.clicked.connect(lambda: self.neighbour_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.neighbour_wanted.emit(1))
        self.rate.chosen.connect(lambda rate: self.rate_chosen.emit(rate))
        self.loop_from.clicked.connect(lambda: self.loop_end_set.emit(0))
        self.loop_to.clicked.connect(lambda: self.loop_end_set.emit(1))
        self.loop.toggled.connect(self.loop_wanted)
        self.adjust.toggled.connect(self.adjusting_toggled)
        self.texts.toggled.connect(self.texts_toggled)
        self.mute.toggled.connect(self._on_mute_toggled)
        self.volume.valueChanged.connect(lambda _value: self.volume_chosen.emit(self.percent))
        self.still.clicked.connect(lambda: self.still_wanted.emit())
        self.full_screen.clicked.connect(lambda: self.full_screen_toggled.emit())

    def _on_mute_toggled(self, muted: bool) -> None:
        icons.put(self.mute, "volume-x" if muted else "volume-2")
        self.mute.setAccessibleName(self.tr("取消静音") if muted else self.tr("静音"))
        self.volume_chosen.emit(self.percent)
