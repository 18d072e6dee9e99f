"""Complaints to review bodies and courts: the register and the clock that providing ends."""

from collections.abc import Callable, Sequence
from pathlib import Path

from archive_desk.domain.complaints import ComplaintDraft, ComplaintKind
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.loans import ItemKind
from archive_desk.domain.people import Right
from archive_desk.domain.worklist import ClockState, state_of
from archive_desk.services.contesting import Contested, Contesting
from archive_desk.services.lending import Lending
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, RequestLoan, ShowCase
from archive_desk.ui.outside.page import Part, RegisterPage, Verb
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets import asking as a
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.zones import local, zone

_TONES = {
    ClockState.RUNNING: Tone.ACCENT,
    ClockState.DUE_SOON: Tone.WARN,
    ClockState.OVERDUE: Tone.BAD,
    ClockState.MET: Tone.GOOD,
}


class ComplaintsPage(RegisterPage[Contested]):
    """复议应诉."""

    def __init__(self, context: ScreenContext, ask: Callable[[Intention], None]) -> None:
        self._desk = Contesting(context.desk)
        super().__init__(
            context,
            ask,
            name="complaints",
            title=wording.tr("复议应诉"),
            search=wording.tr("搜索编号、机关、文号、案号"),
            nothing=(
                wording.tr("没有复议和诉讼"),
                wording.tr("收到复议申请书或起诉状副本后在这里登记，提供材料的期限随即起算。"),
            ),
        )
        self.add_top(self.export_button(self._desk.register_file_name, self._export))
        if context.actor.may(Right.CIRCULATE):
            self.add_button = button(
                wording.tr("登记来函(&N)…"), "plus", kind="primary", then=self.register
            )
            self.add_top(self.add_button)

    def _export(self, out: Path) -> int:
        return self._desk.export(self.context.actor, out, self.search.text().strip())

    def make_columns(self) -> Sequence[Column[Contested]]:
        """Number, body, case, due, state."""

        def due(row: Contested) -> str:
            return "—" if row.count is None else wording.day(local(row.count.due).date())

        return (
            Column(
                "no",
                wording.tr("编号"),
                lambda row: row.complaint.no,
                subtitle=lambda row: wording.sentence(row.complaint.draft.kind.label),
                bold=True,
                width=160,
            ),
            Column(
                "body",
                wording.tr("机关、来函"),
                lambda row: row.complaint.draft.body,
                subtitle=lambda row: row.complaint.draft.document_no,
                width=190,
            ),
            Column(
                "case",
                wording.tr("案件"),
                lambda row: row.complaint.case_name,
                subtitle=lambda row: row.complaint.draft.case_no,
                stretch=True,
            ),
            Column("due", wording.tr("期限"), due, width=138),
            Column(
                "state",
                wording.tr("状态"),
                lambda row: self._state(row).text,
                badge=self._state,
                width=110,
            ),
        )

    def _state(self, row: Contested) -> Badge:
        answered = row.complaint.answered_at
        state = ClockState.RUNNING
        if row.count is not None:
            soon = row.count.due - row.count.due.replace(hour=0, minute=0, second=0)
            state = state_of(
                row.count.due, self.context.desk.clock(), met_at=answered, soon=3 * soon
            )
        if answered is None:
            words = wording.tr("已逾期") if state is ClockState.OVERDUE else wording.tr("待提供")
        else:
            late = state is ClockState.OVERDUE
            words = wording.tr("逾期提供") if late else wording.tr("已提供")
        return Badge(words, _TONES[state])

    def read(self, text: str) -> Sequence[Contested]:
        """The register."""
        return self._desk.everything(self.context.actor, text)

    def key_of(self, row: Contested) -> str:
        """Its number."""
        return row.complaint.no

    def facts_of(self, row: Contested) -> list[tuple[str, str]]:
        """Who sent what about which case, and what answered it."""
        draft, answered = row.complaint.draft, row.complaint.answered_at
        return [
            (wording.tr("类别"), wording.sentence(draft.kind.label)),
            (wording.tr("机关"), draft.body),
            (wording.tr("来函文号"), draft.document_no),
            (wording.tr("申请人、原告"), draft.complainant),
            (wording.tr("案卷"), f"{draft.case_no} {row.complaint.case_name}"),
            (wording.tr("收到"), wording.day(draft.received_on)),
            (wording.tr("已提供"), wording.listing(row.complaint.provisions)),
            (
                wording.tr("提供时间"),
                "" if answered is None else wording.compact(answered, seconds=False),
            ),
            (wording.tr("备注"), draft.note),
        ]

    def parts_of(self, row: Contested) -> Sequence[Part]:
        """How the clock is counted."""
        if row.count is None:
            return ()
        head = wording.tr("期限：{day}", day=wording.day(local(row.count.due).date()))
        steps = [f"{n}. {wording.sentence(step)}" for n, step in enumerate(row.count.steps, 1)]
        note = wording.tr(
            "逾期不提供的，视为没有证据。批准对外提供后，在借阅单上制作材料包并选择本编号。"
        )
        return (Part(head, [*steps, note]),)

    def verbs_of(self, row: Contested) -> Sequence[Verb]:
        """Ask for leave to provide, or look at the case."""
        found = []
        if row.complaint.answered_at is None and self.context.actor.may(Right.REQUEST_LOAN):
            words = wording.tr("申请对外提供(&P)…")
            found.append(Verb(words, "send", lambda: self.request(row), "primary"))
        case = row.complaint.case_id
        found.append(Verb(wording.tr("查看案卷"), "folder-open", lambda: self.ask(ShowCase(case))))
        return found

    # -- verbs -------------------------------------------------------------------------------

    def request(self, row: Contested) -> None:
        """Ask for leave to provide what the case holds."""
        try:
            item = Lending(self.context.desk).item(
                self.context.actor, ItemKind.CASE, row.complaint.draft.case_no
            )
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.ask(RequestLoan((item,)))

    def register(self) -> None:
        """Register a complaint."""
        today = self.context.desk.clock().astimezone(zone()).date()
        kinds = [Choice(each, wording.sentence(each.label)) for each in ComplaintKind]
        fields = [
            a.Asked(
                "kind", wording.tr("类别(&K)"), ChoiceBox(wording.tr("类别"), kinds, width=240)
            ),
            a.Asked("body", wording.tr("复议机关、法院(&B)"), a.line(), needed=True),
            a.Asked("document", wording.tr("来函文号(&D)"), a.line(), needed=True),
            a.Asked("complainant", wording.tr("申请人、原告(&A)"), a.line()),
            a.Asked("case", wording.tr("案号(&C)"), a.line(), needed=True),
            a.Asked(
                "received",
                wording.tr("收到日期(&R)"),
                a.day_field(wording.tr("收到日期"), today),
                hint=wording.tr("收到申请书或起诉状副本的日期，期限由此起算"),
            ),
            a.Asked("note", wording.tr("备注(&N)"), a.line()),
        ]

        def attempt(given: a.Given) -> object:
            draft = ComplaintDraft(
                given["kind"],
                given["body"],
                given["document"],
                given["complainant"],
                given["case"],
                given["received"],
                given["note"],
            )
            return self._desk.register(self.context.actor, draft)

        dialog = a.Asking(
            wording.tr("登记复议、诉讼来函"),
            fields,
            wording.tr("登记(&S)"),
            attempt,
            width=560,
            parent=self,
        )
        self.run(dialog, wording.tr("已登记 {no}。"), _no_of)


def _no_of(answer: object) -> str:
    return answer.complaint.no if isinstance(answer, Contested) else ""
