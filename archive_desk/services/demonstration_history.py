"""What happened in the demonstration office before today, told through the real services."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from archive_desk.domain.arrivals import HandOver, Outcome
from archive_desk.domain.cases import CaseDraft, CaseKind, CaseOfficer, DocumentDraft
from archive_desk.domain.disc_health import Occasion
from archive_desk.domain.discs import Medium
from archive_desk.domain.ids import DocumentId, FootageId
from archive_desk.domain.loans import ItemKind, Loan, LoanAct
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.sample_card import CardMaker
from archive_desk.media.sample_history import (
    FAST,
    OLD_VISIT,
    PATROL,
    SCHOOL_KITCHEN,
    UNLICENSED_SCHOOL,
)
from archive_desk.media.sample_story import Story
from archive_desk.services.casework import Casework
from archive_desk.services.circulating import Circulating
from archive_desk.services.demonstration_evaluation import EvaluationTeller
from archive_desk.services.demonstration_outside import OutsideTeller
from archive_desk.services.demonstration_papers import (
    INTERVIEW,
    KITCHEN_REPORT,
    SCHOOL_REPORT,
    scan_document,
)
from archive_desk.services.demonstration_recorders import compare_clocks, register_recorders
from archive_desk.services.desk import Desk
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_reading import Circumstances
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.services.importing import Importing
from archive_desk.services.lending import Lending
from archive_desk.services.marking import Marking

_WEEKDAYS = 5


@dataclass(frozen=True)
class Teller:
    """Tells the history on `desk`, whose clock is turned by `turn_to`; `people` by account."""

    desk: Desk
    turn_to: Callable[[datetime], None]
    people: Mapping[str, Person]
    card_of: Callable[[date], CardMaker]
    today: date

    def tell(self, monitor: Monitor) -> None:
        """Tell everything, from the first inspection to yesterday."""
        school, kitchen, patrol = (weekdays_before(self.today, count) for count in (17, 8, 3))
        penalty_no, inspection_no, open_no = self._numbers(school)
        outside = OutsideTeller(self.desk, self.turn_to, self.people)
        self._at(school, 8)
        register_recorders(self.desk, self.people["dangan"])
        outside.own_rules(school, self.desk.office.regulation)
        footage = self._import(school, UNLICENSED_SCHOOL, "校外监管科", monitor)
        self._penalty_case(penalty_no, school, footage)
        clocks = self.desk, self.people, self.turn_to
        compare_clocks(*clocks, school, {"8810034": FAST})
        disc_no = self._make_disc(penalty_no, weekdays_before(self.today, 14), monitor)
        self._returned_loan(penalty_no, weekdays_before(self.today, 13))
        self._overdue_loan(disc_no, weekdays_before(self.today, 12))
        evaluation = EvaluationTeller(self.desk, self.turn_to, self.people)
        opened, scored, sent = (weekdays_before(self.today, count) for count in (11, 10, 9))
        evaluation.first_round("校外监管科", opened, scored, sent)
        outside.answered_application(sent, weekdays_before(self.today, 8), penalty_no)
        kitchen_footage = self._import(kitchen, SCHOOL_KITCHEN, "安全督导科", monitor)
        self._inspection_case(inspection_no, kitchen, kitchen_footage)
        outside.sensitive(kitchen, min(kitchen_footage.values()))
        day = partial(weekdays_before, self.today)
        outside.party(day(7), day(6), penalty_no)
        outside.court(day(6), day(5), penalty_no, monitor)
        old = self._import(
            school, OLD_VISIT, "校外监管科", monitor, shot_on=school - timedelta(days=4 * 366)
        )
        outside.appraisal(day(4), old)
        self._import(patrol, PATROL, "校外监管科", monitor)
        compare_clocks(*clocks, patrol, {"8810021": 6, "8810047": -2})
        self._case_just_opened(open_no, patrol)
        self._loans_under_way(penalty_no, inspection_no, footage)
        outside.open_application(day(2))
        outside.review(day(2), penalty_no)
        evaluation.second_round(day(1))

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment of the office's day, and the story is there now."""
        moment = datetime.combine(day, time(hour, minute), self.desk.office.zone)
        self.turn_to(moment)
        return moment

    def _numbers(self, day: date) -> tuple[str, str, str]:
        year = day.year
        return f"青教罚〔{year}〕7号", f"青教检〔{year}〕12号", f"青教检〔{year}〕13号"

    def _import(
        self,
        day: date,
        story: Story,
        section: str,
        monitor: Monitor,
        *,
        shot_on: date | None = None,
    ) -> Mapping[str, FootageId]:
        """The recordings of a day by their names, taken in the same evening, or long after."""
        self._at(day, 17, 40)
        clerk, importing = self.people["dangan"], Importing(self.desk)
        with tempfile.TemporaryDirectory(prefix="archive-desk-demo-") as folder:
            card = Path(folder) / "CARD"
            self.card_of(shot_on or day).write(card, story, monitor)
            listing = importing.scan(clerk, card, Unwatched())
            receipt = importing.take_in(clerk, listing, Unwatched(), HandOver(section=section))
        return {
            line.name: line.footage_id
            for line in receipt.of(Outcome.IMPORTED)
            if line.footage_id is not None
        }

    # -- case files ------------------------------------------------------------------------------

    def _penalty_case(self, no: str, day: date, footage: Mapping[str, FootageId]) -> None:
        ended = self._at(day, 17, 55) - timedelta(minutes=30)
        clerk, casework = self.people["dangan"], Casework(self.desk)
        casework.register(
            clerk,
            CaseDraft(
                no=no,
                cause="未经审批举办校外培训机构",
                party="启明星课外辅导中心",
                kind=CaseKind.PENALTY,
                section="校外监管科",
                officers=self._officers("linzy", "zhouml"),
                opened_on=day,
                ended_at=ended,
            ),
        )
        report = self._document(no, "现场检查（勘验）笔录", day, time(9, 15), time(9, 17))
        interview = self._document(no, "询问笔录", day, time(14, 0), time(14, 4))
        scan_document(self.desk, clerk, no, report, "现场检查（勘验）笔录", SCHOOL_REPORT)
        scan_document(self.desk, clerk, no, interview, "询问笔录", INTERVIEW)
        self._document(no, "责令改正通知书", day, time(16, 0), time(16, 0))
        on_site = [key for name, key in footage.items() if "_0011" <= name[-9:-4] <= "_0020"]
        talks = [key for name, key in footage.items() if name[-9:-4] >= "_0021"]
        casework.link(clerk, no, on_site, stage="调查取证", document_id=report)
        casework.link(clerk, no, talks, stage="调查取证", document_id=interview)
        first = next(key for name, key in footage.items() if name.endswith("_0011.mp4"))
        inside = next(key for name, key in footage.items() if name.endswith("_0013.mp4"))
        marking = Marking(self.desk)
        for key, at_ms, category, note in (
            (first, 400, "门头", "培训机构正门和招牌"),
            (first, 2200, "出示证件", "向现场负责人出示执法证"),
            (first, 3600, "告知", "告知正在全程录音录像"),
            (inside, 800, "进入现场", "二层教室"),
            (inside, 2600, "取证", "在册学员名单"),
        ):
            marking.add(clerk, key, at_ms, category, note)
        marking.add(self.people["jianggl"], inside, 3400, "异议", "负责人称已提交办学申请")

    def _inspection_case(self, no: str, day: date, footage: Mapping[str, FootageId]) -> None:
        ended = self._at(day, 17, 58) - timedelta(hours=1)
        clerk, casework = self.people["dangan"], Casework(self.desk)
        casework.register(
            clerk,
            CaseDraft(
                no=no,
                cause="学校食堂食品安全检查",
                party="青禾实验学校",
                kind=CaseKind.INSPECTION,
                section="安全督导科",
                officers=self._officers("shenyh", "xuqh"),
                opened_on=day,
                ended_at=ended,
            ),
        )
        report = self._document(no, "现场检查（勘验）笔录", day, time(10, 10), time(10, 30))
        scan_document(self.desk, clerk, no, report, "现场检查（勘验）笔录", KITCHEN_REPORT)
        casework.link(clerk, no, list(footage.values()), stage="调查取证", document_id=report)

    def _case_just_opened(self, no: str, day: date) -> None:
        self._at(day, 18, 5)
        Casework(self.desk).register(
            self.people["dangan"],
            CaseDraft(
                no=no,
                cause="校外托管机构安全检查",
                party="春芽托管中心",
                kind=CaseKind.INSPECTION,
                section="校外监管科",
                officers=self._officers("linzy", "zhouml"),
                opened_on=day,
            ),
        )

    def _document(self, no: str, kind: str, day: date, start: time, end: time) -> DocumentId:
        zone = self.desk.office.zone
        draft = DocumentDraft(
            kind,
            started_at=datetime.combine(day, start, zone),
            ended_at=datetime.combine(day, end, zone),
        )
        return Casework(self.desk).add_document(self.people["dangan"], no, draft).id

    def _officers(self, *accounts: str) -> tuple[CaseOfficer, ...]:
        people = [self.people[account] for account in accounts]
        return tuple(CaseOfficer(each.name, each.certificate_no, each.id) for each in people)

    # -- discs and loans -------------------------------------------------------------------------

    def _make_disc(self, no: str, day: date, monitor: Monitor) -> str:
        """The disc of a case, from the plan to the shelf; then the case is archived."""
        self._at(day, 10)
        clerk, imaging = self.people["dangan"], Imaging(self.desk)
        (disc,) = imaging.plan(clerk, DiscRequest(Medium.DVD, cases=(no,)))
        disc = imaging.build(clerk, disc.no, monitor)
        keeping = DiscKeeping(self.desk)
        keeping.register_burned(clerk, disc.no, brand="档案级 DVD-R", media_batch="2026-03")
        with tempfile.TemporaryDirectory(prefix="archive-desk-") as drive:
            copy = Path(drive) / disc.no
            shutil.copyfile(imaging.image_file(disc), copy)
            circumstances = Circumstances(Occasion.READ_BACK, str(say("外接光驱")))
            keeping.read_back(clerk, disc.no, copy, monitor, circumstances)
        keeping.place(clerk, disc.no, "1号库房 A柜 2层")
        self._at(day, 11)
        Casework(self.desk).archive(clerk, no)
        return disc.no

    def _ask(
        self,
        account: str,
        acts: tuple[LoanAct, ...],
        kind: ItemKind,
        reference: str,
        purpose: str,
        days: int,
    ) -> Loan:
        lending, applicant = Lending(self.desk), self.people[account]
        item = lending.item(applicant, kind, reference)
        begun = self.desk.clock()
        until = begun + timedelta(days=days)
        return lending.request(applicant, acts, [item], purpose, begun, until)

    def _sign(self, loan: Loan) -> Loan:
        lending = Lending(self.desk)
        lending.approve(self.people["luca"], loan.id, "情况属实，同意。")
        return lending.approve(self.people["fangjz"], loan.id, "批准，请按期归还。")

    def _returned_loan(self, no: str, day: date) -> None:
        self._at(day, 9, 20)
        loan = self._ask("linzy", (LoanAct.BORROW,), ItemKind.CASE, no, "制作处罚告知书核对事实", 3)
        self._sign(loan)
        circulating = Circulating(self.desk)
        circulating.hand_out(self.people["dangan"], loan.id)
        self._at(weekdays_before(self.today, 11), 16)
        circulating.take_back(self.people["dangan"], loan.id, "案卷完好，页数无误")

    def _overdue_loan(self, disc_no: str, day: date) -> None:
        self._at(day, 14, 30)
        loan = self._ask("zhouml", (LoanAct.BORROW,), ItemKind.DISC, disc_no, "参加案卷评查汇报", 6)
        self._sign(loan)
        Circulating(self.desk).hand_out(self.people["dangan"], loan.id)

    def _loans_under_way(
        self, penalty_no: str, inspection_no: str, footage: Mapping[str, FootageId]
    ) -> None:
        """One live grant, one refusal, and two requests that wait for a signature each."""
        lending = Lending(self.desk)
        interview = next(key for name, key in footage.items() if name.endswith("_0021.mp4"))
        self._at(weekdays_before(self.today, 2), 10, 5)
        live = self._ask(
            "linzy", (LoanAct.VIEW,), ItemKind.CASE, penalty_no, "核对询问笔录起止时间", 10
        )
        self._sign(live)
        refused = self._ask("xuqh", (LoanAct.COPY,), ItemKind.CASE, penalty_no, "留存学习", 20)
        lending.refuse(self.people["luca"], refused.id, "与承办工作无关，请到档案室查阅。")
        self._at(weekdays_before(self.today, 1), 15, 10)
        half = self._ask(
            "zhouml",
            (LoanAct.VIEW, LoanAct.COPY),
            ItemKind.FOOTAGE,
            str(interview),
            "当事人申请听证，准备证据材料",
            7,
        )
        lending.approve(self.people["luca"], half.id, "听证需要，同意。")
        self._ask("shenyh", (LoanAct.VIEW,), ItemKind.CASE, inspection_no, "复查前核对整改问题", 5)


def weekdays_before(day: date, count: int) -> date:
    """The day that is `count` days from Monday to Friday before `day`."""
    while count:
        day -= timedelta(days=1)
        count -= day.isoweekday() <= _WEEKDAYS
    return day
