"""Call-ups: who may look at a case before its decision, and for him the footage to look at."""

from collections.abc import Callable, Sequence

from archive_desk.domain.call_ups import CallUp, CallUpState, ReviewDuty
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.calling_up import CallingUp, CallUpWish, arranges
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, PlayFootage, ShowCase
from archive_desk.ui.outside.page import Part, RegisterPage, Verb
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets import asking as a
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox

_TONES = {
    CallUpState.COMING: Tone.NEUTRAL,
    CallUpState.LIVE: Tone.GOOD,
    CallUpState.ENDED: Tone.NEUTRAL,
    CallUpState.DECIDED: Tone.NEUTRAL,
}


class CallUpsPage(RegisterPage[CallUp]):
    """审核调阅."""

    def __init__(self, context: ScreenContext, ask: Callable[[Intention], None]) -> None:
        self._desk = CallingUp(context.desk)
        super().__init__(
            context,
            ask,
            name="call-ups",
            title=wording.tr("审核调阅"),
            search=wording.tr("搜索案号、当事人、姓名"),
            nothing=(
                wording.tr("没有审核调阅"),
                wording.tr(
                    "决定作出前，由档案员或执法单位负责人逐案指定审核、法制审核人员；"
                    "被指定的人在这里调阅音像。"
                ),
            ),
        )
        if arranges(context.actor):
            self.add_button = button(
                wording.tr("指定审核人员(&N)…"), "plus", kind="primary", then=self.name
            )
            self.add_top(self.add_button)

    def make_columns(self) -> Sequence[Column[CallUp]]:
        """Number, case, who, as what, state."""

        def state(row: CallUp) -> Badge:
            now = row.state(self.context.desk.clock())
            return Badge(wording.sentence(now.label), _TONES[now])

        return (
            Column("no", wording.tr("编号"), lambda row: row.no, bold=True, width=130),
            Column(
                "case",
                wording.tr("案卷"),
                lambda row: row.case_name,
                subtitle=lambda row: row.case_no,
                stretch=True,
            ),
            Column(
                "person",
                wording.tr("审核人员"),
                lambda row: row.person,
                subtitle=lambda row: wording.sentence(row.duty.label),
                width=140,
            ),
            Column(
                "named",
                wording.tr("指定"),
                lambda row: row.named_by,
                subtitle=lambda row: wording.compact(row.named_at, seconds=False),
                width=150,
            ),
            Column(
                "state", wording.tr("状态"), lambda row: state(row).text, badge=state, width=110
            ),
        )

    def read(self, text: str) -> Sequence[CallUp]:
        """All of them, or one's own."""
        found = self._desk.everything(self.context.actor)
        return [
            each
            for each in found
            if text.casefold()
            in f"{each.no} {each.case_no} {each.case_name} {each.person}".casefold()
        ]

    def key_of(self, row: CallUp) -> str:
        """Its number."""
        return row.no

    def facts_of(self, row: CallUp) -> list[tuple[str, str]]:
        """Who, which case, since when and until when."""
        until = wording.tr("决定作出时")
        if row.valid_until is not None:
            until = wording.compact(row.valid_until, seconds=False)
        decided = ""
        if row.decided_at is not None:
            decided = wording.compact(row.decided_at, seconds=False)
        ended = ""
        if row.ended is not None:
            at = wording.compact(row.ended.at, seconds=False)
            ended = f"{at} {row.ended.by}：{row.ended.reason}"
        return [
            (wording.tr("案卷"), f"{row.case_no} {row.case_name}"),
            (wording.tr("审核人员"), row.person),
            (wording.tr("职责"), wording.sentence(row.duty.label)),
            (wording.tr("开始"), wording.compact(row.valid_from, seconds=False)),
            (wording.tr("最迟到"), until),
            (wording.tr("说明"), row.reason),
            (wording.tr("作出决定"), decided),
            (wording.tr("已结束"), ended),
        ]

    def parts_of(self, row: CallUp) -> Sequence[Part]:
        """The article, and what the right does not give."""
        del row
        basis = self._desk.basis
        lines = [
            wording.tr("只能查看，不能复制、刻录、借出；每次查看都记入操作日志；决定作出后即结束。")
        ]
        if basis is not None:
            lines.insert(0, wording.tr("依据{basis}", basis=str(basis)))
        return (Part(wording.tr("调阅的规则"), lines),)

    def verbs_of(self, row: CallUp) -> Sequence[Verb]:
        """Look, for who was named; end, for who arranges."""
        found = []
        live = row.state(self.context.desk.clock()) is CallUpState.LIVE
        if row.person_id == self.context.actor.id and live:
            look = Verb(wording.tr("调阅音像(&P)"), "play", lambda: self.look(row), "primary")
            found.append(look)
        found.append(
            Verb(wording.tr("查看案卷"), "folder-open", lambda: self.ask(ShowCase(row.case_id)))
        )
        if arranges(self.context.actor) and live:
            found.append(Verb(wording.tr("结束调阅…"), "ban", lambda: self.end(row)))
        return found

    # -- verbs -------------------------------------------------------------------------------

    def look(self, row: CallUp) -> None:
        """Play the footage of the case, one after the other."""
        try:
            found = tuple(self._desk.footage_of(self.context.actor, row.case_id))
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        if not found:
            self.context.notices.warn(wording.tr("这个案卷还没有音像。"))
            return
        self.ask(PlayFootage(found[0], playlist=found))

    def name(self) -> None:
        """Let somebody look until the decision."""
        people = [
            Choice(
                each.account, f"{each.name}　{wording.sentence(each.role.label)}　{each.section}"
            )
            for each in self._desk.candidates(self.context.actor)
        ]
        duties = [Choice(each, wording.sentence(each.label)) for each in ReviewDuty]
        fields = [
            a.Asked("case", wording.tr("案号(&C)"), a.line(), needed=True),
            a.Asked(
                "person",
                wording.tr("审核人员(&P)"),
                ChoiceBox(wording.tr("审核人员"), people, width=300),
                needed=True,
            ),
            a.Asked(
                "duty", wording.tr("职责(&D)"), ChoiceBox(wording.tr("职责"), duties, width=160)
            ),
            a.Asked(
                "until",
                wording.tr("最迟到(&U)"),
                a.moment_field(wording.tr("最迟到"), optional=True),
                hint=wording.tr("不填即到决定作出时"),
            ),
            a.Asked("reason", wording.tr("说明(&R)"), a.line()),
        ]

        def attempt(given: a.Given) -> object:
            wish = CallUpWish(
                given["case"],
                given["person"],
                given["duty"],
                None,
                given["until"],
                given["reason"],
            )
            return self._desk.name(self.context.actor, wish)

        dialog = a.Asking(
            wording.tr("指定审核人员"),
            fields,
            wording.tr("指定(&S)"),
            attempt,
            advice=wording.tr("决定作出前，审核文字资料的人可以同时调阅相应的音像；这不是借阅。"),
            width=560,
            parent=self,
        )
        self.run(dialog, wording.tr("已指定，{no}。"), _no_of)

    def end(self, row: CallUp) -> None:
        """End it before the decision."""
        dialog = a.Asking(
            wording.tr("结束调阅 {no}", no=row.no),
            [a.Asked("reason", wording.tr("理由(&R)"), a.lines(), needed=True)],
            wording.tr("结束"),
            lambda given: self._desk.end(self.context.actor, row.no, given["reason"]),
            danger=True,
            parent=self,
        )
        self.run(dialog, wording.tr("已结束 {no}。"), _no_of)


def _no_of(answer: object) -> str:
    return answer.no if isinstance(answer, CallUp) else ""
