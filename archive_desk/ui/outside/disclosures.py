"""Applications for disclosure: the register, the clock explained, and each step."""

from collections.abc import Callable, Sequence
from functools import partial

from archive_desk.domain.disclosure import Application, DisclosureState, Step
from archive_desk.domain.people import Right
from archive_desk.services.disclosing import Disclosing, Due, is_head
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention
from archive_desk.ui.outside import disclosure_dialogs as dialogs
from archive_desk.ui.outside.page import Part, RegisterPage, Verb
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.asking import Asking
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.zones import local

_TONES = {
    DisclosureState.IN_HAND: Tone.ACCENT,
    DisclosureState.CORRECTING: Tone.NEUTRAL,
    DisclosureState.CONSULTING: Tone.NEUTRAL,
    DisclosureState.PROPOSED: Tone.WARN,
    DisclosureState.ANSWERED: Tone.WARN,
    DisclosureState.DELIVERED: Tone.GOOD,
    DisclosureState.CLOSED: Tone.NEUTRAL,
}


class DisclosuresPage(RegisterPage[Due]):
    """政府信息公开申请登记."""

    def __init__(self, context: ScreenContext, ask: Callable[[Intention], None]) -> None:
        self._desk = Disclosing(context.desk)
        super().__init__(
            context,
            ask,
            name="disclosures",
            title=wording.tr("公开申请"),
            search=wording.tr("搜索编号、申请人、内容"),
            nothing=(
                wording.tr("还没有公开申请"),
                wording.tr("收到政府信息公开申请后在这里登记，答复期限会自动计算并写明理由。"),
            ),
        )
        self.add_top(self.export_button(self._desk.register_file_name, self._export))
        if self._clerk:
            self.add_button = button(
                wording.tr("登记申请(&N)…"), "plus", kind="primary", then=self.register
            )
            self.add_top(self.add_button)

    @property
    def _clerk(self) -> bool:
        return self.context.actor.may(Right.HANDLE_DISCLOSURE)

    def _export(self, out: dialogs.Path) -> int:
        return self._desk.export(self.context.actor, out, self.search.text().strip())

    def make_columns(self) -> Sequence[Column[Due]]:
        """Number, applicant, what is asked, state, due."""

        def state(row: Due) -> Badge:
            now = row.application.state
            if self._late(row):
                return Badge(wording.tr("已超期"), Tone.BAD)
            return Badge(wording.sentence(now.label), _TONES[now])

        def due(row: Due) -> str:
            end = row.clock.due
            return "—" if end is None else wording.day(local(end).date())

        return (
            Column(
                "no",
                wording.tr("编号"),
                lambda row: row.application.no,
                subtitle=lambda row: wording.day(row.application.draft.received_on),
                bold=True,
                width=130,
            ),
            Column(
                "applicant",
                wording.tr("申请人"),
                lambda row: row.application.draft.applicant,
                subtitle=lambda row: wording.sentence(row.application.draft.how.label),
                width=150,
            ),
            Column(
                "content",
                wording.tr("申请内容"),
                lambda row: row.application.draft.content.replace("\n", " "),
                hint=lambda row: row.application.draft.content,
                stretch=True,
            ),
            Column("due", wording.tr("答复期限"), due, width=138),
            Column(
                "state", wording.tr("状态"), lambda row: state(row).text, badge=state, width=130
            ),
        )

    def _late(self, row: Due) -> bool:
        end, answered = row.clock.due, row.application.answered_on
        if end is None:
            return False
        if answered is not None:
            return answered > local(end).date()
        return row.application.state.open and self.context.desk.clock() > end

    def read(self, text: str) -> Sequence[Due]:
        """The register."""
        return self._desk.everything(self.context.actor, text)

    def key_of(self, row: Due) -> str:
        """Its number."""
        return row.application.no

    def facts_of(self, row: Due) -> list[tuple[str, str]]:
        """Who asks what, and the answer."""
        draft, answer = row.application.draft, row.application.answer
        facts = [
            (wording.tr("申请人"), draft.applicant),
            (wording.tr("类别"), wording.sentence(draft.kind.label)),
            (wording.tr("身份证明"), draft.identity),
            (wording.tr("联系方式"), draft.contact),
            (wording.tr("申请内容"), draft.content),
            (wording.tr("所需形式"), draft.form_wanted),
            (wording.tr("有关案卷"), draft.case_no),
            (wording.tr("收到"), self._received(row)),
        ]
        if answer is not None:
            facts.append((wording.tr("答复"), wording.sentence(answer.kind.label)))
            facts.append((wording.tr("理由"), answer.reasons))
            if answer.derived:
                ids = wording.listing(str(each) for each in answer.derived)
                facts.append((wording.tr("衍生件"), ids))
            facts.append((wording.tr("复制件"), answer.copies))
            if answer.fee_cents:
                fee = wording.tr("{yuan} 元", yuan=f"{answer.fee_cents / 100:.2f}")
                facts.append((wording.tr("费用"), fee))
        return facts

    def _received(self, row: Due) -> str:
        draft = row.application.draft
        return f"{wording.day(draft.received_on)} {wording.sentence(draft.how.label)}"

    def parts_of(self, row: Due) -> Sequence[Part]:
        """The clock with its reasons, and what happened."""
        end = row.clock.due
        head = wording.tr("答复期限：待补正后重新计算")
        if end is not None:
            head = wording.tr("答复期限：{day}", day=wording.day(local(end).date()))
        if row.clock.standing and end is not None:
            head += wording.tr("（征求意见期间不计入）")
        elif row.clock.provisional:
            head += wording.tr("（预计）")
        said = [f"{n}. {wording.sentence(step)}" for n, step in enumerate(row.clock.steps, 1)]
        taken = [_step_line(step) for step in row.application.steps]
        return (
            Part(head, said),
            Part(wording.tr("办理过程"), taken or [wording.tr("还没有办理记录。")]),
        )

    def verbs_of(self, row: Due) -> Sequence[Verb]:
        """What the chart draws from here, for the clerk or the head."""
        found = [Verb(*each) for each in self._steps(row.application)]
        printed = Verb(wording.tr("处理单…"), "printer", lambda: self.print_handling(row))
        found.append(printed)
        if row.application.answer is not None:
            found.append(Verb(wording.tr("答复书…"), "printer", lambda: self.print_answer(row)))
        return found

    def _steps(self, application: Application) -> list[tuple[str, str, Callable[[], object], str]]:
        found: list[tuple[str, str, Callable[[], object], str]] = []
        offered = dialogs.offered(application, clerk=self._clerk, head=is_head(self.context.actor))
        for each in offered:
            kind = "primary" if not found else ""
            found.append((each.words, each.icon, partial(self._take, application, each), kind))
        return found

    # -- verbs -------------------------------------------------------------------------------

    def register(self) -> None:
        """Register an application."""
        dialog = dialogs.register(self._desk, self.context, self)
        self.run(dialog, wording.tr("已登记 {no}。"), _no_of)

    def _take(self, application: Application, step: dialogs.Offered) -> None:
        dialog: Asking = step.dialog(self._desk, self.context, application, self)
        self.run(dialog, wording.tr("{no} 已办理。"), _no_of)

    def print_handling(self, row: Due) -> None:
        """Write the handling sheet with the explanation of the clock."""
        no = row.application.no
        self.write(
            wording.tr("打印处理单"),
            self._desk.form_file_name(no, answer=False),
            "PDF (*.pdf)",
            lambda out: self._desk.print_application(self.context.actor, no, out),
            wording.tr("已保存 {file}。"),
        )

    def print_answer(self, row: Due) -> None:
        """Write the letter to the applicant."""
        no = row.application.no
        self.write(
            wording.tr("打印答复书"),
            self._desk.form_file_name(no, answer=True),
            "PDF (*.pdf)",
            lambda out: self._desk.print_answer(self.context.actor, no, out),
            wording.tr("已保存 {file}。"),
        )


def _no_of(answer: object) -> str:
    return answer.application.no if isinstance(answer, Due) else ""


def _step_line(step: Step) -> str:
    parts = [wording.day(step.on), wording.sentence(step.kind.label), step.party, step.text]
    if step.days:
        parts.append(wording.tr("{days} 天", days=step.days))
    parts.append(step.by)
    return "　".join(part for part in parts if part)
