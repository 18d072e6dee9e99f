"""Parties' own access (当事人查阅): who comes, in what right, what was shown, which copies he got.

A channel beside disclosure: 复议法 Art. 47 lets parties inspect and copy the agency's evidence in
review, 个人信息保护法 Art. 45 lets everybody see and copy what concerns himself, 行政处罚法 Art. 45
hears the party's defence. The office's chain approves, the clerk supervises.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId, LoanId, PartyVisitId
from archive_desk.domain.sentences import say

_LONGEST = 500


class IdentityKind(StrEnum):
    """How somebody proves who he is."""

    ID_CARD = "id_card"
    BUSINESS_LICENCE = "business_licence"
    LAWYER_LICENCE = "lawyer_licence"
    PASSPORT = "passport"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _IDENTITY_TITLES[self]


_IDENTITY_TITLES = {
    IdentityKind.ID_CARD: "居民身份证",
    IdentityKind.BUSINESS_LICENCE: "营业执照、组织证明",
    IdentityKind.LAWYER_LICENCE: "律师执业证",
    IdentityKind.PASSPORT: "护照、通行证",
    IdentityKind.OTHER: "其他证件",
}


class Relation(StrEnum):
    """What somebody is to the case."""

    PARTY = "party"
    LEGAL_REPRESENTATIVE = "legal_representative"
    AGENT = "agent"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> str:
        """The relation in Chinese."""
        return _RELATION_TITLES[self]

    @property
    def acts_for_another(self) -> bool:
        """Whether he comes for somebody else, on that one's word."""
        return self is Relation.AGENT


_RELATION_TITLES = {
    Relation.PARTY: "当事人本人",
    Relation.LEGAL_REPRESENTATIVE: "法定代表人（负责人）",
    Relation.AGENT: "委托代理人",
    Relation.THIRD_PARTY: "第三人",
}


class AccessGround(StrEnum):
    """The law by which he may look."""

    REVIEW = "review"
    DEFENCE = "defence"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in Chinese."""
        return _GROUNDS[self][0]

    @property
    def basis(self) -> Basis | None:
        """The article; None where the applicant names another."""
        law, article = _GROUNDS[self][1:]
        return Basis(law, article) if law else None


_GROUNDS = {
    AccessGround.REVIEW: ("复议期间查阅、复制证据", "中华人民共和国行政复议法", "第四十七条"),
    AccessGround.DEFENCE: ("陈述、申辩", "中华人民共和国行政处罚法", "第四十五条"),
    AccessGround.PERSONAL_DATA: (
        "查阅、复制个人信息",
        "中华人民共和国个人信息保护法",
        "第四十五条",
    ),
    AccessGround.OTHER: ("其他法律规定", "", ""),
}


@dataclass(frozen=True)
class PartyDraft:
    """Who wants to see what concerns him, and in what right.

    `represents` and `power_of_attorney` belong to an agent: for whom he comes, and on which paper.
    """

    name: str
    identity_kind: IdentityKind
    identity_no: str
    relation: Relation
    ground: AccessGround
    contact: str = ""
    represents: str = ""
    power_of_attorney: str = ""
    reason: str = ""

    def require_sense(self) -> None:
        """Refuse somebody who does not say who he is or by what right he comes.

        Raises:
            InvalidInput: with the first thing that is missing, and the law where one asks for it.
        """
        wanted = [
            (self.name, say("请填写查阅人的姓名或名称。")),
            (self.identity_no, say("请核验并填写证件号码。")),
        ]
        if self.relation.acts_for_another:
            wanted += [
                (self.represents, say("委托代理人应写明代理哪位当事人。")),
                (self.power_of_attorney, say("委托代理人应提交授权委托书，请填写其编号或日期。")),
            ]
        if self.ground is AccessGround.OTHER:
            wanted.append((self.reason, say("请写明依据的法律和理由。")))
        for value, complaint in wanted:
            if not value.strip():
                raise InvalidInput(complaint, basis=self.ground.basis)
        for value in (self.name, self.identity_no, self.contact, self.power_of_attorney):
            if len(value) > _LONGEST:
                raise InvalidInput(say("“{text}…”太长，请缩短。", text=value[:20]))


@dataclass(frozen=True)
class PartySession:
    """One time that somebody was shown something, and who sat beside him."""

    begun_at: datetime
    ended_at: datetime
    items: str
    supervised_by: str
    note: str = ""
    entered_by: str = ""


@dataclass(frozen=True)
class PartyCopy:
    """One numbered copy that somebody was given."""

    no: str
    footage_id: FootageId
    name: str
    size_bytes: int
    sha256: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class PartyVisit:
    """One line of the register of parties' access, with what was shown and given.

    `loan_id` is the request by which the office's chain approves it.
    """

    id: PartyVisitId
    no: str
    draft: PartyDraft
    loan_id: LoanId
    loan_no: str
    entered_at: datetime
    entered_by: str
    sessions: tuple[PartySession, ...] = ()
    copies: tuple[PartyCopy, ...] = ()
