"""Values of a regulation beside its deadlines: discs, secrecy, custody, reviewers, continuity.

Each comes with its article and a line in our own words. What no regulation decides (domain.md
§1.10) is an `Opening`: a named setting that says 制度未定 until the office decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.people import Role


class Standing(StrEnum):
    """Where a value comes from."""

    SET = "set"
    DECIDED = "decided"
    UNDECIDED = "undecided"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """The standing in Chinese."""
        return _STANDING_TITLES[self]

    @property
    def binding(self) -> bool:
        """Whether it is to be kept to: said by the text, or decided by the office."""
        return self in {Standing.SET, Standing.DECIDED}


_STANDING_TITLES = {
    Standing.SET: "制度规定",
    Standing.DECIDED: "单位规定",
    Standing.UNDECIDED: "制度未定",
    Standing.SILENT: "制度无此要求",
}


class DiscScope(StrEnum):
    """What must go onto discs, from everything to nothing."""

    ALL = "all"
    SITUATIONS = "situations"
    EVIDENCE = "evidence"
    NONE = "none"

    @property
    def label(self) -> str:
        """The scope in Chinese."""
        return _SCOPE_TITLES[self]


_SCOPE_TITLES = {
    DiscScope.ALL: "全部音像",
    DiscScope.SITUATIONS: "须长期保存的情形",
    DiscScope.EVIDENCE: "作为证据使用的音像",
    DiscScope.NONE: "未要求刻录",
}


@dataclass(frozen=True)
class DiscDuty:
    """What must be burned. `removable`: another removable medium will do as well (002 Art. 13).

    `beside` are those of other regulations that apply too.
    """

    scope: DiscScope
    basis: Basis
    text: str
    removable: bool = False
    beside: tuple["DiscDuty", ...] = ()

    def asks(self, *, evidence: bool = False, situation: bool = False) -> bool:
        """Whether a recording must go onto a disc.

        `evidence`: it is used as evidence; `situation`: one of the situations for keeping long.
        """
        if any(each.asks(evidence=evidence, situation=situation) for each in self.beside):
            return True
        match self.scope:
            case DiscScope.ALL:
                return True
            case DiscScope.SITUATIONS:
                return situation
            case DiscScope.EVIDENCE:
                return evidence
            case DiscScope.NONE:
                return False


class Sensitivity(StrEnum):
    """Why a recording is not for everybody."""

    STATE_SECRET = "state_secret"
    WORK_SECRET = "work_secret"
    TRADE_SECRET = "trade_secret"
    PRIVACY = "privacy"
    MINOR = "minor"
    INFORMANT = "informant"
    PERSONAL = "personal"

    @property
    def label(self) -> str:
        """The class in Chinese."""
        return _SENSITIVITY_TITLES[self]


_SENSITIVITY_TITLES = {
    Sensitivity.STATE_SECRET: "国家秘密",
    Sensitivity.WORK_SECRET: "工作秘密",
    Sensitivity.TRADE_SECRET: "商业秘密",
    Sensitivity.PRIVACY: "个人隐私",
    Sensitivity.MINOR: "未成年人",
    Sensitivity.INFORMANT: "举报人、证人",
    Sensitivity.PERSONAL: "敏感个人信息",
}


@dataclass(frozen=True)
class SensitivityRule:
    """Which classes a regulation knows."""

    classes: tuple[Sensitivity, ...]
    basis: Basis
    text: str


class Custody(StrEnum):
    """Who keeps the recorders."""

    OFFICER = "officer"
    NAMED_SECTION = "named_section"
    EACH_SECTION = "each_section"

    @property
    def label(self) -> str:
        """The custody in Chinese."""
        return _CUSTODY_TITLES[self]


_CUSTODY_TITLES = {
    Custody.OFFICER: "承办执法人员",
    Custody.NAMED_SECTION: "指定科室保管，其他科室借用",
    Custody.EACH_SECTION: "各股室",
}


@dataclass(frozen=True)
class CustodyRule:
    """Who keeps the recorders; `keeper` is the section it names."""

    kind: Custody
    basis: Basis
    text: str
    keeper: str = ""


@dataclass(frozen=True)
class ReviewerRule:
    """Who looks at how the records are kept; `external` ones come from outside the agency."""

    body: str
    external: bool
    basis: Basis
    text: str


class Continuity(StrEnum):
    """How unbroken a recording must be."""

    STRICT = "strict"
    IF_POSSIBLE = "if_possible"
    KEY_LINKS = "key_links"
    LISTED = "listed"

    @property
    def label(self) -> str:
        """The continuity in Chinese."""
        return _CONTINUITY_TITLES[self]


_CONTINUITY_TITLES = {
    Continuity.STRICT: "全过程不间断",
    Continuity.IF_POSSIBLE: "条件允许时不间断",
    Continuity.KEY_LINKS: "条件允许时全程，否则录下重要环节",
    Continuity.LISTED: "只对列明的事项全程",
}


@dataclass(frozen=True)
class ContinuityRule:
    """How unbroken a recording must be, where a regulation says so."""

    kind: Continuity
    basis: Basis
    text: str


@dataclass(frozen=True)
class MarkKind:
    """A kind of mark that a regulation asks for beside those that all of them know."""

    title: str
    basis: Basis
    text: str


class Matter(StrEnum):
    """What somebody's word is asked for, beside lending (which has a chain of its own)."""

    INTERNAL = "internal"
    OPENING = "opening"
    NOTE = "note"
    PROVISION = "provision"
    CALL_UP = "call_up"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The matter in Chinese."""
        return _MATTER_TITLES[self]


_MATTER_TITLES = {
    Matter.INTERNAL: "内部审批",
    Matter.OPENING: "立案审批",
    Matter.NOTE: "未能记录的情况说明",
    Matter.PROVISION: "向复议机关、法院提供",
    Matter.CALL_UP: "决定前审核人员调阅",
    Matter.PUBLIC: "当事人和公众查询",
}


@dataclass(frozen=True)
class MatterStep:
    """One word in a matter: by a role of the desk where there is one, and as the text calls it."""

    title: str
    role: Role | None = None


@dataclass(frozen=True)
class MatterRule:
    """Who must agree to a matter, in what order; no steps: no approval is asked for.

    `distinct`: the steps are taken by different people. `superseded` is the law in force where the
    text cites one that no longer is (000 Art. 23: Order 492).
    """

    matter: Matter
    steps: tuple[MatterStep, ...]
    basis: Basis
    text: str
    distinct: bool = False
    superseded: str = ""


class WordListKind(StrEnum):
    """Lists of words that a regulation gives."""

    MEDIA_FORMS = "media_forms"
    STAGES = "stages"
    OCCASIONS = "occasions"
    DEVICES = "devices"
    RECORD_ELEMENTS = "record_elements"
    STORAGE_FACETS = "storage_facets"
    VOLUME_FIELDS = "volume_fields"
    OPENING_FIELDS = "opening_fields"
    OFFICER_FIELDS = "officer_fields"
    BEFORE_USE = "before_use"
    LIABILITY = "liability"
    PHRASES = "phrases"
    REVIEW_TRIGGERS = "review_triggers"
    ANALYSIS_USES = "analysis_uses"

    @property
    def label(self) -> str:
        """The list in Chinese."""
        return _LIST_TITLES[self]


_LIST_TITLES = {
    WordListKind.MEDIA_FORMS: "记录形式",
    WordListKind.STAGES: "执法环节",
    WordListKind.OCCASIONS: "应当音像记录的场合",
    WordListKind.DEVICES: "记录设备",
    WordListKind.RECORD_ELEMENTS: "记录要素",
    WordListKind.STORAGE_FACETS: "分类存储项目",
    WordListKind.VOLUME_FIELDS: "组卷应载明的信息",
    WordListKind.OPENING_FIELDS: "立案文书应载明的内容",
    WordListKind.OFFICER_FIELDS: "执法人员应记录的内容",
    WordListKind.BEFORE_USE: "使用前检查",
    WordListKind.LIABILITY: "责任情形",
    WordListKind.PHRASES: "规范用语",
    WordListKind.REVIEW_TRIGGERS: "应当法制审核的情形",
    WordListKind.ANALYSIS_USES: "记录资料的用途",
}


@dataclass(frozen=True)
class WordList:
    """A list of words with its article."""

    kind: WordListKind
    words: tuple[str, ...]
    basis: Basis
    text: str


class OpeningKind(StrEnum):
    """What kind of value an open question has."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Opening:
    """A question that no regulation answers (domain.md §1.10), with what is done meanwhile.

    `value` is a number, or one of `choices` (each with its words), or a text. `least` and `most`
    bound a number. `text` says why it is open; `decision` the office's own basis once it decided.
    What is decided on a page of its own has no value here; `where` names that page.
    """

    key: str
    title: str
    kind: OpeningKind
    value: int | str
    text: str
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    standing: Standing = Standing.UNDECIDED
    decision: str = ""
    where: str = ""

    @property
    def number(self) -> int:
        """The value of a number.

        Raises:
            TypeError: it is none.
        """
        if isinstance(self.value, int):
            return self.value
        raise TypeError(f"{self.key} is no number")

    @property
    def words(self) -> str:
        """The value as read: `30 年`, or the words of a choice."""
        if self.kind is OpeningKind.NUMBER:
            return f"{self.value} {self.unit}".strip()
        if self.kind is OpeningKind.ELSEWHERE:
            return f"→ {self.where}"
        return dict(self.choices).get(str(self.value), str(self.value))
