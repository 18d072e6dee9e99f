"""Flags of recordings that are not for everybody (涉密和敏感), and what follows from them.

000 Art. 24, 001 Art. 18, 003 Art. 27 and 004 item 7(3) name classes; the law on personal
information (Art. 28) makes minors and the like sensitive everywhere. State secrets may only be kept
in graded systems (保守国家秘密法), which this desk is none of: such a recording is locked until it
is taken away. Everything else may be used, under one signature more where it leaves the desk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import ChainStep, Regulation
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sentences import Sentence, say

STATE_SECRETS = Basis("中华人民共和国保守国家秘密法", "第三十条、第三十一条")
"""Classified data belong into graded systems only."""

_PERSONAL = Basis("中华人民共和国个人信息保护法", "第二十八条")
_PRIVATE = Basis("中华人民共和国个人信息保护法", "第五十一条")
_KNOWN = Basis("中华人民共和国行政处罚法", "第五十条")
_LAWS = {
    Sensitivity.STATE_SECRET: STATE_SECRETS,
    Sensitivity.MINOR: _PERSONAL,
    Sensitivity.PERSONAL: _PERSONAL,
    Sensitivity.PRIVACY: _KNOWN,
    Sensitivity.INFORMANT: _PRIVATE,
    Sensitivity.TRADE_SECRET: _KNOWN,
}
_LONGEST_REASON = 500
HIGHER = ChainStep(Role.AGENCY_HEAD, "涉敏感音像核准")
"""The signature more that sensitive recordings want before they leave the desk."""


@dataclass(frozen=True)
class SensitiveFlag:
    """One flag of a recording: what it shows, who said so, when and why; and who lifted it."""

    footage_id: FootageId
    kind: Sensitivity
    reason: str
    by: str
    at: datetime
    lifted_by: str = ""
    lifted_at: datetime | None = None
    lift_reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None


def offered(regulation: Regulation) -> list[Sensitivity]:
    """The flags that can be set: the law's, and those that the regulation names."""
    named = () if regulation.sensitivity is None else regulation.sensitivity.classes
    return [kind for kind in Sensitivity if kind in _LAWS or kind in named]


def basis_of(kind: Sensitivity, regulation: Regulation) -> Basis:
    """The article that makes recordings of this kind not for everybody."""
    rule = regulation.sensitivity
    if rule is not None and kind in rule.classes:
        return rule.basis
    return _LAWS.get(kind, _PRIVATE)


def needs_more(kinds: Iterable[Sensitivity], acts: Sequence[LoanAct]) -> bool:
    """Whether a request for `acts` wants the higher signature: looking does not, the rest does."""
    return bool(set(kinds)) and any(act is not LoanAct.VIEW for act in acts)


def with_higher(steps: Sequence[ChainStep]) -> tuple[ChainStep, ...]:
    """The signatures with the higher one, where the head of the agency is not among them yet."""
    if any(step.role is HIGHER.role for step in steps):
        return tuple(steps)
    return (*steps, HIGHER)


def in_words(kinds: Iterable[Sensitivity]) -> Sentence | str:
    """The kinds one after the other; nothing for none."""
    words: Sentence | str = ""
    for kind in sorted(set(kinds), key=list(Sensitivity).index):
        said = say(kind.label)
        words = said if not words else say("{one}、{more}", one=words, more=said)
    return words


def checked(kinds: Sequence[Sensitivity], reason: str, known: Sequence[Sensitivity]) -> str:
    """The reason of a flag without spaces around it.

    Raises:
        InvalidInput: nothing is flagged, the regulation does not know it, or no reason is given.
    """
    if not kinds:
        raise InvalidInput(say("请选择涉密或敏感的种类。"))
    if strange := [kind for kind in kinds if kind not in known]:
        raise InvalidInput(say("适用的制度没有“{kind}”这一类。", kind=say(strange[0].label)))
    return checked_reason(reason)


def checked_reason(reason: str) -> str:
    """A reason without spaces around it.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise InvalidInput(say("请写明理由（不超过 {count} 个字）。", count=_LONGEST_REASON))
    return reason
