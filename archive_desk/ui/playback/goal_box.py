"""The field in which one says where to go: by the clock, by the position, by the picture."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from archive_desk.domain.goals import Goal, goal_named, moments_named
from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.session import PlaybackSession
from archive_desk.ui.theme import theme
from archive_desk.ui.zones import zone


class GoalBox(QLineEdit):
    """Goes there when Return is pressed, or says why not.

    Signals:
        reached: the player goes there.
    """

    reached = Signal()

    def __init__(self, session: PlaybackSession, notices: Notices) -> None:
        super().__init__()
        self._session, self._notices = session, notices
        self.setObjectName("player-go-to")
        self.setAccessibleName(self.tr("跳转到时间"))
        self.setPlaceholderText(self.tr("跳转到 时:分:秒"))
        self.setToolTip(
            self.tr(
                "时刻 09:31:05.5、上午九点半、24:00，可带日期 12月1日 0:10；"
                "播放位置 +1:05.5；画面序号 #62。回车跳转，Ctrl+G 到这里。"
            )
        )
        self.setMinimumWidth(theme().px(90))
        self.setMaximumWidth(theme().px(150))
        self.returnPressed.connect(self._on_returned)

    def _on_returned(self) -> None:
        opened, goal = self._session.current, goal_named(self.text())
        if opened is None:
            return
        if goal is None:
            self._notices.warn(
                self.tr("请输入时刻，如 09:31:05；或播放位置，如 +1:05.5；或画面序号，如 #62。")
            )
        elif goal.clock is not None and opened.footage.started_at is None:
            self._notices.warn(self.tr("不知道这段音像何时开始，不能按时刻跳转。"))
        elif self._go(opened, goal):
            self.reached.emit()
        else:
            self._notices.warn(self._bounds(opened, goal))

    def _go(self, opened: Opened, goal: Goal) -> bool:
        session, index = self._session, self._session.index
        if goal.number is not None:
            if index is None or goal.number >= index.count:
                return False
            session.seek_picture(opened.footage.id, goal.number)
            return True
        if goal.at_ms is not None:
            if goal.at_ms > session.length_ms:
                return False
            session.seek(goal.at_ms)
            return True
        around = opened.footage.started_at
        moments = [] if around is None else moments_named(goal, around, zone())
        return any(session.seek_moment(moment, opened.footage.id) for moment in moments)

    def _bounds(self, opened: Opened, goal: Goal) -> str:
        """Between which ends one can go."""
        session, programme = self._session, self._session.programme
        if goal.clock is not None and programme is not None and programme.stretches:
            first, last = programme.stretches[0], programme.stretches[-1]
            return self.tr("这一时刻不在播放的音像之内：{start} 至 {end}。").format(
                start=wording.compact(first.start), end=wording.compact(last.start + last.span)
            )
        if goal.number is not None and session.index is not None:
            return self.tr("这段音像的画面序号是 0 至 {last}。").format(
                last=session.index.count - 1
            )
        return self.tr("这段音像的播放位置是 0 至 {end}。").format(
            end=wording.position(session.length_ms)
        )
