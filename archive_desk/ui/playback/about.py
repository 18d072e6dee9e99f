"""What is played: its name, the right it is seen under, and where its time comes from."""

from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from archive_desk.domain.footage import Footage, Health, Kind
from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.panels import Advice, Facts
from archive_desk.ui.widgets.text import label


class About(QWidget):
    """The head of the side panel."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self._name = label("", "heading", wrap=True)
        self._name.setObjectName("player-name")
        self._right = label("", "caption", wrap=True)
        self._right.setObjectName("player-right")
        self._advice = Advice("", Tone.WARN)
        self._advice.setObjectName("player-advice")
        self._facts = Facts()
        for widget in (self._name, self._right, self._advice, self._facts):
            column.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        """Nothing is played."""
        self._name.setText("")
        self._right.setText("")
        self._advice.say("")
        self._facts.show_facts([])

    def show_opened(self, opened: Opened) -> None:
        """Tell about `opened`."""
        item, access = opened.footage, opened.access
        self._name.setText(item.name)
        right = wording.sentence(access.reason)
        if access.until is not None:
            until = wording.compact(access.until, seconds=False)
            right = self.tr("{right}，至 {until}").format(right=right, until=until)
        self._right.setText(self.tr("查看依据：{right}").format(right=right))
        self._advice.say(self._warning(item))
        self._facts.show_facts(
            [
                (self.tr("执法人员"), item.officer),
                (self.tr("设备编号"), item.device),
                (self.tr("科室"), item.section),
                (self.tr("案卷"), wording.listing(item.cases)),
                (self.tr("时间来源"), wording.sentence(item.started_by.label)),
                (self.tr("时钟误差"), self._clock_error(item)),
                (self.tr("画面"), self._picture(item)),
            ]
        )

    def _warning(self, item: Footage) -> str:
        if item.media.health not in {Health.SOUND, Health.NOT_MEDIA}:
            return self.tr("这份原件{state}，只能播放读得出的部分。").format(
                state=wording.sentence(item.media.health.label)
            )
        if item.started_at is None:
            return self.tr("不知道这份音像是何时开始的，只显示播放位置。")
        return ""

    def _clock_error(self, item: Footage) -> str:
        if item.device_time is None:
            return ""
        seconds = round(item.clock_offset / timedelta(seconds=1))
        if not seconds:
            return self.tr("未登记")
        sign = self.tr("快") if seconds > 0 else self.tr("慢")
        return sign + wording.span(timedelta(seconds=abs(seconds)))

    def _picture(self, item: Footage) -> str:
        media = item.media
        if item.kind is Kind.AUDIO or media.width is None:
            return media.audio_codec
        rate = "" if media.frame_rate is None else f"  {float(media.frame_rate):g} fps"
        return f"{media.width}×{media.height}{rate}  {media.video_codec}".strip()
