"""People, the roles they hold and the rights that come with a role."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import PersonId
from archive_desk.domain.sentences import say


class Role(StrEnum):
    """Business roles of the records room, and the three officers (三员) kept apart from them."""

    ARCHIVIST = "archivist"
    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    LEADER_IN_CHARGE = "leader_in_charge"
    AGENCY_HEAD = "agency_head"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    SYS_ADMIN = "sys_admin"
    SECURITY_ADMIN = "security_admin"
    EXTERNAL_REVIEWER = "external_reviewer"

    @property
    def label(self) -> str:
        """The role as the regulations call it."""
        return _TITLES[self]


_TITLES = {
    Role.ARCHIVIST: "档案员",
    Role.OFFICER: "执法人员",
    Role.UNIT_HEAD: "执法单位负责人",
    Role.LEADER_IN_CHARGE: "分管领导",
    Role.AGENCY_HEAD: "行政负责人",
    Role.REVIEWER: "评查员",
    Role.AUDITOR: "审计员",
    Role.SYS_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.EXTERNAL_REVIEWER: "外部评查员",
}


class Right(StrEnum):
    """What a role may do without anybody's signature."""

    MANAGE_ACCOUNTS = "manage_accounts"
    CONFIGURE = "configure"
    READ_JOURNAL = "read_journal"
    CHECK_ARCHIVE = "check_archive"
    KEEP_VAULT = "keep_vault"
    IMPORT = "import"
    CORRECT_FOOTAGE = "correct_footage"
    EXPLAIN = "explain"
    BROWSE = "browse"
    PLAY = "play"
    MARK = "mark"
    EDIT_CASES = "edit_cases"
    KEEP_DISCS = "keep_discs"
    REQUEST_LOAN = "request_loan"
    SIGN = "sign"
    CIRCULATE = "circulate"
    READ_LEDGER = "read_ledger"
    ARRANGE_EVALUATION = "arrange_evaluation"
    EVALUATE = "evaluate"
    ANSWER_FINDINGS = "answer_findings"
    READ_FIGURES = "read_figures"
    KEEP_RETENTION = "keep_retention"
    HOLD = "hold"
    APPROVE_DESTRUCTION = "approve_destruction"
    KEEP_RULES = "keep_rules"
    KEEP_DEVICES = "keep_devices"
    HANDLE_DISCLOSURE = "handle_disclosure"

    @property
    def label(self) -> str:
        """The right as a clerk would say it."""
        return _RIGHT_TITLES[self]


_RIGHT_TITLES = {
    Right.MANAGE_ACCOUNTS: "管理账号",
    Right.CONFIGURE: "更改设置",
    Right.READ_JOURNAL: "查看操作日志",
    Right.CHECK_ARCHIVE: "检查档案库",
    Right.KEEP_VAULT: "管理镜像和修复原件",
    Right.IMPORT: "采集音像",
    Right.CORRECT_FOOTAGE: "更正音像信息",
    Right.EXPLAIN: "填写情况说明",
    Right.BROWSE: "浏览目录",
    Right.PLAY: "播放音像",
    Right.MARK: "标记音像",
    Right.EDIT_CASES: "登记和整理案卷",
    Right.KEEP_DISCS: "制作和登记光盘",
    Right.REQUEST_LOAN: "申请借阅",
    Right.SIGN: "审批借阅",
    Right.CIRCULATE: "办理借出和归还",
    Right.READ_LEDGER: "查看借阅登记簿",
    Right.ARRANGE_EVALUATION: "组织案卷评查",
    Right.EVALUATE: "评查案卷",
    Right.ANSWER_FINDINGS: "答复评查整改",
    Right.READ_FIGURES: "查看统计",
    Right.KEEP_RETENTION: "管理保管期限和鉴定",
    Right.HOLD: "登记和解除封存",
    Right.APPROVE_DESTRUCTION: "批准销毁",
    Right.KEEP_RULES: "制定制度和节假日",
    Right.KEEP_DEVICES: "保管和发放设备",
    Right.HANDLE_DISCLOSURE: "办理公开申请和当事人查阅",
}

