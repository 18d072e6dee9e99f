"""The draw of a round as it can be shown: seed, digest, strata, what came without a draw."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.evaluation import EvaluationRound, Recusal, RoundCase, RoundState
from archive_desk.domain.evaluation_sampling import DrawRecord, Ranked
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Card, Facts, SectionHead, clear, scrolling
from archive_desk.ui.widgets.text import label, muted, set_tone


class DrawPanel(QWidget):
    """How the sample came about.

    Signals:
        check_wanted: the draw is to be redone and compared.
        discard_wanted: it is to be taken back.
    """

    check_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts()
        self.check_button = button(
            self.tr("核验抽样(&V)"), "shield-check", then=self.check_wanted.emit
        )
        self.discard_button = button(
            self.tr("作废抽样…"), "undo-2", kind="quiet", then=self.discard_wanted.emit
        )
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, 0)
        column.setSpacing(MEDIUM)
        self._explanation = muted(
            self.tr(
                "各股室、各类型分层抽样。每件案卷的序值是“种子、换行、案卷编号”的 SHA-256，"
                "每层取序值最小的若干件。程序没有别的随机成分，任何人可用种子和总体清单重做。"
            )
        )
        column.addWidget(self._explanation)
        card = Card()
        card.body.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.check_button)
        row.addWidget(self.discard_button)
        row.addStretch(1)
        card.body.addLayout(row)
        column.addWidget(card)
        self._attempts_head = SectionHead(self.tr("抽样经过"))
        column.addWidget(self._attempts_head)
        self._attempts = QVBoxLayout()
        column.addLayout(self._attempts)
        column.addWidget(SectionHead(self.tr("各层抽取")))
        self._strata = QVBoxLayout()
        column.addLayout(self._strata)
        self._others_head = SectionHead(self.tr("抽样之外"))
        column.addWidget(self._others_head)
        self._others = QVBoxLayout()
        column.addLayout(self._others)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))

    def show_draw(
        self,
        found: EvaluationRound,
        kept: Sequence[Ranked],
        cases: Sequence[RoundCase],
        recusals: Sequence[Recusal],
        draws: Sequence[DrawRecord],
    ) -> None:
        """Show the draw in force, and every draw before it."""
        drawn = found.drawn_at is not None
        self.check_button.setVisible(drawn)
        self.discard_button.setVisible(found.state is RoundState.DRAWN)
        rule = found.plan.sampling
        many = f"{rule.share_percent}%"
        if rule.number is not None:
            many = self.tr("{count} 件").format(count=rule.number)
        self.facts.show_facts(
            [
                (self.tr("抽样规则"), many),
                (self.tr("种子"), found.seed),
                (self.tr("总体件数"), str(found.population) if drawn else ""),
                (self.tr("总体校验值"), found.digest),
                (self.tr("抽样时间"), wording.moment(found.drawn_at, seconds=True)),
                (self.tr("抽样次数"), str(found.draws) if drawn else ""),
            ]
        )
        clear(self._strata)
        sizes = Counter(each.candidate.stratum for each in kept)
        taken = Counter(each.candidate.stratum for each in kept if each.drawn)
        for (section, kind), size in sorted(sizes.items()):
            words = f"{section}　{wording.sentence(kind.label)}　{taken[section, kind]} / {size}"
            self._strata.addWidget(label(words))
        if not kept:
            self._strata.addWidget(muted(self.tr("还没有抽样。")))
        clear(self._others)
        numbers = {case.id: case.case_no for case in cases}
        lines = [
            self.tr("{no}：{reason}").format(no=case.case_no, reason=case.reason)
            for case in cases
            if not case.drawn
        ]
        lines += [
            self.tr("{name}回避 {no}：{reason}").format(
                name=each.person, no=numbers.get(each.round_case_id, ""), reason=each.reason
            )
            for each in recusals
        ]
        self._show_attempts(draws)
        self._others_head.setVisible(bool(lines))
        for line in lines:
            self._others.addWidget(label(line, wrap=True))

    def _show_attempts(self, draws: Sequence[DrawRecord]) -> None:
        clear(self._attempts)
        self._attempts_head.setVisible(bool(draws))
        whose = {True: self.tr("手工填写"), False: self.tr("程序生成")}
        for each in draws:
            words = self.tr("第 {number} 次　{at}　{by}　种子 {seed}").format(
                number=each.number, at=wording.moment(each.at), by=each.by, seed=each.seed
            )
            if each.given is not None:
                words = wording.with_note(words, whose[each.given])
            if each.discarded_at is None:
                self._attempts.addWidget(label(words, wrap=True))
                continue
            words += self.tr("　作废：{reason}").format(reason=each.reason)
            line = label(words, wrap=True)
            set_tone(line, Tone.WARN)
            self._attempts.addWidget(line)
