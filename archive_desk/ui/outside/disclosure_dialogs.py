"""What is asked at each step of an application for disclosure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from archive_desk.domain import disclosure as d
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import DerivedId
from archive_desk.domain.sentences import say
from archive_desk.services.disclosing import Disclosing
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets import asking as a
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.zones import zone

__all__ = ["Offered", "Path", "offered", "register"]

Maker = Callable[[Disclosing, ScreenContext, d.Application, QWidget], a.Asking]


@dataclass(frozen=True)
class Offered:
    """A step that can be taken now: its button, and the dialog that takes it."""

    words: str
    icon: str
    dialog: Maker


def offered(application: d.Application, *, clerk: bool, head: bool) -> Sequence[Offered]:
    """The steps that the chart draws from where the application stands."""
    state, found = application.state, []
    for kind, by_head, make in _steps():
        drawn = (state, kind) in d.FLOW
        spent = kind in d.ONCE and application.last(kind) is not None
        if drawn and not spent and (head if by_head else clerk):
            found.append(make)
    return found


def _steps() -> Sequence[tuple[d.StepKind, bool, Offered]]:
    kind = d.StepKind
    return (
        (kind.ANSWER, True, Offered(wording.tr("批准答复(&Y)…"), "stamp", _answer)),
        (kind.SEND_BACK, True, Offered(wording.tr("退回重拟…"), "undo-2", _send_back)),
        (kind.CORRECTED, False, Offered(wording.tr("收到补正…"), "inbox", _corrected)),
        (kind.CONSULTED, False, Offered(wording.tr("意见收到或期满…"), "inbox", _consulted)),
        (kind.PROPOSE, False, Offered(wording.tr("拟定答复(&P)…"), "file-pen-line", _propose)),
        (kind.DELIVER, False, Offered(wording.tr("登记送达…"), "send", _deliver)),
        (kind.ASK_CORRECTION, False, Offered(wording.tr("告知补正…"), "pencil", _ask_correction)),
        (kind.CONSULT, False, Offered(wording.tr("征求第三方意见…"), "users", _consult)),
        (kind.EXTEND, True, Offered(wording.tr("延长期限…"), "calendar-clock", _extend)),
        (kind.ABANDONED, False, Offered(wording.tr("视为放弃…"), "ban", _abandon)),
        (kind.WITHDRAWN, False, Offered(wording.tr("申请人撤回…"), "x", _withdraw)),
    )


def register(desk: Disclosing, context: ScreenContext, parent: QWidget) -> a.Asking:
    """Who asks what (Art. 29), and how and when it came (Art. 31)."""
    today = context.desk.clock().astimezone(zone()).date()
    kinds = [Choice(each, wording.sentence(each.label)) for each in d.ApplicantKind]
    hows = [Choice(each, wording.sentence(each.label)) for each in d.HowReceived]
    fields = [
        a.Asked("applicant", wording.tr("申请人(&A)"), a.line(), needed=True),
        a.Asked("kind", wording.tr("类别(&K)"), ChoiceBox(wording.tr("类别"), kinds, width=200)),
        a.Asked("identity", wording.tr("身份证明(&I)"), a.line(), needed=True),
        a.Asked("contact", wording.tr("联系方式(&C)"), a.line(), needed=True),
        a.Asked("content", wording.tr("申请内容(&T)"), a.lines(), needed=True),
        a.Asked(
            "form",
            wording.tr("所需形式(&F)"),
            a.line(hint=wording.tr("纸质、光盘、查阅……")),
        ),
        a.Asked(
            "how", wording.tr("收到方式(&H)"), ChoiceBox(wording.tr("收到方式"), hows, width=220)
        ),
        a.Asked(
            "arrived",
            wording.tr("收到日期(&D)"),
            a.day_field(wording.tr("收到日期"), today),
            hint=wording.tr("当面提交、签收或收到的日期"),
        ),
        a.Asked(
            "confirmed",
            wording.tr("确认日期(&O)"),
            a.day_field(wording.tr("确认日期"), optional=True),
            hint=wording.tr("平常信函、互联网或传真：与申请人确认的日期"),
        ),
        a.Asked("case", wording.tr("有关案卷(&E)"), a.line(hint=wording.tr("案号，可不填"))),
    ]

    def attempt(given: a.Given) -> object:
        draft = d.ApplicationDraft(
            given["applicant"],
            given["kind"],
            given["identity"],
            given["contact"],
            given["content"],
            given["form"],
            given["how"],
            given["arrived"],
            given["confirmed"],
            given["case"],
        )
        return desk.register(context.actor, draft)

    title, verb = wording.tr("登记公开申请"), wording.tr("登记(&S)")
    return a.Asking(title, fields, verb, attempt, width=580, parent=parent)


def _on(context: ScreenContext, words: str) -> a.Asked:
    today = context.desk.clock().astimezone(zone()).date()
    return a.Asked("on", words, a.day_field(words, today))


def _text(words: str, *, needed: bool = False) -> a.Asked:
    return a.Asked("text", words, a.lines(), needed=needed)


def _ask_correction(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [
        _on(context, wording.tr("告知日期(&D)")),
        _text(wording.tr("需要补正的内容(&T)"), needed=True),
        a.Asked("days", wording.tr("补正期限(&N)"), a.number(0, 90, wording.tr("天"), value=10)),
    ]
    return a.Asking(
        wording.tr("告知补正 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.ask_correction(
            context.actor, application.no, given["text"], on=given["on"], days=given["days"]
        ),
        advice=wording.tr(
            "应在收到申请之日起 7 个工作日内一次性告知；"
            "答复期限自收到补正之日起重新计算（第三十条）。"
        ),
        parent=parent,
    )


def _corrected(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [_on(context, wording.tr("收到补正日期(&D)")), _text(wording.tr("补正内容(&T)"))]
    return a.Asking(
        wording.tr("收到补正 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.corrected(context.actor, application.no, given["text"], on=given["on"]),
        parent=parent,
    )


def _abandon(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [_on(context, wording.tr("日期(&D)")), _text(wording.tr("说明(&T)"))]
    return a.Asking(
        wording.tr("视为放弃 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.abandon(context.actor, application.no, given["text"], on=given["on"]),
        advice=wording.tr("申请人无正当理由逾期不补正的，视为放弃申请，不再处理（第三十条）。"),
        danger=True,
        parent=parent,
    )


def _withdraw(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [
        _on(context, wording.tr("日期(&D)")),
        _text(wording.tr("撤回的方式和理由(&T)"), needed=True),
    ]
    return a.Asking(
        wording.tr("申请人撤回 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.withdraw(context.actor, application.no, given["text"], on=given["on"]),
        danger=True,
        parent=parent,
    )


def _consult(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [
        a.Asked("party", wording.tr("第三方(&P)"), a.line(), needed=True),
        _on(context, wording.tr("第三方收到日期(&D)")),
        _text(wording.tr("征求的事项(&T)")),
    ]
    return a.Asking(
        wording.tr("征求第三方意见 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.consult(
            context.actor, application.no, given["party"], given["text"], on=given["on"]
        ),
        advice=wording.tr(
            "第三方应自收到征求意见书之日起 15 个工作日内提出意见，所需时间不计入答复期限。"
        ),
        parent=parent,
    )


def _consulted(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [
        _on(context, wording.tr("日期(&D)")),
        _text(wording.tr("第三方的意见，或期满未答复(&T)")),
    ]
    return a.Asking(
        wording.tr("第三方意见 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.consulted(context.actor, application.no, given["text"], on=given["on"]),
        parent=parent,
    )


def _extend(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [
        a.Asked("days", wording.tr("延长工作日(&N)"), a.number(1, 20, wording.tr("个"), value=20)),
        _text(wording.tr("理由和告知申请人的方式(&T)"), needed=True),
    ]
    return a.Asking(
        wording.tr("延长答复期限 {no}", no=application.no),
        fields,
        wording.tr("同意延长(&S)"),
        lambda given: desk.extend(context.actor, application.no, given["days"], given["text"]),
        advice=wording.tr(
            "只能延长一次，最长 20 个工作日，由工作机构负责人同意并告知申请人（第三十三条）。"
        ),
        parent=parent,
    )


def _propose(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    kinds = [Choice(each, wording.sentence(each.label)) for each in d.AnswerKind]
    grounds = [Choice(None, wording.tr("（无）"))]
    grounds += [Choice(each, _ground_words(each)) for each in d.Ground]
    fee = QDoubleSpinBox()
    fee.setRange(0, 1_000_000)
    fee.setSuffix(wording.tr(" 元"))
    fields = [
        a.Asked("kind", wording.tr("答复(&K)"), ChoiceBox(wording.tr("答复"), kinds, width=280)),
        a.Asked(
            "ground",
            wording.tr("不公开的依据(&G)"),
            ChoiceBox(wording.tr("依据"), grounds, width=280),
        ),
        _text(wording.tr("内容和理由(&T)"), needed=True),
        a.Asked(
            "derived",
            wording.tr("衍生件编号(&D)"),
            a.line(),
            hint=wording.tr("区分处理后的片段、截图的编号，多个用空格分开"),
        ),
        a.Asked("copies", wording.tr("其他复制件(&C)"), a.line()),
        a.Asked("fee", wording.tr("费用(&F)"), fee),
    ]

    def attempt(given: a.Given) -> object:
        words = given["derived"].split()
        if not all(each.isdigit() for each in words):
            raise InvalidInput(say("衍生件的编号应为数字。"))
        answer = d.Answer(
            given["kind"],
            given["text"],
            given["ground"],
            tuple(DerivedId(int(each)) for each in dict.fromkeys(words)),
            given["copies"],
            round(given["fee"] * 100),
        )
        return desk.propose(context.actor, application.no, answer)

    return a.Asking(
        wording.tr("拟定答复 {no}", no=application.no),
        fields,
        wording.tr("提交批准(&S)"),
        attempt,
        advice=wording.tr(
            "执法案卷信息可以不予公开（第十六条第二款）；能区分处理的，应当公开可以公开的部分（第三十七条）。"
        ),
        width=620,
        parent=parent,
    )


def _ground_words(ground: d.Ground) -> str:
    return f"{wording.sentence(ground.label)}（{ground.basis.article}）"


def _answer(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    answer = application.answer
    said = "" if answer is None else f"{wording.sentence(answer.kind.label)}：{answer.reasons}"
    return a.Asking(
        wording.tr("批准答复 {no}", no=application.no),
        [_text(wording.tr("意见(&T)"))],
        wording.tr("批准(&S)"),
        lambda given: desk.answer(context.actor, application.no, given["text"]),
        advice=said,
        parent=parent,
    )


def _send_back(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    return a.Asking(
        wording.tr("退回重拟 {no}", no=application.no),
        [_text(wording.tr("理由(&R)"), needed=True)],
        wording.tr("退回(&S)"),
        lambda given: desk.send_back(context.actor, application.no, given["text"]),
        parent=parent,
    )


def _deliver(
    desk: Disclosing, context: ScreenContext, application: d.Application, parent: QWidget
) -> a.Asking:
    fields = [
        _on(context, wording.tr("送达日期(&D)")),
        _text(wording.tr("送达方式和签收人(&T)"), needed=True),
    ]
    return a.Asking(
        wording.tr("登记送达 {no}", no=application.no),
        fields,
        wording.tr("登记(&S)"),
        lambda given: desk.deliver(context.actor, application.no, given["text"], on=given["on"]),
        parent=parent,
    )
