"""Rules in a few words, where there is no room for the whole explanation."""

from archive_desk.domain.regulations import Clock, Regulation
from archive_desk.ui import wording


def in_one_line(regulation: Regulation) -> str:
    """What an office will feel of a regulation from day to day."""
    signatures = wording.listing(
        wording.tr(
            "{role}{signature}",
            role=wording.sentence(step.role.label),
            signature=wording.sentence(step.title),
        )
        for step in regulation.chain.steps
    )
    parts = [wording.tr("借阅：{signatures}", signatures=signatures)]
    for clock in (Clock.HAND_IN, Clock.BURN, Clock.ARCHIVE):
        deadline = regulation.deadline(clock)
        if deadline.standing.binding and deadline.period is not None:
            parts.append(
                wording.tr(
                    "{clock}：{period}",
                    clock=wording.sentence(clock.label),
                    period=wording.sentence(deadline.period.words),
                )
            )
    if len(parts) == 1:
        parts.append(wording.tr("存储、刻录和归档的期限由单位设定"))
    return "    ".join(parts)
