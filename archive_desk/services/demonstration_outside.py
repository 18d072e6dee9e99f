"""What came from outside in the demonstration office, its own rules, and what ran its term."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from archive_desk.domain.appraisal import Group, Opinion
from archive_desk.domain.complaints import ComplaintDraft, ComplaintKind
from archive_desk.domain.disclosure import (
    Answer,
    AnswerKind,
    ApplicantKind,
    ApplicationDraft,
    Ground,
    HowReceived,
)
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.parties import AccessGround, IdentityKind, PartyDraft, Relation
from archive_desk.domain.people import Person
from archive_desk.domain.provisions import Recipient
from archive_desk.domain.rule_parts import MARKS
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.services.appraising import Appraising
from archive_desk.services.classifying import Classifying
from archive_desk.services.contesting import Contesting
from archive_desk.services.desk import Desk
from archive_desk.services.destruction_lists import DestructionLists
from archive_desk.services.disclosing import Disclosing
from archive_desk.services.lending import Lending
from archive_desk.services.providing import Providing
from archive_desk.services.receiving_parties import PartyWish, ReceivingParties, Shown
from archive_desk.services.rule_keeping import RuleKeeping
from archive_desk.services.rule_parts import RuleParts

_MINUTES = "局长办公会纪要〔演示〕3号"


@dataclass(frozen=True)
class OutsideTeller:
    """Tells it on `desk`, whose clock is turned by `turn_to`; `people` by account."""

    desk: Desk
    turn_to: Callable[[datetime], None]
    people: Mapping[str, Person]

    @property
    def _clerk(self) -> Person:
        return self.people["dangan"]

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        moment = datetime.combine(day, time(hour, minute), self.desk.office.zone)
        self.turn_to(moment)
        return moment

    # -- rules of one's own ----------------------------------------------------------------------

    def own_rules(self, day: date, key: str) -> None:
        """The office decides what the text leaves open, and asks for a kind of mark more."""
        self._at(day, 8, 30)
        decided = {"value": 3, "decision": _MINUTES}
        RuleKeeping(self.desk).decide(self._clerk, key, "open.disc_copies", decided, _MINUTES)
        parts = RuleParts(self.desk)
        kinds = [dict(each) for each in parts.read(self._clerk, key, MARKS).entries]
        kinds.append(
            {"title": "抽样封存", "article": "第十一条", "text": "抽样取证时标出封存的过程。"}
        )
        parts.save(self._clerk, key, MARKS, kinds, _MINUTES)

    def sensitive(self, day: date, footage: FootageId) -> None:
        """A recording shows pupils."""
        self._at(day, 18, 10)
        flags = [Sensitivity.MINOR]
        Classifying(self.desk).flag(self._clerk, [footage], flags, "画面中有学员面部")

    # -- disclosure ------------------------------------------------------------------------------

    def answered_application(self, received: date, answered: date, case_no: str) -> None:
        """An application for disclosure from its receipt to its delivery."""
        disclosing = Disclosing(self.desk)
        no = self._application(received, "何先行", "检查记录和处理结果", case_no)
        self._at(answered, 10)
        reasons = "案卷信息可以不予公开；处理结果已在区政府网站公示，请自行查阅。"
        answer = Answer(AnswerKind.WITHHELD, reasons, Ground.CASE_FILE)
        disclosing.propose(self._clerk, no, answer)
        disclosing.answer(self.people["fangjz"], no, "同意。")
        self._at(answered, 15)
        disclosing.deliver(self._clerk, no, "邮寄送达，单号演示0001", on=answered)

    def open_application(self, received: date) -> None:
        """One that is still to be answered."""
        self._application(received, "晨光社区居民委员会", "本社区托管机构的检查情况", "")

    def _application(self, day: date, who: str, what: str, case_no: str) -> str:
        self._at(day, 9, 40)
        draft = ApplicationDraft(
            who,
            ApplicantKind.CITIZEN if case_no else ApplicantKind.ORGANISATION,
            "证件号码（演示）",
            "青禾区学府路（演示地址）",
            what,
            "纸质复印件",
            HowReceived.IN_PERSON,
            day,
            None,
            case_no,
        )
        return Disclosing(self.desk).register(self._clerk, draft).application.no

    # -- a party ---------------------------------------------------------------------------------

    def party(self, asked: date, came: date, case_no: str) -> None:
        """The party of a case asks to see it, and is shown it two days later."""
        begun = self._at(asked, 10, 30)
        draft = PartyDraft(
            "启明星课外辅导中心负责人",
            IdentityKind.ID_CARD,
            "证件号码（演示）",
            Relation.PARTY,
            AccessGround.REVIEW,
        )
        item = Lending(self.desk).item(self._clerk, ItemKind.CASE, case_no)
        wish = PartyWish((LoanAct.VIEW,), (item,), begun, begun + timedelta(days=14))
        parties = ReceivingParties(self.desk)
        visit = parties.request(self._clerk, draft, wish)
        self._sign(visit.loan.id)
        ended = self._at(came, 15)
        numbers = tuple(each for each, _name in parties.footage_of(self._clerk, visit.line.no))
        shown = Shown(
            numbers[:2], ended - timedelta(minutes=40), ended - timedelta(minutes=5), "林知远"
        )
        parties.show(self._clerk, visit.line.no, shown)

    def _sign(self, loan_id: LoanId) -> None:
        for account in ("luca", "fangjz"):
            Lending(self.desk).approve(self.people[account], loan_id, "同意。")

    # -- the court -------------------------------------------------------------------------------

    def court(self, received: date, given: date, case_no: str, monitor: Monitor) -> None:
        """A suit that was answered with a package, and a review that is still to be answered."""
        self._at(received, 9, 10)
        suit = self._complaint(received, ComplaintKind.COURT, "青禾区人民法院", case_no)
        begun = self._at(given, 9)
        lending = Lending(self.desk)
        item = lending.item(self._clerk, ItemKind.CASE, case_no)
        loan = lending.request(
            self._clerk,
            (LoanAct.PROVIDE,),
            (item,),
            "应诉举证",
            begun,
            begun + timedelta(days=10),
        )
        self._sign(loan.id)
        recipient = Recipient(
            "青禾区人民法院", "（演示）行初1号", "承办法官", "检查、告知和询问的过程"
        )
        self._at(given, 14)
        with tempfile.TemporaryDirectory(prefix="archive-desk-demo-") as folder:
            Providing(self.desk).provide(
                self._clerk, loan.id, recipient, Path(folder), monitor, complaint=suit
            )

    def review(self, received: date, case_no: str) -> None:
        """An application for review that waits for its answer."""
        self._at(received, 16, 20)
        self._complaint(received, ComplaintKind.REVIEW, "青禾区人民政府", case_no)

    def _complaint(self, day: date, kind: ComplaintKind, body: str, case_no: str) -> str:
        draft = ComplaintDraft(kind, body, f"{body}（演示）1号", "启明星课外辅导中心", case_no, day)
        return Contesting(self.desk).register(self._clerk, draft).complaint.no

    # -- what ran its term -----------------------------------------------------------------------

    def appraisal(self, day: date, footage: Mapping[str, FootageId]) -> None:
        """Old pictures appraised: one is to go and waits for its second witness, one stays."""
        self._at(day, 13, 30)
        appraising = Appraising(self.desk)
        appraising.candidates(self._clerk, Unwatched())
        group = Group("方敬之", ("苏静姝", "陆承安"))
        old = sorted(footage.values())
        found = appraising.begin(self._clerk, "到期音像鉴定（演示）", group, old)
        appraising.judge(self._clerk, found.no, old[:1], Opinion.DESTROY, "与现存资料重复，无价值")
        appraising.judge(
            self._clerk, found.no, old[1:], Opinion.EXTEND, "场所沿革可供查考", years=3
        )
        concluded = appraising.conclude(self._clerk, found.no, "逐件查看，意见一致。")
        self._at(day, 16)
        DestructionLists(self.desk).approve(self.people["liangsz"], concluded.list_no, "同意")
