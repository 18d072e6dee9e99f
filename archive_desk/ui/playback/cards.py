"""What is said on the picture's place while there is no picture."""

from archive_desk.domain.timelines import Pause
from archive_desk.media.player import LaneShown
from archive_desk.ui import wording
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.playback.waves import Waves
from archive_desk.ui.zones import local


def show_lane(stage: Stage, waves: Waves, lane: LaneShown) -> None:
    """Show a lane's picture, its wave, or say why there is neither."""
    key = lane.lane
    if lane.picture is not None:
        stage.show_picture(lane.picture, key)
        stage.show_caption(key, f"{wording.position(lane.at_ms)}  #{lane.number}")
        return
    if lane.trouble is not None:
        stage.show_words("triangle-alert", wording.sentence(lane.trouble), key)
    elif lane.waiting:
        stage.show_words("clock", wording.tr("正在打开…"), key)
    elif lane.pause is not None:
        stage.show_words("circle-alert", pause_words(lane.pause), key)
    elif lane.footage_id is None:
        stage.show_words("film", wording.tr("这台记录仪此时没有录制。"), key)
    else:
        waves.show_position(lane)
    stage.show_caption(key, "")


def pause_words(pause: Pause) -> str:
    """A gap, from when to when, and whether somebody has explained it."""
    between = f"{local(pause.start):%H:%M:%S} – {local(pause.end):%H:%M:%S}"
    length = wording.duration(round(pause.length.total_seconds() * 1000))
    if not pause.within_take:
        head = wording.tr("两次录制之间 {length}", length=length)
        return f"{head}\n{between}"
    head = wording.tr("空白 {length}", length=length)
    missing = "、".join(str(number) for number in pause.missing)
    lines = [head, between]
    if missing:
        lines.append(wording.tr("缺少序号 {missing}", missing=missing))
    lines.append(wording.tr("已有说明") if pause.explained else wording.tr("尚未说明原因"))
    return "\n".join(lines)
