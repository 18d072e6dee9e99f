"""How an evaluation is said and coloured: states, verdicts, points, moments."""

from datetime import datetime

from archive_desk.domain.evaluation import EvaluationRound, RoundState
from archive_desk.domain.evaluation_findings import Notice, NoticeState
from archive_desk.domain.evaluation_sheet import Answer, Moment, Score, Verdict, points
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.zones import local

ROUND_TONES = {
    RoundState.DRAFT: Tone.NEUTRAL,
    RoundState.DRAWN: Tone.ACCENT,
    RoundState.REVIEWING: Tone.ACCENT,
    RoundState.SECOND_REVIEW: Tone.ACCENT,
    RoundState.FINDINGS_SENT: Tone.WARN,
    RoundState.CLOSED: Tone.GOOD,
    RoundState.WITHDRAWN: Tone.NEUTRAL,
}
NOTICE_TONES = {
    NoticeState.SENT: Tone.WARN,
    NoticeState.ANSWERED: Tone.ACCENT,
    NoticeState.RETURNED: Tone.BAD,
    NoticeState.ACCEPTED: Tone.GOOD,
}
_VERDICT_TONES = {
    Verdict.UNSEEN: Tone.FAINT,
    Verdict.FULL: Tone.GOOD,
    Verdict.DEDUCTED: Tone.WARN,
    Verdict.NOT_APPLICABLE: Tone.NEUTRAL,
    Verdict.VETOED: Tone.BAD,
}


def round_badge(found: EvaluationRound) -> Badge:
    """Where a round stands."""
    return Badge(wording.sentence(found.state.label), ROUND_TONES[found.state])


def notice_badge(notice: Notice, at: datetime) -> Badge:
    """Where a notice stands at `at`; what came late is said for good."""
    if notice.overdue(at):
        return Badge(wording.tr("逾期未改"), Tone.BAD)
    words = wording.sentence(notice.state.label)
    if notice.answered_late:
        words = wording.tr("{state} · 逾期", state=words)
    return Badge(words, NOTICE_TONES[notice.state])


def verdict_badge(answer: Answer) -> Badge:
    """What is said of an item, with the points lost."""
    words = wording.sentence(answer.verdict.label)
    if answer.verdict is Verdict.DEDUCTED:
        words = f"-{points(answer.lost)}"
    return Badge(words, _VERDICT_TONES[answer.verdict])


def score_words(score: Score) -> str:
    """A score with its grade: `96.5 分 优秀`."""
    return wording.tr(
        "{points} 分 {grade}", points=points(score.tenths), grade=wording.sentence(score.grade.name)
    )


def moment_words(moment: Moment) -> str:
    """A moment of footage: its position, and the true time of day where it is known."""
    words = wording.position(moment.at_ms)
    if moment.wall_clock is not None:
        words += f"  {local(moment.wall_clock):%H:%M:%S}"
    return words


def noted_words(moment: Moment) -> str:
    """The recording's name, and what was seen as the time where it was corrected since."""
    if moment.noted is None:
        return moment.name
    seen = f"{local(moment.noted):%H:%M:%S}"
    return wording.tr("{name}（扣分时显示 {time}，时间已更正）", name=moment.name, time=seen)
