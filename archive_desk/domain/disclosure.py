"""Disclosure on application (依申请公开): the application, its steps, and what may follow on what.

政府信息公开条例 (Order 711). Everything that happens is a step that is written once; where an
application stands, and when it is due, follows from its steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import DerivedId, DisclosureId
from archive_desk.domain.sentences import Sentence, say

LAW = "中华人民共和国政府信息公开条例"
_LONGEST = 2000


def law(article: str) -> Basis:
    """An article of the law on open government as a basis."""
    return Basis(LAW, article)


class HowReceived(StrEnum):
    """How an application came (Art. 31): each has its own rule for the day of receipt."""

    IN_PERSON = "in_person"
    SIGNED_POST = "signed_post"
    PLAIN_POST = "plain_post"
    INTERNET_FAX = "internet_fax"

    @property
    def label(self) -> str:
        """The way in Chinese."""
        return _HOW_TITLES[self]

    @property
    def confirmed(self) -> bool:
        """Whether it counts from the day of a confirmation, not of arrival."""
        return self in {HowReceived.PLAIN_POST, HowReceived.INTERNET_FAX}


_HOW_TITLES = {
    HowReceived.IN_PERSON: "当面提交",
    HowReceived.SIGNED_POST: "邮寄（签收）",
    HowReceived.PLAIN_POST: "平常信函（无需签收）",
    HowReceived.INTERNET_FAX: "互联网或传真",
}

_RECEIPT_RULES = {
    HowReceived.IN_PERSON: say("当面提交的，以提交之日为收到申请之日。"),
    HowReceived.SIGNED_POST: say("邮寄方式提交的，以签收之日为收到申请之日。"),
    HowReceived.PLAIN_POST: say(
        "平常信函等无需签收的邮寄，应于收到当日与申请人确认，以确认之日为收到申请之日。"
    ),
    HowReceived.INTERNET_FAX: say("通过互联网或传真提交的，以双方确认之日为收到申请之日。"),
}


class ApplicantKind(StrEnum):
    """Who asks."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return {"citizen": "公民", "organisation": "法人或其他组织"}[self.value]


class AnswerKind(StrEnum):
    """How an application is answered: the seven kinds of Art. 36, parted where forms differ."""

    ALREADY_PUBLIC = "already_public"
    GIVEN = "given"
    PARTLY_GIVEN = "partly_given"
    REFUSED = "refused"
    WITHHELD = "withheld"
    NOT_HELD = "not_held"
    NOT_OURS = "not_ours"
    REPEATED = "repeated"
    OTHER_PROCEDURE = "other_procedure"

    @property
    def label(self) -> str:
        """The answer in Chinese."""
        return _ANSWERS[self][0]

    @property
    def basis(self) -> Basis:
        """The item of Art. 36 it belongs to, with the article that makes it so."""
        return law(_ANSWERS[self][1])

    @property
    def gives(self) -> bool:
        """Whether the applicant gets something."""
        return self in {AnswerKind.GIVEN, AnswerKind.PARTLY_GIVEN}


_ANSWERS = {
    AnswerKind.ALREADY_PUBLIC: ("已主动公开，告知获取方式", "第三十六条第一项"),
    AnswerKind.GIVEN: ("予以公开", "第三十六条第二项"),
    AnswerKind.PARTLY_GIVEN: ("部分公开", "第三十六条第二项、第三十七条"),
    AnswerKind.REFUSED: ("不予公开", "第三十六条第三项"),
    AnswerKind.WITHHELD: ("可以不予公开（第十六条第二款）", "第三十六条第三项、第十六条第二款"),
    AnswerKind.NOT_HELD: ("信息不存在", "第三十六条第四项"),
    AnswerKind.NOT_OURS: ("不属于本机关公开", "第三十六条第五项"),
    AnswerKind.REPEATED: ("重复申请，不予重复处理", "第三十六条第六项"),
    AnswerKind.OTHER_PROCEDURE: ("按其他法律的专门规定办理", "第三十六条第七项"),
}


