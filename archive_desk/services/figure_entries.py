"""What the figures count: one entry for each number, with its rule and the rows behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from sqlalchemy.orm import Session

from archive_desk.db import annual, evaluation
from archive_desk.db import figures as counting
from archive_desk.db.figures import Imported, Probe, Span
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.evaluation import EvaluationRound
from archive_desk.domain.figures import FigureRow, Measure, percent
from archive_desk.domain.footage import Kind
from archive_desk.domain.notes import NoteKind
from archive_desk.domain.regulations import Clock
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Reach, Task, WorkItem
from archive_desk.services.case_worklist import archivings_due, burns_due
from archive_desk.services.evaluation_results import round_results
from archive_desk.services.figure_entry import (
    ASKED,
    BYTES_OF_GB,
    CLOCKED,
    MS_OF_HOUR,
    RULES_OF_ASKED,
    Entry,
    Rows,
    files_of,
    listed,
    row_of,
    rows_of,
)
from archive_desk.services.hand_in_worklist import late_recordings
from archive_desk.services.urgent_worklist import backfills_due
from archive_desk.services.worklist_source import Inquiry


class Entries:
    """All entries of a period, in one session; nothing is counted before it is asked for.

    `window` asks for what is due in the period, done or not.
    """

    def __init__(self, window: Inquiry, span: Span) -> None:
        """Count what lies in `span`."""
        self._window = window
        self._session = window.session
        self._span = span

    def all(self) -> Iterator[Entry]:
        """Every entry, in the order of the report."""
        yield from self._cases()
        yield from self._asked()
        yield from self._intake()
        yield from self._coverage()
        yield from self._discs()
        yield from self._use()
        yield from self._clocks()
        yield from self._review()
        yield from self._disposal()

    @property
    def session(self) -> Session:
        """The session in which all is counted."""
        return self._session

    # -- what others lay out too -----------------------------------------------------------------

    @cached_property
    def late_hand_ins(self) -> Sequence[FigureRow]:
        """Recordings that came in during the period, too late."""
        deadline = self._window.deadline(Clock.HAND_IN)
        if deadline.period is None:
            return ()
        late = late_recordings(self._window, deadline, Reach(), self._span.since, self._span.until)
        return [
            FigureRow(
                f"batch:{each.batch}",
                each.batch_id,
                each.batch,
                each.section,
                each.officer,
                each.device,
                each.imported_at,
                str(
                    say("应于 {due} 前移交", due=f"{due.astimezone(self._window.zone):%m-%d %H:%M}")
                ),
            )
            for each, due in late
            if each.imported_at < self._span.until
        ]

    @cached_property
    def items(self) -> Mapping[Task, Sequence[WorkItem]]:
        """The clocks of cases that were due in the period and have run out or ended."""
        found: dict[Task, list[WorkItem]] = {}
        for source in (burns_due, archivings_due, backfills_due):
            for item in source(self._window):
                past = item.due <= self._window.at or not item.open
                if past and self._window.where.takes(item):
                    found.setdefault(item.task, []).append(item)
        return found

    def late(self, task: Task) -> Sequence[FigureRow]:
        """The late ones among them."""
        late = [item for item in self.items.get(task, ()) if item.late]
        devices: Mapping[int, str] = {}
        if task in {Task.BURN, Task.ARCHIVE}:
            devices = counting.devices_of_cases(self._session, [item.item_id for item in late])
        return [row_of(item, devices.get(item.item_id, "")) for item in late]

    # -- (a) ---------------------------------------------------------------------------------------

    def _cases(self) -> Iterator[Entry]:
        span = self._span
        for kind in CaseKind:
            for name, title, probe, rule in (
                (
                    "opened",
                    say("立案"),
                    counting.opened(span, kind),
                    say("按立案日期；没有填写的按登记日期。"),
                ),
                ("ended", say("办结"), counting.ended(span, kind), say("按执法活动结束时间。")),
                ("archived", say("归档"), counting.archived(span, kind), say("按归档时间。")),
                (
                    "open",
                    say("期末在办"),
                    counting.under_way(span, kind),
                    say("期末尚未结束执法活动的案件。"),
                ),
            ):
                key, words = (
                    f"cases.{kind.value}.{name}",
                    say("{kind}：{what}", kind=say(kind.label), what=title),
                )
                yield self._counted("cases", key, words, Measure.CASES, rule, probe)
        yield self._counted(
            "cases",
            "officers.all",
            say("执法人员"),
            Measure.PEOPLE,
            say("制表时在用的执法人员和执法单位负责人账号。"),
            counting.officers(certified=False),
        )
        certified = counting.officers(certified=True)
        yield Entry(
            "cases",
            "officers.certified",
            say("执法人员持证率"),
            Measure.PERCENT,
            say("登记了执法证号的人员占执法人员的比例。"),
            lambda: percent(
                certified.measure(self._session)[0],
                counting.officers(certified=False).measure(self._session)[0],
            ),
            self._rows(certified),
        )

    def _asked(self) -> Iterator[Entry]:
        known = annual.inputs(self._session, self._span.first.year)
        for key, title, measure in ASKED:
            yield Entry(
                "enforcement",
                key,
                title,
                measure,
                RULES_OF_ASKED.get(key, say("由单位填写。")),
                lambda: None,
                asked=True,
                text=known.get(key, ""),
            )

    # -- (b) ---------------------------------------------------------------------------------------

    @cached_property
    def _imported(self) -> Sequence[Imported]:
        return counting.imported_by(self._session, self._span)

    def _intake(self) -> Iterator[Entry]:
        taken, span = self._imported, self._span
        everything = self._rows(counting.imported(span))

        def total(of: Callable[[Imported], float]) -> Callable[[], float]:
            return lambda: sum(of(each) for each in taken)

        yield Entry(
            "intake",
            "imported.files",
            say("采集入库文件"),
            Measure.FILES,
            say("按入库时间，重复文件只计一次，派生件不计。"),
            total(lambda each: each.count),
            everything,
        )
        yield Entry(
            "intake",
            "imported.hours",
            say("采集入库时长"),
            Measure.HOURS,
            say("各份音像时长之和。"),
            total(lambda each: each.duration_ms / MS_OF_HOUR),
            everything,
        )
        yield Entry(
            "intake",
            "imported.gb",
            say("采集入库数据量"),
            Measure.GIGABYTES,
            say("1 GB 按 10 亿字节计。"),
            total(lambda each: each.size_bytes / BYTES_OF_GB),
            everything,
        )
        for kind in Kind:
            yield Entry(
                "intake",
                f"imported.{kind.value}",
                say("其中：{kind}", kind=say(kind.label)),
                Measure.FILES,
                say("按文件种类。"),
                partial(files_of, taken, kind=kind.value),
                self._rows(counting.imported(span, kind)),
            )
        for section in sorted({each.section for each in taken}):
            yield Entry(
                "intake",
                f"imported.section.{section}",
                say("股室：{name}", name=section or say("（未填）")),
                Measure.FILES,
                say("按采集时登记的股室。"),
                partial(files_of, taken, section=section),
                self._rows(counting.imported(span, section=section)),
            )
        if self._window.deadline(Clock.HAND_IN).period is not None:
            yield Entry(
                "intake",
                "hand_in.late",
                say("移交超过时限"),
                Measure.FILES,
                say("入库时间晚于制度规定的移交时限；已说明原因的仍计。"),
                lambda: len(self.late_hand_ins),
                listed(lambda: self.late_hand_ins),
            )
            yield Entry(
                "intake",
                "hand_in.rate",
                say("移交及时率"),
                Measure.PERCENT,
                say("未超过时限的份数占录完时间已知的份数；说明文件不计。"),
                self._hand_in_rate,
                listed(lambda: self.late_hand_ins),
            )

    def _hand_in_rate(self) -> float | None:
        known = counting.known_hand_ins(self._session, self._span)
        return percent(known - len(self.late_hand_ins), known)

    def _coverage(self) -> Iterator[Entry]:
        span, session = self._span, self._session
        ended, covered = counting.ended(span), counting.covered(span)
        uncovered = counting.uncovered(span)
        yield self._counted(
            "coverage",
            "coverage.ended",
            say("期内办结案件"),
            Measure.CASES,
            say("按执法活动结束时间。"),
            ended,
        )
        yield Entry(
            "coverage",
            "coverage.rate",
            say("案件音像覆盖率"),
            Measure.PERCENT,
            say("期内办结案件中至少关联一份音像的比例。"),
            lambda: percent(covered.measure(session)[0], ended.measure(session)[0]),
            self._rows(covered),
        )
        yield self._counted(
            "coverage",
            "coverage.none",
            say("没有音像的案件"),
            Measure.CASES,
            say("期内办结而没有关联音像的案件。"),
            uncovered,
        )
        for kind in NoteKind:
            yield self._counted(
                "coverage",
                f"notes.{kind.value}",
                say("情况说明：{kind}", kind=say(kind.label)),
                Measure.NOTES,
                say("按填写时间；被后一份接续的不计。"),
                counting.written_notes(span, kind),
            )

    def _discs(self) -> Iterator[Entry]:
        span = self._span
        burned = counting.burned(span)
        for key, title, measure, rule, probe in (
            (
                "discs.burned",
                say("刻录光盘"),
                Measure.DISCS,
                say("按刻录完成时间，各套分别计数。"),
                burned,
            ),
            (
                "discs.spoiled",
                say("废盘"),
                Measure.DISCS,
                say("刻录中报废的盘片。"),
                counting.spoiled(span),
            ),
            (
                "discs.checked",
                say("光盘读检"),
                Measure.TIMES,
                say("期内完整读取的次数，含刻录后读检、抽检和归还读检。"),
                counting.checked_discs(span),
            ),
            (
                "discs.faulty",
                say("读检发现问题"),
                Measure.TIMES,
                say("读检有问题的次数。"),
                counting.checked_discs(span, sound=False),
            ),
        ):
            yield self._counted("discs", key, title, measure, rule, probe)

    def _use(self) -> Iterator[Entry]:
        span, session = self._span, self._session
        lent, provided = counting.lent(span), counting.provided(span)
        late = counting.overdue_loans(span, self._window.at)
        yield self._counted(
            "use", "loans.times", say("借阅人次"), Measure.TIMES, say("按办理借出的次数。"), lent
        )
        yield Entry(
            "use",
            "loans.people",
            say("借阅人数"),
            Measure.PEOPLE,
            say("同一人只计一次。"),
            lambda: counting.borrowers(session, span),
            self._rows(lent),
        )
        yield Entry(
            "use",
            "loans.items",
            say("借阅件次"),
            Measure.TIMES,
            say("每次借出的案卷、音像、光盘各计一件次。"),
            lambda: lent.measure(session)[1],
            self._rows(lent),
        )
        yield self._counted(
            "use",
            "loans.overdue",
            say("借阅逾期"),
            Measure.TIMES,
            say("应还日期在期内，逾期归还或者仍未归还。"),
            late,
        )
        yield self._counted(
            "use", "provisions", say("对外提供"), Measure.TIMES, say("按提供时间。"), provided
        )
        yield Entry(
            "use",
            "provisions.items",
            say("对外提供音像"),
            Measure.FILES,
            say("各次提供的音像份数之和。"),
            lambda: provided.measure(session)[1],
            self._rows(provided),
        )

    def _clocks(self) -> Iterator[Entry]:
        rule = say("期限落在期内，已到期或者已完成的；逾期完成的计为逾期。")
        for task in CLOCKED:
            items = self.items.get(task, ())
            if not items and task not in {Task.BURN, Task.ARCHIVE}:
                continue
            key, name = f"clock.{task.value}", say(task.label)
            yield Entry(
                "clocks",
                f"{key}.due",
                say("{clock}：到期", clock=name),
                Measure.TIMES,
                rule,
                partial(len, items),
                listed(partial(rows_of, items)),
            )
            yield Entry(
                "clocks",
                f"{key}.late",
                say("{clock}：逾期", clock=name),
                Measure.TIMES,
                rule,
                partial(self._count_late, task),
                listed(partial(self.late, task)),
            )

    @cached_property
    def _rounds(self) -> Sequence[EvaluationRound]:
        return [
            each
            for each in evaluation.page(self._session)
            if each.closed_at is not None and self._span.since <= each.closed_at < self._span.until
        ]

    @cached_property
    def _scores(self) -> Sequence[tuple[FigureRow, int]]:
        found = []
        for each in self._rounds:
            for result in round_results(self._session, each, self._window.actor).settled:
                case, score = result.case, result.score.tenths
                row = FigureRow(
                    f"case:{case.case_no}",
                    case.case_id,
                    case.case_name,
                    case.section,
                    at=each.closed_at,
                    note=f"{each.no}　{score / 10:.1f}",
                )
                found.append((row, score))
        return found

    def _review(self) -> Iterator[Entry]:
        rounds = [
            FigureRow(f"evaluation:{each.no}", each.id, each.name, at=each.closed_at)
            for each in self._rounds
        ]
        scored = [row for row, _ in self._scores]
        scores = [score for _, score in self._scores]
        yield Entry(
            "review",
            "review.rounds",
            say("案卷评查"),
            Measure.ROUNDS,
            say("期内结束的评查。"),
            lambda: len(rounds),
            listed(lambda: rounds),
        )
        yield Entry(
            "review",
            "review.cases",
            say("评查案卷"),
            Measure.CASES,
            say("上述评查中已评定的案卷。"),
            lambda: len(scored),
            listed(lambda: scored),
        )
        yield Entry(
            "review",
            "review.average",
            say("平均分"),
            Measure.POINTS,
            say("已评定案卷得分的平均数。"),
            lambda: sum(scores) / len(scores) / 10 if scores else None,
            listed(lambda: scored),
        )

    def _disposal(self) -> Iterator[Entry]:
        span = self._span
        rule, probe = say("期内作出结论的鉴定所涉音像。"), counting.appraised(span)
        yield self._counted("disposal", "appraised", say("到期鉴定"), Measure.FILES, rule, probe)
        rule, probe = say("按经批准、两人监销的清册销毁的音像。"), counting.destroyed(span)
        yield self._counted("disposal", "destroyed", say("销毁"), Measure.FILES, rule, probe)

    def _count_late(self, task: Task) -> int:
        return len(self.late(task))

    def _counted(
        self, table: str, key: str, title: str, measure: Measure, rule: str, probe: Probe
    ) -> Entry:
        session = self._session
        return Entry(
            table,
            key,
            title,
            measure,
            rule,
            lambda: probe.measure(session)[0],
            self._rows(probe),
        )

    def _rows(self, probe: Probe) -> Callable[[int], Rows]:
        session = self._session
        return lambda limit: Rows(probe.rows(session, limit), probe.measure(session)[0])