_OFFICE = frozenset({Right.BROWSE, Right.REQUEST_LOAN})
_MANAGER = _OFFICE | {Right.SIGN, Right.READ_FIGURES, Right.READ_LEDGER, Right.HOLD}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ARCHIVIST: _OFFICE
    | {
        Right.CHECK_ARCHIVE,
        Right.KEEP_VAULT,
        Right.IMPORT,
        Right.CORRECT_FOOTAGE,
        Right.EXPLAIN,
        Right.PLAY,
        Right.MARK,
        Right.EDIT_CASES,
        Right.KEEP_DISCS,
        Right.CIRCULATE,
        Right.READ_LEDGER,
        Right.READ_FIGURES,
        Right.ANSWER_FINDINGS,
        Right.KEEP_RETENTION,
        Right.HOLD,
        Right.KEEP_RULES,
        Right.KEEP_DEVICES,
        Right.HANDLE_DISCLOSURE,
    },
    Role.OFFICER: _OFFICE | {Right.EXPLAIN, Right.ANSWER_FINDINGS},
    Role.UNIT_HEAD: _MANAGER | {Right.EXPLAIN, Right.ANSWER_FINDINGS, Right.KEEP_DEVICES},
    Role.LEADER_IN_CHARGE: _MANAGER | {Right.ARRANGE_EVALUATION, Right.KEEP_RULES},
    Role.AGENCY_HEAD: _MANAGER
    | {Right.ARRANGE_EVALUATION, Right.APPROVE_DESTRUCTION, Right.KEEP_RULES},
    Role.REVIEWER: frozenset(
        {Right.BROWSE, Right.PLAY, Right.MARK, Right.ARRANGE_EVALUATION, Right.EVALUATE}
    ),
    Role.AUDITOR: frozenset(
        {Right.READ_JOURNAL, Right.CHECK_ARCHIVE, Right.READ_FIGURES, Right.READ_LEDGER}
    ),
    Role.SYS_ADMIN: frozenset(
        {Right.MANAGE_ACCOUNTS, Right.CONFIGURE, Right.CHECK_ARCHIVE, Right.KEEP_VAULT}
    ),
    Role.SECURITY_ADMIN: frozenset({Right.MANAGE_ACCOUNTS, Right.READ_JOURNAL}),
    Role.EXTERNAL_REVIEWER: frozenset({Right.EVALUATE}),
}
"""Rights by role. The administrator has no content and no authorisation (三员分立). A reviewer from
outside (司法局) sees the cases of his round and nothing else, not even the catalogue."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `certificate_no` is the enforcement certificate (执法证号).

    `valid_until` is when the account ends by itself; None if it does not.
    """

    id: PersonId
    account: str
    name: str
    role: Role
    section: str = ""
    certificate_no: str = ""
    active: bool = True
    locked_until: datetime | None = None
    valid_until: datetime | None = None

    @property
    def external(self) -> bool:
        """Whether he belongs to another body, and sees nothing but his round."""
        return self.role is Role.EXTERNAL_REVIEWER

    def lapsed(self, at: datetime) -> bool:
        """Whether the account has ended by itself."""
        return self.valid_until is not None and at > self.valid_until

    def may(self, right: Right) -> bool:
        """Whether the role carries `right`."""
        return self.active and right in RIGHTS[self.role]

    def require_inside(self) -> None:
        """Refuse somebody from another body, who sees his round and nothing else.

        Raises:
            Refused: with the role in the sentence.
        """
        if self.external:
            raise Refused(say("外部评查员只能办理指派给他的案卷评查。"))

    def require(self, right: Right) -> None:
        """Refuse unless the role carries `right`.

        Raises:
            Refused: with the role and the right in the sentence.
        """
        if not self.may(right):
            raise Refused(
                say(
                    "{name}（{role}）不能{right}。请由有此职责的人员办理，或请系统管理员核对角色。",
                    name=self.name,
                    role=say(self.role.label),
                    right=say(right.label),
                )
            )