class Ground(StrEnum):
    """Why something is not made public."""

    STATE_SECRET = "state_secret"
    THIRD_PARTY = "third_party"
    INTERNAL = "internal"
    CASE_FILE = "case_file"

    @property
    def label(self) -> str:
        """The ground in Chinese."""
        return _GROUNDS[self][0]

    @property
    def basis(self) -> Basis:
        """The article."""
        return law(_GROUNDS[self][1])


_GROUNDS = {
    Ground.STATE_SECRET: ("国家秘密或法律、行政法规禁止公开", "第十四条"),
    Ground.THIRD_PARTY: ("商业秘密、个人隐私，公开会损害第三方", "第十五条"),
    Ground.INTERNAL: ("内部事务信息", "第十六条第一款"),
    Ground.CASE_FILE: ("过程性信息、行政执法案卷信息", "第十六条第二款"),
}


class DisclosureState(StrEnum):
    """Where an application stands."""

    IN_HAND = "in_hand"
    CORRECTING = "correcting"
    CONSULTING = "consulting"
    PROPOSED = "proposed"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]

    @property
    def open(self) -> bool:
        """Whether an answer is still to be given."""
        return self in _OPEN


_STATE_TITLES = {
    DisclosureState.IN_HAND: "办理中",
    DisclosureState.CORRECTING: "待申请人补正",
    DisclosureState.CONSULTING: "征求第三方意见",
    DisclosureState.PROPOSED: "答复待批准",
    DisclosureState.ANSWERED: "已答复，待送达",
    DisclosureState.DELIVERED: "已送达",
    DisclosureState.CLOSED: "已终结",
}

_OPEN = frozenset(
    {
        DisclosureState.IN_HAND,
        DisclosureState.CORRECTING,
        DisclosureState.CONSULTING,
        DisclosureState.PROPOSED,
    }
)


class StepKind(StrEnum):
    """What can happen to an application."""

    ASK_CORRECTION = "ask_correction"
    CORRECTED = "corrected"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"
    CONSULT = "consult"
    CONSULTED = "consulted"
    EXTEND = "extend"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    ANSWER = "answer"
    DELIVER = "deliver"

    @property
    def label(self) -> str:
        """The step in Chinese."""
        return _STEP_TITLES[self]


_STEP_TITLES = {
    StepKind.ASK_CORRECTION: "告知补正",
    StepKind.CORRECTED: "收到补正",
    StepKind.ABANDONED: "逾期不补正，视为放弃",
    StepKind.WITHDRAWN: "申请人撤回",
    StepKind.CONSULT: "征求第三方意见",
    StepKind.CONSULTED: "第三方意见收到或期满",
    StepKind.EXTEND: "延长答复期限",
    StepKind.PROPOSE: "拟定答复",
    StepKind.SEND_BACK: "退回重拟",
    StepKind.ANSWER: "批准答复",
    StepKind.DELIVER: "送达",
}

FLOW: Mapping[tuple[DisclosureState, StepKind], DisclosureState] = {
    (DisclosureState.IN_HAND, StepKind.ASK_CORRECTION): DisclosureState.CORRECTING,
    (DisclosureState.CORRECTING, StepKind.CORRECTED): DisclosureState.IN_HAND,
    (DisclosureState.CORRECTING, StepKind.ABANDONED): DisclosureState.CLOSED,
    (DisclosureState.IN_HAND, StepKind.CONSULT): DisclosureState.CONSULTING,
    (DisclosureState.CONSULTING, StepKind.CONSULTED): DisclosureState.IN_HAND,
    (DisclosureState.IN_HAND, StepKind.EXTEND): DisclosureState.IN_HAND,
    (DisclosureState.CONSULTING, StepKind.EXTEND): DisclosureState.CONSULTING,
    (DisclosureState.IN_HAND, StepKind.PROPOSE): DisclosureState.PROPOSED,
    (DisclosureState.PROPOSED, StepKind.SEND_BACK): DisclosureState.IN_HAND,
    (DisclosureState.PROPOSED, StepKind.ANSWER): DisclosureState.ANSWERED,
    (DisclosureState.ANSWERED, StepKind.DELIVER): DisclosureState.DELIVERED,
    **{(state, StepKind.WITHDRAWN): DisclosureState.CLOSED for state in _OPEN},
}
"""The state chart; what is not drawn is refused."""

