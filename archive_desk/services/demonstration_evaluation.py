"""Two evaluation rounds of the demonstration office: one whose findings are out, one under way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from archive_desk.domain.cases import LinkedFootage
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundPlan,
    SamplingRule,
    Scope,
    Seat,
)
from archive_desk.domain.evaluation_results import Choice
from archive_desk.domain.evaluation_sheet import DeductionDraft, Moment, Verdict
from archive_desk.domain.footage import Kind
from archive_desk.domain.people import Person
from archive_desk.services.desk import Desk
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_results import Results
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.scoring import Assignment, Scoring

_REVIEWERS = ("jianggl", "qinrh")
_SEED = "第 3 次全体会议当场摇号 08 17 25"


@dataclass(frozen=True)
class EvaluationTeller:
    """Tells the rounds on `desk`, whose clock is turned by `turn_to`; `people` by account."""

    desk: Desk
    turn_to: Callable[[datetime], None]
    people: Mapping[str, Person]

    def first_round(self, section: str, opened: date, scored: date, sent: date) -> None:
        """A round on one section: scored by two, a difference settled, findings sent."""
        self._at(opened, 9)
        found = self._begun(
            RoundPlan(
                f"{opened.year}年{opened.month}月案卷评查（试点）",
                opened,
                sent,
                Scope(sections=(section,)),
                SamplingRule(number=1),
                "case_file",
                lead_id=self.people["liangsz"].id,
            )
        )
        self._at(scored, 14)
        (case,) = self._cases(found)
        for seat, tenths in ((Seat.FIRST, 20), (Seat.SECOND, 30)):
            self._score_whole(case, seat, tenths)
        self._at(scored, 17)
        Results(self.desk).settle(
            self.people["liangsz"],
            case.id,
            "continuity",
            Choice.FIRST,
            "中断 40 秒，现场人员有口头说明，按一次中断扣 2 分。",
        )
        self._at(sent, 10)
        Rectifying(self.desk).send(self.people["fangjz"], found.id)

    def second_round(self, opened: date) -> None:
        """A round on everything, just begun: the first reviewer is half through his sheet."""
        self._at(opened, 9, 30)
        quarter = (opened.month + 2) // 3
        found = self._begun(
            RoundPlan(
                f"{opened.year}年第{'一二三四'[quarter - 1]}季度案卷评查",
                opened,
                opened + timedelta(days=30),
                Scope(),
                SamplingRule(share_percent=100),
                "case_file",
                lead_id=self.people["liangsz"].id,
            )
        )
        self._at(opened, 15)
        case = next(
            each
            for each in self._cases(found)
            if each.seat_of(self.people["jianggl"].id) is not None
        )
        reviewer, scoring = self.people["jianggl"], Scoring(self.desk)
        assignment, _state = scoring.open(reviewer, case.id)
        for item in assignment.sheet.items[:9]:
            scoring.answer(reviewer, case.id, item.key, Verdict.FULL)
        scoring.deduct(reviewer, case.id, self._unseen_credentials(assignment))

    def _begun(self, plan: RoundPlan) -> EvaluationRound:
        evaluating, leader = Evaluating(self.desk), self.people["fangjz"]
        made = evaluating.add(leader, plan)
        evaluating.draw(leader, made.id, _SEED)
        evaluating.assign(leader, made.id, _REVIEWERS)
        return evaluating.begin(leader, made.id)

    def _cases(self, found: EvaluationRound) -> list[RoundCase]:
        return list(Evaluating(self.desk).cases(self.people["fangjz"], found.id))

    def _score_whole(self, case: RoundCase, seat: Seat, gap_tenths: int) -> None:
        holder = case.holder(seat)
        assert holder is not None
        reviewer = next(p for p in self.people.values() if p.id == holder.person_id)
        scoring = Scoring(self.desk)
        assignment, _state = scoring.open(reviewer, case.id)
        drafts = [
            self._unseen_credentials(assignment),
            DeductionDraft("continuity", "上楼后中断，没有书面说明", gap_tenths, "gap_unexplained"),
        ]
        for draft in drafts:
            scoring.deduct(reviewer, case.id, draft)
        taken = {draft.item for draft in drafts}
        for item in assignment.sheet.items:
            if item.key == "service":
                scoring.answer(reviewer, case.id, item.key, Verdict.NOT_APPLICABLE)
            elif item.key not in taken:
                scoring.answer(reviewer, case.id, item.key, Verdict.FULL)
        scoring.set_opinion(reviewer, case.id, "程序总体规范，出示证件和中断说明有待改进。")
        scoring.hand_in(reviewer, case.id)

    def _unseen_credentials(self, assignment: Assignment) -> DeductionDraft:
        """Points for credentials, at a moment of the case's first video."""
        videos = [each for each in assignment.dossier.footage if each.kind is Kind.VIDEO]
        moment = _moment(videos[0], 2200) if videos else None
        return DeductionDraft(
            "credentials", "出示证件时证号不可辨认", 10, "not_shown", moment=moment
        )

    def _at(self, day: date, hour: int, minute: int = 0) -> None:
        self.turn_to(datetime.combine(day, time(hour, minute), self.desk.office.zone))


def _moment(footage: LinkedFootage, at_ms: int) -> Moment:
    wall = None
    if footage.started_at is not None:
        wall = footage.started_at + timedelta(milliseconds=at_ms)
    return Moment(footage.footage_id, footage.name, at_ms, None, wall)
