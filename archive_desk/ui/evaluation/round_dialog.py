"""Planning a round: its scope, its sampling rule, its sheet; what would be drawn stands below."""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation import (
    RECTIFICATION_DAYS,
    EvaluationRound,
    RoundPlan,
    SamplingRule,
    Scope,
)
from archive_desk.domain.people import Right
from archive_desk.services import rulebook
from archive_desk.services.accounts import Accounts
from archive_desk.services.casework import Casework
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.score_sheets import ScoreSheets
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import muted
from archive_desk.ui.zones import local

_SHARE, _NUMBER = "share", "number"
_STRATA_TOLD = 8


class RoundDialog(Dialog):
    """The plan of a round.

    Attributes:
        round: the round as it stands after the dialog; None if there is none.
    """

    def __init__(
        self,
        context: ScreenContext,
        found: EvaluationRound | None = None,
        parent: QWidget | None = None,
        *,
        like: RoundPlan | None = None,
    ) -> None:
        super().__init__("", parent, width=640)
        self.set_title(self.tr("新建评查") if found is None else self.tr("更改评查方案"))
        self._context = context
        self._old = found
        self._evaluating = Evaluating(context.desk)
        self.round: EvaluationRound | None = None
        today = local(context.desk.clock()).date()
        self._make_fields(today)
        self._lay_out()
        share = rulebook.of(context.desk).opening("playback_percent").number
        proposed = _proposed(today, share)
        if like is not None:
            proposed = replace(like, name=proposed.name)
        self._show(proposed if found is None else found.plan)
        self._connect()
        self._preview()

    def _make_fields(self, today: date) -> None:
        context = self._context
        self.name = QLineEdit()
        self.period_from = DatePicker(self.tr("评查开始"), optional=False, value=today)
        self.period_until = DatePicker(self.tr("评查结束"), optional=False, value=today)
        sections = (
            Casework(context.desk).suggestions(context.actor, "section")
            if (context.actor.may(Right.BROWSE))
            else ()
        )
        self.sections = {name: QCheckBox(name) for name in sections}
        self.kinds = {kind: QCheckBox(wording.sentence(kind.label)) for kind in CaseKind}
        self.closed_from = DatePicker(self.tr("办结不早于"))
        self.closed_until = DatePicker(self.tr("办结不晚于"))
        self.archived_only = QCheckBox(self.tr("只评查已归档案卷"))
        self.how = ChoiceBox(
            self.tr("抽样方式"),
            [Choice(_SHARE, self.tr("按比例（%）")), Choice(_NUMBER, self.tr("按件数"))],
        )
        self.many = QSpinBox()
        self.many.setRange(1, 10_000)
        self.many.setAccessibleName(self.tr("抽样数量"))
        self.each_stratum = QCheckBox(self.tr("每个股室、每类案件至少一件"))
        sheets = ScoreSheets(context.desk).all(context.actor)
        self.sheet = ChoiceBox(
            self.tr("评分表"), [Choice(each.sheet.key, each.sheet.title) for each in sheets]
        )
        self.second_review = QCheckBox(self.tr("每件由两人背对背评查"))
        self.bar_same_section = QCheckBox(self.tr("同股室人员回避"))
        leads = [
            Choice(each.id, each.name)
            for each in Accounts(context.desk).everybody(context.actor)
            if each.may(Right.ARRANGE_EVALUATION)
        ]
        self.lead = ChoiceBox(
            self.tr("评查组长"), [Choice(None, self.tr("不设组长，由两人合议")), *leads]
        )
        self.days = QSpinBox()
        self.days.setRange(1, 250)
        self.days.setSuffix(self.tr(" 个工作日"))

    def _lay_out(self) -> None:
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        form = self._form = Form()
        form.add(self.tr("评查名称(&N)"), self.name, needed=True)
        form.add(self.tr("评查期间"), _beside(self.period_from, self.period_until))
        if self.sections:
            form.add(self.tr("股室"), _flow(*self.sections.values()))
        form.add(self.tr("执法类型"), _flow(*self.kinds.values()))
        form.add(
            self.tr("办结日期"), _flow(self.closed_from, self.closed_until, self.archived_only)
        )
        form.add(self.tr("抽样(&Y)"), _flow(self.how, self.many, self.each_stratum))
        form.add(self.tr("评分表(&B)"), self.sheet)
        form.add(self.tr("评查方式"), _flow(self.second_review, self.bar_same_section))
        form.add(self.tr("评查组长(&L)"), self.lead)
        form.add(self.tr("整改期限(&D)"), self.days)
        self.body.addWidget(form)
        self.body.addWidget(muted(self.tr("制度没有规定期限，由本轮评查确定，按工作日历计算。")))
        self.preview = muted("")
        self.body.addWidget(self.preview)
        words = self.tr("新建评查") if self._old is None else self.tr("保存")
        self.confirm = button(words, "check", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _show(self, plan: RoundPlan) -> None:
        self.name.setText(plan.name)
        self.period_from.set_value(plan.period_from)
        self.period_until.set_value(plan.period_until)
        for name, box in self.sections.items():
            box.setChecked(name in plan.scope.sections)
        for kind, box in self.kinds.items():
            box.setChecked(kind in plan.scope.kinds)
        self.closed_from.set_value(plan.scope.closed_from)
        self.closed_until.set_value(plan.scope.closed_until)
        self.archived_only.setChecked(plan.scope.archived_only)
        rule = plan.sampling
        self.how.choose(_SHARE if rule.number is None else _NUMBER)
        self.many.setValue((rule.share_percent if rule.number is None else rule.number) or 1)
        self.each_stratum.setChecked(rule.each_stratum)
        self.sheet.choose(plan.sheet)
        self.second_review.setChecked(plan.second_review)
        self.bar_same_section.setChecked(plan.bar_same_section)
        self.lead.choose(plan.lead_id)
        self.days.setValue(plan.rectification_days)

    def _connect(self) -> None:
        for box in (*self.sections.values(), *self.kinds.values(), self.archived_only):
            box.toggled.connect(lambda _on: self._preview())
        self.each_stratum.toggled.connect(lambda _on: self._preview())
        self.how.chosen.connect(lambda _how: self._preview())
        self.many.valueChanged.connect(lambda _many: self._preview())
        for picker in (self.closed_from, self.closed_until):
            picker.changed.connect(self._preview)

    @property
    def plan(self) -> RoundPlan:
        """The plan as it stands in the fields."""
        share = self.how.value == _SHARE
        many = self.many.value()
        return RoundPlan(
            self.name.text(),
            self.period_from.value or date.min,
            self.period_until.value or date.min,
            Scope(
                tuple(name for name, box in self.sections.items() if box.isChecked()),
                tuple(kind for kind, box in self.kinds.items() if box.isChecked()),
                self.closed_from.value,
                self.closed_until.value,
                self.archived_only.isChecked(),
            ),
            SamplingRule(
                min(many, 100) if share else None,
                None if share else many,
                self.each_stratum.isChecked(),
            ),
            self.sheet.value,
            self.second_review.isChecked(),
            self.bar_same_section.isChecked(),
            self.days.value(),
            self.lead.value,
        )

    def _preview(self) -> None:
        plan = self.plan
        try:
            found = self._evaluating.preview(self._context.actor, plan.scope, plan.sampling)
        except ArchiveDeskError as error:
            self.preview.setText(wording.sentence(error.message))
            return
        if not found.population:
            self.preview.setText(self.tr("范围内没有已办结的案卷。"))
            return
        strata = wording.listing(
            self.tr("{section}{kind} {drawn}/{size}").format(
                section=each.section,
                kind=wording.sentence(each.kind.label),
                drawn=each.drawn,
                size=each.size,
            )
            for each in found.shares[:_STRATA_TOLD]
        )
        if len(found.shares) > _STRATA_TOLD:
            strata += self.tr(" 等 {count} 层").format(count=len(found.shares))
        self.preview.setText(
            self.tr("范围内 {population} 件，将抽取 {wanted} 件：{strata}").format(
                population=found.population, wanted=found.wanted, strata=strata
            )
        )

    def accept(self) -> None:
        """Keep the plan, and close if the service takes it."""
        self._form.forgive()
        if not self.name.text().strip():
            self._form.complain(self.name, self.tr("请填写评查名称。"))
            return
        actor = self._context.actor
        try:
            if self._old is None:
                self.round = self._evaluating.add(actor, self.plan)
            else:
                self.round = self._evaluating.change(actor, self._old.id, self.plan)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        super().accept()


def _proposed(today: date, share: int) -> RoundPlan:
    """A plan to begin with: this quarter, the share in percent that the office decided on."""
    quarter = (today.month + 2) // 3
    name = wording.tr("{year}年第{quarter}季度案卷评查", year=today.year, quarter=quarter)
    return RoundPlan(
        name,
        today,
        today + timedelta(days=30),
        Scope(),
        SamplingRule(share_percent=share),
        "case_file",
        rectification_days=RECTIFICATION_DAYS,
    )


def _beside(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    for each in widgets:
        row.addWidget(each)
    row.addStretch(1)
    return box


def _flow(*widgets: QWidget) -> QWidget:
    box = QWidget()
    flow = FlowLayout(box, gap=SMALL)
    for each in widgets:
        flow.addWidget(each)
    return box