ONCE = frozenset({StepKind.ASK_CORRECTION, StepKind.EXTEND})
"""Steps that the law allows once only (Arts. 30 and 33)."""


@dataclass(frozen=True)
class Answer:
    """What an application is answered with, as proposed.

    `reasons` are written to the applicant; `derived` the redacted copies he gets, by their ids;
    `copies` names other copies; `fee_cents` is asked only of who asks too much (Art. 42).
    """

    kind: AnswerKind
    reasons: str
    ground: Ground | None = None
    derived: tuple[DerivedId, ...] = ()
    copies: str = ""
    fee_cents: int = 0

    def require_sense(self) -> None:
        """Refuse an answer that lacks what the law wants of it.

        Raises:
            InvalidInput: reasons, ground, or the redacted copy are missing; with the article.
        """
        if not self.reasons.strip():
            raise InvalidInput(say("请写明答复的内容和理由。"), basis=self.kind.basis)
        if len(self.reasons) > _LONGEST:
            raise InvalidInput(say("“{text}…”太长，请缩短。", text=self.reasons[:20]))
        if self.kind is AnswerKind.REFUSED and self.ground is None:
            raise InvalidInput(say("不予公开的，请选择依据的条款。"), basis=self.kind.basis)
        partly = self.kind is AnswerKind.PARTLY_GIVEN
        if partly and not (self.derived or self.copies.strip()):
            raise InvalidInput(
                say("部分公开的，请指明区分处理后的复制件（衍生件）。"), basis=law("第三十七条")
            )
        if partly and self.ground is None:
            raise InvalidInput(
                say("部分公开的，请选择不公开部分依据的条款。"), basis=law("第三十七条")
            )
        if not self.kind.gives and (self.derived or self.copies.strip()):
            raise InvalidInput(say("这种答复不提供复制件。"), basis=self.kind.basis)
        if self.fee_cents < 0:
            raise InvalidInput(say("费用不能是负数。"), basis=law("第四十二条"))


@dataclass(frozen=True)
class Step:
    """One thing that happened: on which day, by whose word, and what was said.

    `days` is the length of an extension, or the days an applicant is given to correct; `party` the
    third party asked; `answer` what was proposed.
    """

    kind: StepKind
    on: date
    text: str = ""
    days: int = 0
    party: str = ""
    answer: Answer | None = None
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class ApplicationDraft:
    """What an applicant handed in (Art. 29), and how it came (Art. 31).

    `arrived_on` is the day it was handed in, signed for or came; `confirmed_on` the day of the
    confirmation, where that is what counts.
    """

    applicant: str
    kind: ApplicantKind
    identity: str
    contact: str
    content: str
    form_wanted: str
    how: HowReceived
    arrived_on: date
    confirmed_on: date | None = None
    case_no: str = ""

    def require_sense(self, today: date) -> None:
        """Refuse what Art. 29 does not call an application, or days that cannot be.

        Raises:
            InvalidInput: with the first thing that is wrong, and its article.
        """
        wanted = (
            (self.applicant, say("请填写申请人的姓名或名称。")),
            (self.identity, say("请填写申请人的身份证明。")),
            (self.contact, say("请填写申请人的联系方式。")),
            (self.content, say("请填写申请公开的内容。")),
        )
        for value, complaint in wanted:
            if not value.strip():
                raise InvalidInput(complaint, basis=law("第二十九条"))
            if len(value) > _LONGEST:
                raise InvalidInput(say("“{text}…”太长，请缩短。", text=value[:20]))
        if self.how.confirmed and self.confirmed_on is None:
            raise InvalidInput(
                say("{how}提交的，请填写与申请人确认的日期。", how=say(self.how.label)),
                basis=law("第三十一条"),
            )
        if self.received_on > today or self.arrived_on > today:
            raise InvalidInput(say("收到申请的日期在将来，请核对。"), basis=law("第三十一条"))
        if self.received_on < self.arrived_on:
            raise InvalidInput(say("确认的日期不能早于收到的日期。"), basis=law("第三十一条"))

    @property
    def received_on(self) -> date:
        """The day of receipt in the law's sense, from which the periods count."""
        if self.how.confirmed and self.confirmed_on is not None:
            return self.confirmed_on
        return self.arrived_on

    @property
    def receipt_rule(self) -> Sentence:
        """Why that is the day."""
        return _RECEIPT_RULES[self.how]


