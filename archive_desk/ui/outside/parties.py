"""Parties' own access: who comes by what right, what he was shown, which copies he has."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.loans import ItemKind, LoanAct, LoanState
from archive_desk.domain.parties import AccessGround, IdentityKind, PartyDraft, Relation
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import say
from archive_desk.services.lending import Lending
from archive_desk.services.receiving_parties import (
    PartyWish,
    ReceivingParties,
    Shown,
    Visit,
)
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, ShowLoan
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.outside.page import Part, RegisterPage, Verb
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets import asking as a
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.zones import zone

_TONES = {
    LoanState.APPROVED: Tone.GOOD,
    LoanState.REFUSED: Tone.BAD,
}
_BOTH = "view copy"


class PartiesPage(RegisterPage[Visit]):
    """当事人查阅登记."""

    def __init__(self, context: ScreenContext, ask: Callable[[Intention], None]) -> None:
        self._desk = ReceivingParties(context.desk)
        super().__init__(
            context,
            ask,
            name="parties",
            title=wording.tr("当事人查阅"),
            search=wording.tr("搜索编号、姓名、证件、代理"),
            nothing=(
                wording.tr("还没有当事人查阅"),
                wording.tr(
                    "当事人或代理人依法查阅、复制本案音像的，在这里登记身份和依据，经批准后办理。"
                ),
            ),
        )
        self.add_top(self.export_button(self._desk.register_file_name, self._export))
        if self._clerk:
            self.add_button = button(
                wording.tr("登记查阅(&N)…"), "plus", kind="primary", then=self.request
            )
            self.add_top(self.add_button)

    @property
    def _clerk(self) -> bool:
        return self.context.actor.may(Right.HANDLE_DISCLOSURE)

    def _export(self, out: Path) -> int:
        return self._desk.export(self.context.actor, out, self.search.text().strip())

    def make_columns(self) -> Sequence[Column[Visit]]:
        """Number, who, by what right, approval, what he got."""

        def state(row: Visit) -> Badge:
            tone = _TONES.get(row.loan.state, Tone.NEUTRAL)
            return Badge(wording.sentence(row.loan.state.label), tone)

        return (
            Column(
                "no",
                wording.tr("编号"),
                lambda row: row.line.no,
                subtitle=lambda row: wording.compact(row.line.entered_at, seconds=False),
                bold=True,
                width=150,
            ),
            Column(
                "name",
                wording.tr("查阅人"),
                lambda row: row.line.draft.name,
                subtitle=lambda row: wording.sentence(row.line.draft.relation.label),
                width=150,
            ),
            Column(
                "ground",
                wording.tr("依据"),
                lambda row: wording.sentence(row.line.draft.ground.label),
                subtitle=_law,
                stretch=True,
            ),
            Column(
                "given",
                wording.tr("查阅、复制"),
                lambda row: wording.tr("查阅 {n} 次", n=len(row.line.sessions)),
                subtitle=lambda row: wording.tr("复制件 {n} 件", n=len(row.line.copies)),
                width=110,
            ),
            Column(
                "state",
                wording.tr("批准"),
                lambda row: state(row).text,
                badge=state,
                subtitle=lambda row: row.line.loan_no,
                width=120,
            ),
        )

    def read(self, text: str) -> Sequence[Visit]:
        """The register."""
        return self._desk.everything(self.context.actor, text)

    def key_of(self, row: Visit) -> str:
        """Its number."""
        return row.line.no

    def facts_of(self, row: Visit) -> list[tuple[str, str]]:
        """Who he is, for whom, by what right, and who approved."""
        draft = row.line.draft
        identity = f"{wording.sentence(draft.identity_kind.label)} {draft.identity_no}"
        signed = wording.listing(f"{s.signer}（{s.title}）" for s in row.loan.steps if s.signer)
        return [
            (wording.tr("查阅人"), draft.name),
            (wording.tr("与案件关系"), wording.sentence(draft.relation.label)),
            (wording.tr("证件"), identity),
            (wording.tr("联系方式"), draft.contact),
            (wording.tr("代理"), draft.represents),
            (wording.tr("授权委托书"), draft.power_of_attorney),
            (wording.tr("依据"), _law(row) or draft.reason),
            (wording.tr("内容"), wording.listing(item.label for item in row.loan.items)),
            (wording.tr("批准"), f"{row.line.loan_no} {signed}".strip()),
        ]

    def parts_of(self, row: Visit) -> Sequence[Part]:
        """What was shown, and the copies."""
        shown = [
            f"{wording.compact(each.begun_at, seconds=False)} — "
            f"{wording.compact(each.ended_at, seconds=False)}　"
            + wording.tr("监督人：{name}", name=each.supervised_by)
            + f"　{each.items}"
            for each in row.line.sessions
        ]
        copies = [f"{each.no}　{each.name}　{each.sha256[:16]}…" for each in row.line.copies]
        return (
            Part(wording.tr("查阅记录"), shown or [wording.tr("还没有查阅。")]),
            Part(wording.tr("复制件"), copies or [wording.tr("没有复制件。")]),
        )

    def verbs_of(self, row: Visit) -> Sequence[Verb]:
        """Show, copy, print; the signatures are given where loans are."""
        found = []
        if self._clerk and row.loan.state is LoanState.APPROVED:
            if LoanAct.VIEW in row.loan.acts:
                words = wording.tr("登记查阅过程(&V)…")
                found.append(Verb(words, "eye", lambda: self.show_footage(row), "primary"))
            if LoanAct.COPY in row.loan.acts:
                found.append(Verb(wording.tr("制作复制件(&C)…"), "copy", lambda: self.copy(row)))
        found.append(Verb(wording.tr("查阅复制记录…"), "printer", lambda: self.print_record(row)))
        loan = row.loan.id
        found.append(Verb(wording.tr("审批情况"), "stamp", lambda: self.ask(ShowLoan(loan))))
        return found

    # -- verbs -------------------------------------------------------------------------------

    def request(self) -> None:
        """Register who wants to see what, and ask the chain."""
        now = self.context.desk.clock()
        today = now.astimezone(zone()).date()
        identities = [Choice(each, wording.sentence(each.label)) for each in IdentityKind]
        relations = [Choice(each, wording.sentence(each.label)) for each in Relation]
        grounds = [Choice(each, wording.sentence(each.label)) for each in AccessGround]
        acts = [
            Choice(LoanAct.VIEW.value, wording.tr("查阅")),
            Choice(_BOTH, wording.tr("查阅并复制")),
        ]
        fields = [
            a.Asked("name", wording.tr("查阅人(&N)"), a.line(), needed=True),
            a.Asked(
                "identity", wording.tr("证件种类(&K)"), _box(wording.tr("证件种类"), identities)
            ),
            a.Asked("identity_no", wording.tr("证件号码(&I)"), a.line(), needed=True),
            a.Asked("contact", wording.tr("联系方式(&T)"), a.line()),
            a.Asked("relation", wording.tr("与案件关系(&R)"), _box(wording.tr("关系"), relations)),
            a.Asked("represents", wording.tr("代理的当事人(&P)"), a.line()),
            a.Asked("power", wording.tr("授权委托书(&W)"), a.line()),
            a.Asked("ground", wording.tr("依据(&G)"), _box(wording.tr("依据"), grounds)),
            a.Asked("reason", wording.tr("理由(&E)"), a.line()),
            a.Asked("case", wording.tr("案号(&C)"), a.line(), needed=True),
            a.Asked("acts", wording.tr("方式(&A)"), _box(wording.tr("方式"), acts)),
            a.Asked(
                "until",
                wording.tr("有效至(&U)"),
                a.moment_field(wording.tr("有效至"), end_of_day(today + timedelta(days=7), zone())),
                needed=True,
            ),
        ]

        def attempt(given: a.Given) -> object:
            draft = PartyDraft(
                given["name"],
                given["identity"],
                given["identity_no"],
                given["relation"],
                given["ground"],
                given["contact"],
                given["represents"],
                given["power"],
                given["reason"],
            )
            draft.require_sense()
            item = Lending(self.context.desk).item(self.context.actor, ItemKind.CASE, given["case"])
            acts = tuple(LoanAct(each) for each in given["acts"].split())
            wish = PartyWish(acts, (item,), self.context.desk.clock(), given["until"])
            return self._desk.request(self.context.actor, draft, wish)

        dialog = a.Asking(
            wording.tr("登记当事人查阅"),
            fields,
            wording.tr("提交审批(&S)"),
            attempt,
            advice=wording.tr("核验证件原件后登记；按本单位的审批程序批准后，在档案员监督下查阅。"),
            width=600,
            parent=self,
        )
        if self.run(dialog, wording.tr("已登记 {no}，等待审批。"), _no_of):
            self.context.changes.loans_changed.emit(())

    def show_footage(self, row: Visit) -> None:
        """Write down that he was shown the footage, from when to when, and who sat beside him."""
        now = self.context.desk.clock()
        offered = self._desk.footage_of(self.context.actor, row.line.no)
        names = wording.listing(name for _, name in offered)
        fields = [
            a.Asked(
                "begun",
                wording.tr("开始(&B)"),
                a.moment_field(wording.tr("开始"), now - timedelta(minutes=30)),
                needed=True,
            ),
            a.Asked(
                "ended",
                wording.tr("结束(&E)"),
                a.moment_field(wording.tr("结束"), now),
                needed=True,
            ),
            a.Asked(
                "supervisor",
                wording.tr("监督人(&P)"),
                a.line(self.context.actor.name),
                needed=True,
            ),
            a.Asked("note", wording.tr("备注(&N)"), a.line()),
        ]

        def attempt(given: a.Given) -> object:
            if given["begun"] is None or given["ended"] is None:
                raise InvalidInput(say("请填写查阅的开始和结束时间。"))
            shown = Shown(
                tuple(each for each, _ in offered),
                given["begun"],
                given["ended"],
                given["supervisor"],
                given["note"],
            )
            return self._desk.show(self.context.actor, row.line.no, shown)

        dialog = a.Asking(
            wording.tr("登记查阅过程 {no}", no=row.line.no),
            fields,
            wording.tr("登记(&S)"),
            attempt,
            advice=wording.tr("查阅的音像：{names}", names=names),
            parent=self,
        )
        self.run(dialog, wording.tr("已登记 {no} 的查阅。"), _no_of)

    def copy(self, row: Visit) -> None:
        """Make numbered copies in a folder that the clerk chooses."""
        title = wording.tr("复制件放到哪个文件夹")
        folder = choose_folder(self, self.context.remembered, "party-copies", title)
        if folder is not None:
            self.copy_to(row, folder)

    def copy_to(self, row: Visit, folder: Path) -> None:
        """Make numbered copies in `folder`, in the background."""
        desk, actor, no = self._desk, self.context.actor, row.line.no
        job = Job(
            wording.tr("制作复制件"),
            lambda monitor: desk.copy(actor, no, (), folder, monitor),
            parent=self,
        )
        job.succeeded.connect(self._on_copied)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_copied(self, made: tuple[Visit, Path]) -> None:
        visit, _folder = made
        self.done(visit.line.no, wording.tr("{no} 的复制件已制作并编号。"))

    def print_record(self, row: Visit) -> None:
        """Write the record that all sign."""
        no = row.line.no
        self.write(
            wording.tr("打印查阅复制记录"),
            self._desk.record_file_name(no),
            "PDF (*.pdf)",
            lambda out: self._desk.print_receipt(self.context.actor, no, out),
            wording.tr("已保存 {file}。"),
        )


def _box(words: str, choices: list[Choice]) -> ChoiceBox:
    return ChoiceBox(words, choices, width=240)


def _law(row: Visit) -> str:
    basis = row.line.draft.ground.basis
    return "" if basis is None else str(basis)


def _no_of(answer: object) -> str:
    return answer.line.no if isinstance(answer, Visit) else ""
