"""The dialogs of appraisal: beginning a round, an opinion, words of a kind, a witness."""

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from archive_desk.domain.appraisal import Group, Opinion
from archive_desk.ui import wording
from archive_desk.ui.verb_dialog import VerbDialog, words_field
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, password_field
from archive_desk.ui.widgets.text import label


class BeginDialog(VerbDialog):
    """Beginning a round: its name and its group."""

    def __init__(self, title: str, count: int, parent: QWidget | None) -> None:
        super().__init__("", wording.tr("开始鉴定(&K)"), parent)
        self.set_title(self.tr("开始鉴定"))
        self.body.insertWidget(
            0, label(self.tr("把 {n} 件列入鉴定。").format(n=count), "muted", wrap=True)
        )
        self.name = QLineEdit(title)
        self.leader = QLineEdit()
        self.members = QLineEdit()
        self.members.setPlaceholderText(self.tr("用顿号隔开，如 张三、李四"))
        self.form.add(self.tr("名称(&N)"), self.name, needed=True)
        self.form.add(self.tr("组长(&L)"), self.leader, needed=True)
        self.form.add(
            self.tr("成员(&M)"),
            self.members,
            needed=True,
            hint=self.tr("含组长至少 2 人，一般 3 人以上，有业务和档案人员。"),
        )

    @property
    def group(self) -> Group:
        """The group as it is filled in."""
        words = self.members.text().replace("，", "、").replace(",", "、").replace(" ", "、")
        return Group(self.leader.text(), tuple(words.split("、")))


class OpinionDialog(VerbDialog):
    """The group's opinion on some items."""

    def __init__(self, count: int, *, ended: bool, parent: QWidget | None) -> None:
        super().__init__("", wording.tr("保存(&S)"), parent)
        self.set_title(self.tr("鉴定意见（{n} 件）").format(n=count))
        offered = [
            each
            for each in Opinion
            if ended == (each in {Opinion.DESTROY, Opinion.EXTEND}) or each is Opinion.PERMANENT
        ]
        self.opinion = ChoiceBox(
            self.tr("鉴定意见"), [Choice(each, wording.sentence(each.label)) for each in offered]
        )
        self.years = QSpinBox()
        self.years.setRange(1, 100)
        self.years.setValue(5)
        self.years.setSuffix(self.tr(" 年"))
        self.reason = words_field()
        self.form.add(self.tr("鉴定意见(&O)"), self.opinion)
        self.form.add(self.tr("延长(&Y)"), self.years)
        self.form.add(self.tr("理由(&R)"), self.reason, needed=True)
        self.opinion.currentIndexChanged.connect(lambda _number: self._offer())
        self._offer()

    def _offer(self) -> None:
        self.years.setEnabled(self.opinion.value is Opinion.EXTEND)


class WordsDialog(VerbDialog):
    """One field of words for a verb: a report, an opinion, a reason."""

    def __init__(
        self,
        title: str,
        field: str,
        verb: str,
        parent: QWidget | None,
        *,
        advice: str = "",
        danger: bool = False,
        text: str = "",
    ) -> None:
        super().__init__(title, verb, parent, danger=danger)
        if advice:
            self.body.insertWidget(0, label(advice, "muted", wrap=True))
        self.words = words_field(4)
        self.words.setPlainText(text)
        self.form.add(field, self.words, needed=not text)

    @property
    def text(self) -> str:
        """What was written."""
        return self.words.toPlainText()


class WitnessDialog(VerbDialog):
    """A witness confirms with his own account and password, at the clerk's desk."""

    def __init__(self, no: str, parent: QWidget | None) -> None:
        super().__init__("", wording.tr("确认监销(&S)"), parent)
        self.set_title(self.tr("监销确认"))
        words = self.tr(
            "监销人到场，用自己的账号和密码确认监督清册 {no} 的销毁。须两名，不能是编制人或批准人。"
        )
        self.body.insertWidget(0, label(words.format(no=no), "muted", wrap=True))
        self.account = QLineEdit()
        self.password = password_field(self.tr("密码"))
        self.form.add(self.tr("账号(&A)"), self.account, needed=True)
        self.form.add(self.tr("密码(&P)"), self.password, needed=True)
