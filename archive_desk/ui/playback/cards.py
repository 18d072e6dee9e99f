"""What is said on the picture's place while there is no picture."""

from archive_desk.domain.timelines import Pause
from archive_desk.ui import wording
from archive_desk.ui.zones import local


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