@dataclass(frozen=True)
class Application:
    """One line of the register (政府信息公开申请登记), with its steps in their order."""

    id: DisclosureId
    no: str
    draft: ApplicationDraft
    entered_at: datetime
    entered_by: str
    steps: tuple[Step, ...] = ()

    @property
    def state(self) -> DisclosureState:
        """Where it stands, by its steps."""
        state = DisclosureState.IN_HAND
        for step in self.steps:
            state = FLOW[state, step.kind]
        return state

    @property
    def answer(self) -> Answer | None:
        """What was proposed last."""
        return next((s.answer for s in reversed(self.steps) if s.answer is not None), None)

    def last(self, kind: StepKind) -> Step | None:
        """The latest step of a kind."""
        return next((step for step in reversed(self.steps) if step.kind is kind), None)

    @property
    def answered_on(self) -> date | None:
        """The day the answer was given its signature; None before."""
        step = self.last(StepKind.ANSWER)
        return None if step is None else step.on

    def require(self, step: Step, today: date) -> None:
        """Refuse a step that the chart does not draw here, or a day that cannot be.

        Raises:
            Refused: the step is not drawn, or has been taken already where once is all.
            InvalidInput: its day lies before the latest step or in the future.
        """
        state = self.state
        if (state, step.kind) not in FLOW:
            raise Refused(
                say(
                    "{no} 现在是“{state}”，不能{step}。",
                    no=self.no,
                    state=say(state.label),
                    step=say(step.kind.label),
                ),
                basis=_ARTICLES.get(step.kind),
            )
        if step.kind in ONCE and self.last(step.kind) is not None:
            raise Refused(
                say("{no} 已经办过“{step}”，只能一次。", no=self.no, step=say(step.kind.label)),
                basis=_ARTICLES[step.kind],
            )
        earliest = self.steps[-1].on if self.steps else self.draft.received_on
        if not earliest <= step.on <= today:
            raise InvalidInput(
                say(
                    "日期应在 {first} 与 {last} 之间。",
                    first=earliest.isoformat(),
                    last=today.isoformat(),
                )
            )


_ARTICLES = {
    StepKind.ASK_CORRECTION: law("第三十条"),
    StepKind.CORRECTED: law("第三十条"),
    StepKind.ABANDONED: law("第三十条"),
    StepKind.CONSULT: law("第三十二条"),
    StepKind.CONSULTED: law("第三十二条"),
    StepKind.EXTEND: law("第三十三条"),
    StepKind.ANSWER: law("第三十三条"),
    StepKind.PROPOSE: law("第三十六条"),
}


def consultations(steps: Sequence[Step]) -> list[tuple[Step, Step | None]]:
    """Each consultation of a third party with its end; the last may still run."""
    found: list[tuple[Step, Step | None]] = []
    for step in steps:
        if step.kind is StepKind.CONSULT:
            found.append((step, None))
        elif step.kind is StepKind.CONSULTED and found:
            found[-1] = (found[-1][0], step)
    return found
