"""When an application for disclosure must be answered, counted and explained step by step.

政府信息公开条例 Art. 30 (corrected once: the period begins anew), Arts. 32–33 (what consulting a
third party takes is not counted, 15 working days at most), Art. 33 (20 working days; extended once
by 20 at most). Working days, 调休 included.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from archive_desk.domain.clock import Count, Period, Unit, count, end_of_day
from archive_desk.domain.disclosure import (
    Application,
    DisclosureState,
    Step,
    StepKind,
    consultations,
    law,
)
from archive_desk.domain.errors import Refused
from archive_desk.domain.holidays import WorkCalendar, say_day
from archive_desk.domain.sentences import Sentence, say

REPLY_DAYS = 20
CORRECTION_DAYS = 7
THIRD_PARTY_DAYS = 15
LONGEST_EXTENSION = 20


@dataclass(frozen=True)
class DisclosurePeriods:
    """The periods of the law, in working days."""

    reply: int = REPLY_DAYS
    correction: int = CORRECTION_DAYS
    third_party: int = THIRD_PARTY_DAYS
    extension: int = LONGEST_EXTENSION


LAWFUL = DisclosurePeriods()


@dataclass(frozen=True)
class ReplyClock:
    """The end of the period for the answer and how it was reached.

    `due` is None while the applicant is asked to correct: the period begins anew then. `standing`:
    time is not being counted now. `not_counted` are the working days left out for consultations.
    `provisional` (预计): it depends on a year whose holidays are not known, or on a consultation
    that still runs.
    """

    due: datetime | None
    steps: tuple[Sentence, ...]
    standing: bool = False
    provisional: bool = False
    not_counted: int = 0
    extended: int = 0


def correction_until(
    received: date, calendar: WorkCalendar, periods: DisclosurePeriods = LAWFUL
) -> date:
    """The last day on which the applicant may be asked to correct (Art. 30)."""
    return calendar.add(received, periods.correction)


def third_party_until(
    asked: date, calendar: WorkCalendar, periods: DisclosurePeriods = LAWFUL
) -> date:
    """The last day on which a third party may answer (Art. 32)."""
    return calendar.add(asked, periods.third_party)


def reply_clock(
    application: Application,
    calendar: WorkCalendar,
    zone: tzinfo,
    periods: DisclosurePeriods = LAWFUL,
) -> ReplyClock:
    """When `application` must be answered, after all its steps."""
    draft = application.draft
    steps: list[Sentence] = [
        say(
            "{rule}收到申请之日为{day}（{basis}）。",
            rule=draft.receipt_rule,
            day=say_day(draft.received_on),
            basis=str(law("第三十一条")),
        )
    ]
    asked, corrected = (
        application.last(StepKind.ASK_CORRECTION),
        application.last(StepKind.CORRECTED),
    )
    if asked is not None:
        steps.append(_asked(asked, draft.received_on, calendar, periods))
    if asked is not None and corrected is None:
        return ReplyClock(None, tuple(steps), standing=True)
    start = draft.received_on
    if corrected is not None:
        start = corrected.on
        steps.append(
            say(
                "{day}收到补正，答复期限自收到补正之日起重新计算（{basis}）。",
                day=say_day(start),
                basis=str(law("第三十条")),
            )
        )
    return _count(application, start, steps, calendar, zone, periods)


def _asked(
    asked: Step, received: date, calendar: WorkCalendar, periods: DisclosurePeriods
) -> Sentence:
    return say(
        "{day}告知补正；告知应在收到之日起{count}个工作日内，即{last}前一次性作出（{basis}）。",
        day=say_day(asked.on),
        count=periods.correction,
        last=say_day(correction_until(received, calendar, periods)),
        basis=str(law("第三十条")),
    )


def _count(
    application: Application,
    start: date,
    steps: list[Sentence],
    calendar: WorkCalendar,
    zone: tzinfo,
    periods: DisclosurePeriods,
) -> ReplyClock:
    extended = application.last(StepKind.EXTEND)
    days = 0 if extended is None else extended.days
    steps.append(
        say(
            "自收到之日起{count}个工作日内答复（{basis}）。",
            count=periods.reply,
            basis=str(law("第三十三条")),
        )
    )
    not_counted, running = 0, False
    for begun, ended in consultations(application.steps):
        if begun.on < start:
            continue
        left_out, said = _consulted(begun, ended, calendar, periods)
        steps.append(said)
        not_counted += left_out
        running = running or ended is None
    if extended is not None:
        steps.append(
            say(
                "{by}于{day}同意延长{count}个工作日，最长{most}个（{basis}）。",
                by=extended.by,
                day=say_day(extended.on),
                count=days,
                most=periods.extension,
                basis=str(law("第三十三条")),
            )
        )
    total = periods.reply + days + not_counted
    if days or not_counted:
        steps.append(
            say(
                "合计 {base}＋延长 {extended}＋不计入 {left}＝{total} 个工作日。",
                base=periods.reply,
                extended=days,
                left=not_counted,
                total=total,
            )
        )
    counted: Count = count(
        end_of_day(start, zone), Period(total, Unit.WORKING_DAYS), calendar, zone
    )
    if running:
        steps.append(say("征求第三方意见尚未结束，此日期按第三方期限届满预计。"))
    standing = application.state is DisclosureState.CONSULTING
    return ReplyClock(
        counted.due,
        (*steps, *counted.steps),
        standing=standing,
        provisional=counted.provisional or running,
        not_counted=not_counted,
        extended=days,
    )


def _consulted(
    begun: Step, ended: Step | None, calendar: WorkCalendar, periods: DisclosurePeriods
) -> tuple[int, Sentence]:
    """The working days that a consultation leaves out, and how that is said."""
    limit = third_party_until(begun.on, calendar, periods)
    until = limit if ended is None else min(ended.on, limit)
    left_out = calendar.between(begun.on, until)
    return left_out, say(
        "{first}至{last}征求{party}意见，所需{count}个工作日不计入（第三方至迟于{limit}答复，{basis}）。",
        first=say_day(begun.on),
        last=say_day(until),
        party=begun.party,
        count=left_out,
        limit=say_day(limit),
        basis=str(law("第三十二条、第三十三条")),
    )


def check_days(
    application: Application,
    step: Step,
    calendar: WorkCalendar,
    zone: tzinfo,
    periods: DisclosurePeriods = LAWFUL,
) -> None:
    """Refuse a step that comes after its own period, or asks for more time than there is.

    Raises:
        Refused: with the article.
    """
    if step.kind is StepKind.ASK_CORRECTION:
        last = correction_until(application.draft.received_on, calendar, periods)
        if step.on > last:
            raise Refused(
                say(
                    "告知补正应在收到之日起{count}个工作日内，已于{last}期满。",
                    count=periods.correction,
                    last=say_day(last),
                ),
                basis=law("第三十条"),
            )
    if step.kind is StepKind.EXTEND:
        if not 1 <= step.days <= periods.extension:
            raise Refused(
                say("延长应在 1 到 {most} 个工作日之间。", most=periods.extension),
                basis=law("第三十三条"),
            )
        due = reply_clock(application, calendar, zone, periods).due
        if due is not None and step.on > due.astimezone(zone).date():
            raise Refused(
                say("答复期限已于 {due} 届满，不能再延长。", due=f"{due:%Y-%m-%d}"),
                basis=law("第三十三条"),
            )
