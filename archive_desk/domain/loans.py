"""Loans (借阅): requests, the signatures they need, the grants they make, circulation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.ids import GrantId, LoanId, PersonId
from archive_desk.domain.loan_requests import NOTHING_ELSE, Particulars, Release
from archive_desk.domain.people import Role
from archive_desk.domain.sentences import Sentence, say


class LoanAct(StrEnum):
    """What may be asked for, each by its own approval (001 Art. 17); deleting is never lent."""

    VIEW = "view"
    COPY = "copy"
    BURN = "burn"
    BORROW = "borrow"
    PROVIDE = "provide"

    @property
    def label(self) -> str:
        """The act in Chinese."""
        return _ACT_TITLES[self]


_ACT_TITLES = {
    LoanAct.VIEW: "查阅",
    LoanAct.COPY: "复制",
    LoanAct.BURN: "刻录",
    LoanAct.BORROW: "借出",
    LoanAct.PROVIDE: "对外提供",
}


def acts_in_words(acts: Sequence[LoanAct]) -> Sentence:
    """Acts as a list in a sentence: 查阅、复制."""
    named = {f"a{number}": say(act.label) for number, act in enumerate(acts)}
    return say("、".join(f"{{{name}}}" for name in named), **named)


class ItemKind(StrEnum):
    """What a loan is about."""

    CASE = "case"
    FOOTAGE = "footage"
    DISC = "disc"
    VOLUME = "volume"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return {"case": "案卷", "footage": "音像", "disc": "光盘", "volume": "纸质卷册"}[self.value]


class LoanState(StrEnum):
    """Where a request stands; overdue is not a state but a lent item past its due date."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    LENT = "lent"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    LoanState.DRAFT: "草稿",
    LoanState.SUBMITTED: "待审批",
    LoanState.INCOMPLETE: "待补正",
    LoanState.APPROVED: "已批准",
    LoanState.REFUSED: "未批准",
    LoanState.WITHDRAWN: "已撤回",
    LoanState.REVOKED: "已撤销",
    LoanState.LENT: "借出中",
    LoanState.RETURNED: "已归还",
}


@dataclass(frozen=True)
class LoanItem:
    """One thing asked for; `label` is its name as it was at the time of the request."""

    kind: ItemKind
    item_id: int
    label: str


class Decision(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class ApprovalStep:
    """One signature: who must give it, and, once given, what was said.

    `title` is the step's name in the regulation (`同意`, `批准`, `审核`). `deputy_for` names the
    person in whose stead it was signed. `named_id` is the person whom the office has named for the
    step; once he has left (`named_active` false), whoever holds the role signs. `entered_by` is
    the clerk who entered a signature given on paper. An `in_person` step is signed by no deputy.
    """

    position: int
    role: Role
    title: str
    signer_id: PersonId | None = None
    signer: str = ""
    decision: Decision | None = None
    opinion: str = ""
    decided_at: datetime | None = None
    deputy_for: str = ""
    named_id: PersonId | None = None
    named: str = ""
    named_active: bool = True
    entered_by: str = ""
    in_person: bool = False

    @property
    def holder_id(self) -> PersonId | None:
        """The one person who must sign, where the office has named somebody who is still there."""
        return self.named_id if self.named_active else None


@dataclass(frozen=True)
class Scope:
    """What an approver consents to: as much as was asked for, or less."""

    acts: tuple[LoanAct, ...]
    items: tuple[LoanItem, ...]
    until: datetime


class Condition(StrEnum):
    """What the inspection of a return finds."""

    INTACT = "intact"
    DAMAGED = "damaged"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The finding in Chinese."""
        return {"intact": "完好", "damaged": "有损坏", "missing": "有缺失"}[self.value]


@dataclass(frozen=True)
class Inspection:
    """One thing that comes back (or does not), and how it looks; damage and loss want a note."""

    item: LoanItem
    condition: Condition = Condition.INTACT
    note: str = ""


@dataclass(frozen=True)
class ItemReturn:
    """A thing of a loan that is accounted for."""

    item: LoanItem
    at: datetime
    condition: Condition
    note: str = ""


@dataclass(frozen=True)
class SectionLoad:
    """What one section has asked for: how much waits, is out, is overdue, was refused."""

    section: str
    requests: int
    waiting: int
    out: int
    overdue: int
    refused: int


@dataclass(frozen=True)
class SentBack:
    """A request went back to its applicant, to be completed: by whom, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Grant:
    """A live right that an approval made: who, which act, on what, from when until when.

    `uses` is how often, if that is limited, and `used` how often it has been.
    """

    id: GrantId
    loan_id: LoanId
    loan_no: str
    person_id: PersonId
    act: LoanAct
    item: LoanItem
    valid_from: datetime
    valid_until: datetime
    ended_at: datetime | None = None
    uses: int | None = None
    used: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has been used as often as was approved."""
        return self.uses is not None and self.used >= self.uses

    def allows(self, act: LoanAct, at: datetime) -> bool:
        """Whether the grant covers `act`, done once more at the moment `at`."""
        return (
            self.act is act
            and self.valid_from <= at < self.valid_until
            and self.ended_at is None
            and not self.spent
        )


@dataclass(frozen=True)
class Loan:
    """A request with its signatures and its circulation.

    `basis` is the article of the regulation, and its version, under which the request began and
    under which it ends. What an approver consents to replaces what was asked for; the journal
    keeps both. `sent_back` is the last time it went back for completion. `revoked_at` is there once
    an approval was taken back; what is out then is due at once. `entered_by` is the clerk who
    entered it from paper for its applicant. `release` is there where it was used first and its
    approval back-filled. `effect` is what came of the use.
    """

    id: LoanId
    no: str
    applicant_id: PersonId
    applicant: str
    section: str
    acts: tuple[LoanAct, ...]
    items: tuple[LoanItem, ...]
    purpose: str
    wanted_from: datetime
    wanted_until: datetime
    state: LoanState
    submitted_at: datetime
    basis: Basis
    steps: tuple[ApprovalStep, ...]
    handed_out_at: datetime | None = None
    due_at: datetime | None = None
    returned_at: datetime | None = None
    condition: str = ""
    renewals: int = 0
    revoked_at: datetime | None = None
    revocation: str = ""
    sent_back: SentBack | None = None
    recalled_at: datetime | None = None
    returns: tuple[ItemReturn, ...] = ()
    grants: tuple[Grant, ...] = ()
    particulars: Particulars = NOTHING_ELSE
    entered_by_id: PersonId | None = None
    entered_by: str = ""
    release: Release | None = None
    effect: str = ""

    @property
    def writers(self) -> frozenset[PersonId]:
        """Who may complete, withdraw or hand it in: its applicant, and who entered it for him."""
        entered = () if self.entered_by_id is None else (self.entered_by_id,)
        return frozenset((self.applicant_id, *entered))

    @property
    def next_step(self) -> ApprovalStep | None:
        """The signature that is waited for, if any."""
        if self.state is not LoanState.SUBMITTED:
            return None
        return next((step for step in self.steps if step.decision is None), None)

    @property
    def still_out(self) -> tuple[LoanItem, ...]:
        """The things not accounted for yet."""
        back = {each.item for each in self.returns}
        return tuple(item for item in self.items if item not in back)

    def overdue(self, at: datetime) -> bool:
        """Whether it is still out after its due date."""
        return self.state is LoanState.LENT and self.due_at is not None and at > self.due_at
