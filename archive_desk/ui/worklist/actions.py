"""What the home screen offers to do, by what the person may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive_desk.domain.people import Person, Right
from archive_desk.ui import wording
from archive_desk.ui.intentions import GoTo, Intention, MakeDisc, NewCase, RequestLoan, TakeIn

_MOST = 4


@dataclass(frozen=True)
class Action:
    """A big friendly button."""

    right: Right
    icon: str
    words: str
    hint: str
    intention: Intention


def actions_for(actor: Person) -> Sequence[Action]:
    """The few things this person most likely came to do."""
    offered = (
        Action(
            Right.IMPORT,
            "hard-drive-download",
            wording.tr("采集一张卡"),
            wording.tr("插入记录仪的卡，核对后收进档案库"),
            TakeIn(),
        ),
        Action(
            Right.EDIT_CASES,
            "folder-plus",
            wording.tr("登记案卷"),
            wording.tr("新案卷，写明案由、当事人和两名执法人员"),
            NewCase(),
        ),
        Action(
            Right.KEEP_DISCS,
            "disc-3",
            wording.tr("制作光盘"),
            wording.tr("把案卷的音像刻录成光盘并登记"),
            MakeDisc(),
        ),
        Action(
            Right.CIRCULATE,
            "hand-helping",
            wording.tr("办理借出归还"),
            wording.tr("已批准的借阅，借出和归还登记"),
            GoTo("loans"),
        ),
        Action(
            Right.SIGN,
            "stamp",
            wording.tr("签署意见"),
            wording.tr("等您签署意见的申请"),
            GoTo("loans"),
        ),
        Action(
            Right.REQUEST_LOAN,
            "file-pen-line",
            wording.tr("我要借阅"),
            wording.tr("查阅、复制或借出，写明用途和期限"),
            RequestLoan(),
        ),
        Action(
            Right.MARK,
            "film",
            wording.tr("查看音像"),
            wording.tr("按股室、设备、人员、时间查找"),
            GoTo("footage"),
        ),
        Action(
            Right.READ_LEDGER,
            "book-marked",
            wording.tr("借阅登记簿"),
            wording.tr("每一次借出和归还"),
            GoTo("ledger"),
        ),
        Action(
            Right.READ_JOURNAL,
            "scroll-text",
            wording.tr("核查日志"),
            wording.tr("谁在什么时候做了什么，并核对校验链"),
            GoTo("journal"),
        ),
        Action(
            Right.MANAGE_ACCOUNTS,
            "user-plus",
            wording.tr("管理人员账号"),
            wording.tr("添加账号，停用离岗人员，重设密码"),
            GoTo("people"),
        ),
        Action(
            Right.CONFIGURE,
            "settings",
            wording.tr("查看设置"),
            wording.tr("单位、制度和本机显示"),
            GoTo("settings"),
        ),
    )
    return [action for action in offered if actor.may(action.right)][:_MOST]
