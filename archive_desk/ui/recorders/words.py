"""How clock errors and spans are said."""

from datetime import timedelta

from archive_desk.domain.clock_errors import ClockError
from archive_desk.domain.time_faults import Proposal
from archive_desk.ui import wording

_SECOND = timedelta(seconds=1)


def error_words(offset: timedelta) -> str:
    """A clock's error as a person says it: `快 1分35.0秒`."""
    if abs(offset) < timedelta(milliseconds=50):
        return wording.tr("准确")
    amount = length_words(abs(offset))
    if offset > timedelta(0):
        return wording.tr("快 {amount}", amount=amount)
    return wording.tr("慢 {amount}", amount=amount)


def length_words(length: timedelta) -> str:
    """A length to the tenth of a second where it is short, in two units where it is long."""
    seconds = length.total_seconds()
    if seconds < 60:
        return wording.tr("{n} 秒", n=f"{seconds:.1f}")
    units = ((86_400, "{n} 天"), (3_600, "{n} 小时"), (60, "{n} 分"), (1, "{n} 秒"))
    parts, left = [], round(seconds)
    for size, words in units:
        amount, left = divmod(left, size)
        if amount:
            parts.append(wording.tr(words, n=amount))
        elif parts:
            break
    return " ".join(parts[:2])


def range_words(uncertainty: timedelta) -> str:
    """How exactly something is known."""
    return wording.tr("±{n} 秒", n=f"{uncertainty.total_seconds():.1f}")


def span_words(error: ClockError) -> str:
    """From when until when, by the device's clock, a measurement applies."""
    begin, end = error.valid_from, error.valid_until
    if begin is None and end is None:
        return wording.tr("这台设备的全部音像")
    if end is None:
        return wording.tr("设备时间 {begin} 起", begin=wording.compact(begin))
    if begin is None:
        return wording.tr("设备时间 {end} 之前", end=wording.compact(end))
    return wording.tr(
        "设备时间 {begin} 至 {end}", begin=wording.compact(begin), end=wording.compact(end)
    )


def signed(length: timedelta | None) -> str:
    """A difference with its sign: `+8:15:02`."""
    if length is None:
        return "—"
    sign = "-" if length < timedelta(0) else "+"
    seconds = round(abs(length) / _SECOND)
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}"


def effect_words(proposal: Proposal) -> str:
    """What confirming a proposal does."""
    if proposal.moves_start:
        return wording.tr("确认后按此改正开始时间")
    return wording.tr("开始时间不变，确认后解除存疑")
