"""Why a recording is said to have begun when it did: every time found, and what speaks against it.

The sources are shown in the order of trust, the one believed first; nothing is hidden.
"""

from dataclasses import dataclass
from datetime import timedelta

from archive_desk.domain.corrected_time import Basis
from archive_desk.domain.footage import Footage, TimeClaim, TimeSource
from archive_desk.languages import Language
from archive_desk.ui import wording
from archive_desk.ui.footage import listing

_SAME = timedelta(seconds=1)
_CLOSING = timedelta(seconds=2)
"""A card's times are exact to two seconds."""


@dataclass(frozen=True)
class Told:
    """One source: its name, the time it gives, and how it compares with the one believed."""

    source: str
    time: str
    note: str = ""
    believed: bool = False


def told(item: Footage) -> list[Told]:
    """What each source says, the one believed first."""
    return [_told(item, number, claim) for number, claim in enumerate(item.claims)]


def _told(item: Footage, number: int, claim: TimeClaim) -> Told:
    source = wording.sentence(claim.source.label)
    time = wording.day(claim.at.date()) if claim.whole_day else wording.compact(claim.at)
    if number == 0 and claim.source is item.started_by:
        if claim.source is TimeSource.PERSON and claim.raw:
            return Told(source, time, wording.tr("理由：{reason}", reason=claim.raw), believed=True)
        return Told(source, time, believed=True)
    return Told(source, time, _difference(item, claim))


def _difference(item: Footage, claim: TimeClaim) -> str:
    if item.started_at is None or claim.whole_day:
        return ""
    difference = claim.at - item.started_at
    if abs(difference) <= _SAME:
        return wording.tr("一致")
    if item.ended_at is not None and abs(claim.at - item.ended_at) <= _CLOSING:
        return wording.tr("与录制结束的时间一致")
    amount = exact_span(abs(difference))
    if difference < timedelta(0):
        return wording.tr("早 {amount}", amount=amount)
    return wording.tr("晚 {amount}", amount=amount)


def clock_error(item: Footage) -> str:
    """How far the recorder's clock was off, where a person or a check has said so."""
    if item.device_time is None or abs(item.clock_offset) < _SAME:
        return ""
    amount = exact_span(abs(item.clock_offset))
    said = wording.compact(item.device_time)
    if item.clock_offset > timedelta(0):
        return wording.tr("设备时钟快 {amount}，当时显示 {said}", amount=amount, said=said)
    return wording.tr("设备时钟慢 {amount}，当时显示 {said}", amount=amount, said=said)


def corrections(item: Footage, basis: Basis) -> list[str]:
    """What was added to the device's time, each with who said so and why."""
    said = []
    ruling, applied = basis.ruling, basis.error
    if ruling is not None and ruling.fault is not None:
        said.append(
            wording.tr(
                "认定：{fault}。{by}：{reason}",
                fault=wording.sentence(ruling.fault.label),
                by=ruling.by,
                reason=ruling.reason,
            )
        )
    if applied is not None:
        template = "{error}（±{range} 秒），{when}校时，{by}：{reason}"
        if applied.interpolated:
            template = "{error}（±{range} 秒），按前后两次校时推算，{when}校时，{by}：{reason}"
        said.append(
            wording.tr(
                template,
                error=_fast_or_slow(applied.offset),
                range=f"{applied.uncertainty.total_seconds():.1f}",
                when=wording.compact(applied.error.measured_at, seconds=False),
                by=applied.error.by,
                reason=applied.error.reason,
            )
        )
    if said and item.device_time is not None:
        said.append(wording.tr("设备当时显示 {said}", said=wording.compact(item.device_time)))
    return said or [words for words in [clock_error(item)] if words]


def _fast_or_slow(offset: timedelta) -> str:
    amount = exact_span(abs(offset))
    if offset > timedelta(0):
        return wording.tr("设备时钟快 {amount}", amount=amount)
    return wording.tr("设备时钟慢 {amount}", amount=amount)


def exact_span(length: timedelta) -> str:
    """A length of time to the second in at most two units: `8小时`, `1分钟35秒`, `3天2小时`."""
    seconds = round(length.total_seconds())
    units = ((86_400, "{n}天"), (3_600, "{n}小时"), (60, "{n}分钟"), (1, "{n}秒"))
    parts = []
    for size, words in units:
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(wording.tr(words, n=amount))
        elif parts:
            break
    between = " " if wording.language() is Language.EN else ""
    return between.join(parts[:2]) or wording.tr("{n}秒", n=0)


def against(item: Footage) -> str:
    """What speaks against the time, as sentences below each other."""
    return "\n".join(listing.doubts(item))
