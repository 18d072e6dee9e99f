"""What people state about retention: situations, choices, holds; and why it is what it is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from archive_desk.domain.holds import HoldDraft, HoldGround
from archive_desk.domain.ids import FootageId
from archive_desk.domain.keeping import Activity
from archive_desk.services.holding import Holding
from archive_desk.services.retaining import Retaining, RetentionReport
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.verb_dialog import VerbDialog, words_field
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker
from archive_desk.ui.widgets.text import label, selectable


class EventDialog(VerbDialog):
    """Entering what asks for long keeping: a complaint, an objection; also years later."""

    def __init__(
        self,
        context: ScreenContext,
        case_no: str,
        footage_ids: Sequence[FootageId],
        parent: QWidget | None,
    ) -> None:
        super().__init__("", wording.tr("登记(&S)"), parent)
        self.set_title(self.tr("登记长期保存情形"))
        words = self.tr(
            "投诉、异议等情形什么时候知道都要登记，包括结案以后。登记后期限只会延长，不会缩短。"
        )
        self.body.insertWidget(0, label(words, "muted", wrap=True))
        retaining = Retaining(context.desk)
        self.kind = ChoiceBox(
            self.tr("情形"), [Choice(each.code, each.title) for each in retaining.triggers()]
        )
        self.on = DatePicker(self.tr("发生日期"), optional=False)
        self.reason = words_field()
        self.form.add(self.tr("情形(&K)"), self.kind)
        self.form.add(self.tr("发生日期(&D)"), self.on)
        self.form.add(
            self.tr("事由(&R)"), self.reason, needed=True, hint=self.tr("来源、编号、主要内容")
        )
        if self.kind.value is None:
            self.problem.say(self.tr("本单位的制度没有规定长期保存的情形。"))
            self.confirm.setEnabled(False)
        today = context.desk.clock().astimezone(context.desk.office.zone).date()
        self.on.set_value(today)
        self.tries(
            lambda: retaining.enter_event(
                context.actor,
                self.kind.value,
                self.on.value or today,
                self.reason.toPlainText(),
                case_no=case_no,
                footage_ids=footage_ids,
            )
        )


class ChoiceDialog(VerbDialog):
    """Patrol or inspection, evidence or not: an express choice."""

    def __init__(
        self, context: ScreenContext, footage_ids: Sequence[FootageId], parent: QWidget | None
    ) -> None:
        super().__init__("", wording.tr("选定(&S)"), parent)
        self.set_title(self.tr("巡查或检查"))
        words = self.tr(
            "没有选择时按较长的“现场检查”保存。选定写入操作日志；先选检查再改为巡查的，不会自动缩短。"
        )
        self.body.insertWidget(0, label(words, "muted", wrap=True))
        unset = Choice(None, self.tr("不改"))
        activities = [Choice(each, wording.sentence(each.label)) for each in Activity]
        self.activity = ChoiceBox(self.tr("执法活动"), [unset, *activities])
        self.evidence = ChoiceBox(
            self.tr("作为证据"),
            [
                unset,
                Choice(value=True, words=self.tr("作为证据")),
                Choice(value=False, words=self.tr("不作为证据")),
            ],
        )
        self.reason = words_field(2)
        self.form.add(self.tr("执法活动(&A)"), self.activity)
        self.form.add(self.tr("证据(&E)"), self.evidence)
        self.form.add(self.tr("理由(&R)"), self.reason, needed=True)
        retaining = Retaining(context.desk)
        self.tries(
            lambda: retaining.choose(
                context.actor,
                footage_ids,
                self.reason.toPlainText(),
                activity=self.activity.value,
                evidence=self.evidence.value,
            )
        )


class HoldDialog(VerbDialog):
    """Holding a case file or a recording."""

    def __init__(
        self,
        context: ScreenContext,
        case_no: str,
        footage_ids: Sequence[FootageId],
        parent: QWidget | None,
    ) -> None:
        super().__init__("", wording.tr("封存(&S)"), parent)
        self.set_title(self.tr("登记封存"))
        words = self.tr("封存期间不能销毁，申请借阅时会提示。案卷封存的，其中的音像一并封存。")
        self.body.insertWidget(0, label(words, "muted", wrap=True))
        self.ground = ChoiceBox(
            self.tr("事由"), [Choice(each, wording.sentence(each.label)) for each in HoldGround]
        )
        self.document = QLineEdit()
        self.document.setPlaceholderText(self.tr("受理通知书、应诉通知书的编号"))
        self.start = DatePicker(self.tr("起始日期"), optional=False)
        self.reason = words_field(2)
        self.form.add(self.tr("事由(&G)"), self.ground)
        self.form.add(self.tr("文号(&N)"), self.document, needed=True)
        self.form.add(self.tr("起始日期(&D)"), self.start)
        self.form.add(self.tr("理由(&R)"), self.reason, needed=True)
        today = context.desk.clock().astimezone(context.desk.office.zone).date()
        self.start.set_value(today)
        holding = Holding(context.desk)
        self.tries(
            lambda: holding.place(
                context.actor,
                HoldDraft(
                    self.ground.value,
                    self.document.text(),
                    self.reason.toPlainText(),
                    self.start.value or today,
                    case_no,
                    tuple(footage_ids),
                ),
            )
        )


class WhyDialog(Dialog):
    """The steps that led to a term, and what people stated."""

    def __init__(self, report: RetentionReport, parent: QWidget | None) -> None:
        super().__init__("", parent, width=640)
        self.set_title(self.tr("保管期限怎样得出"))
        self.body.addWidget(label(wording.sentence(report.words), "strong", wrap=True))
        steps = [wording.sentence(each) for each in report.keep.steps]
        numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
        self.body.addWidget(selectable(label(numbered, wrap=True)))
        told = [
            self.tr("{day} {title}：{reason}（{by}登记）").format(
                day=wording.day(each.on), title=each.title, reason=each.reason, by=each.by
            )
            for each in report.events
            if each.withdrawn_at is None
        ]
        told += [
            self.tr("{by}选定{activity}：{reason}").format(
                by=each.by,
                activity="" if each.activity is None else wording.sentence(each.activity.label),
                reason=each.reason,
            )
            for each in report.choices
        ]
        if told:
            self.body.addWidget(label(self.tr("登记和选定"), "field"))
            self.body.addWidget(selectable(label("\n".join(told), "muted", wrap=True)))
        self.set_buttons(None, self.tr("关闭"))
