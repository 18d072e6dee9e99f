"""What narrows the catalogue: words, the six keys of classified storage, kind and state."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.footage import Kind
from archive_desk.services.catalogue import Facets, FootageFilter
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, SearchBox
from archive_desk.ui.zones import zone

RECORDED = frozenset({Kind.VIDEO, Kind.AUDIO, Kind.PHOTO})
"""What the list shows unless asked for more: sidecars stand with their recordings."""


class Period(StrEnum):
    """Usual periods of use."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    OWN = "own"


class Look(StrEnum):
    """What may need a look."""

    DOUBTFUL = "doubtful"
    FAULTY = "faulty"
    UNFILED = "unfiled"
    IMPORTANT = "important"
    SENSITIVE = "sensitive"
    UNRELATED = "unrelated"


class WordBox(QComboBox):
    """A field for a part of a name, with what there is to choose from.

    Signals:
        changed: something else is looked for.
    """

    changed = Signal()

    def __init__(self, name: str, *, width: int) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setFixedWidth(theme().px(width))
        self._said = ""
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        self.setLineEdit(field)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.setCurrentIndex(-1)
        field.editingFinished.connect(self._on_edited)
        self.activated.connect(lambda _number: self._on_edited())

    @property
    def value(self) -> str:
        """What is looked for."""
        return self.currentText().strip()

    def offer(self, words: Sequence[str]) -> None:
        """Offer these; what stands in the field stays."""
        text = self.currentText()
        with QSignalBlocker(self):
            self.clear()
            self.addItems(list(words))
            self.setCurrentIndex(-1)
            self.setEditText(text)

    def set_value(self, words: str) -> None:
        """Look for `words`, silently."""
        with QSignalBlocker(self):
            self.setCurrentIndex(-1)
            self.setEditText(words)
        self._said = words

    def _on_edited(self) -> None:
        if self.value != self._said:
            self._said = self.value
            self.changed.emit()


class FootageFilters(QWidget):
    """The filters above the catalogue.

    Signals:
        changed: something else is to be shown.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchBox(self.tr("搜索文件名、当事人、案由、标记…"), width=220)
        self.search.setObjectName("footage-search")
        self.section = self._box(self.tr("全部股室"))
        self.device = self._box(self.tr("全部设备"))
        self.officer = self._box(self.tr("全部执法人员"))
        self.period = self._box(self.tr("全部时间"), self._periods())
        self.since = DatePicker(self.tr("自"), optional=False)
        self.until = DatePicker(self.tr("至"), optional=False)
        self.party = WordBox(self.tr("当事人"), width=122)
        self.cause = WordBox(self.tr("案由"), width=112)
        self.kind = self._box(self.tr("全部类型"), self._kinds())
        self.look = self._box(self.tr("全部状态"), self._looks())
        self.reset = button(self.tr("清除条件"), "x", kind="quiet", then=self.clear)
        self._top = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._show_own_dates()
        self.reset.hide()

    def _box(self, name: str, choices: Sequence[Choice] = ()) -> ChoiceBox:
        box = ChoiceBox(name, (Choice(None, name), *choices))
        # As wide as its name needs: a long device number must not push the others away.
        words = QFontMetrics(theme().font()).horizontalAdvance(name)
        box.setFixedWidth(max(words + theme().px(70), theme().px(118)))
        return box

    def _periods(self) -> list[Choice]:
        return [
            Choice(Period.TODAY, self.tr("今天")),
            Choice(Period.WEEK, self.tr("近 7 天")),
            Choice(Period.MONTH, self.tr("近 30 天")),
            Choice(Period.YEAR, self.tr("今年")),
            Choice(Period.OWN, self.tr("选日期…")),
        ]

    def _kinds(self) -> list[Choice]:
        return [Choice(kind, wording.sentence(kind.label)) for kind in Kind]

    def _looks(self) -> list[Choice]:
        return [
            Choice(Look.UNFILED, self.tr("未入卷")),
            Choice(Look.DOUBTFUL, self.tr("时间存疑")),
            Choice(Look.FAULTY, self.tr("文件有问题")),
            Choice(Look.IMPORTANT, self.tr("重点")),
            Choice(Look.SENSITIVE, self.tr("涉密、敏感")),
            Choice(Look.UNRELATED, self.tr("与执法无关")),
        ]

    def _lay_out(self) -> None:
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(SMALL)
        self._top.addWidget(self.search, 1)
        self._top.addWidget(self.reset)
        keys = QWidget()
        row = FlowLayout(keys)
        for key in (self.section, self.device, self.officer, self.period, self.since, self.until):
            row.addWidget(key)
        for other in (self.party, self.cause, self.kind, self.look):
            row.addWidget(other)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._top)
        column.addWidget(keys)

    def _connect(self) -> None:
        self.search.searched.connect(self._on_changed)
        for box in self._boxes():
            box.chosen.connect(self._on_changed)
        self.period.chosen.connect(self._show_own_dates)
        for word in (self.party, self.cause):
            word.changed.connect(self._on_changed)
        for picker in (self.since, self.until):
            picker.changed.connect(self._on_changed)

    def _boxes(self) -> tuple[ChoiceBox, ...]:
        return (self.section, self.device, self.officer, self.period, self.kind, self.look)

    def add_right(self, widget: QWidget) -> None:
        """Put `widget` beside the search."""
        self._top.addWidget(widget)

    def offer(self, facets: Facets) -> None:
        """Offer what there is in the archive."""
        for box, values in (
            (self.section, facets.sections),
            (self.device, facets.devices),
            (self.officer, facets.officers),
        ):
            every = Choice(None, box.accessibleName())
            box.offer((every, *(Choice(value, value) for value in values)))
            # Long numbers are cut in the field and read in full in the list.
            box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 2 * SMALL)
        self.party.offer(facets.parties)
        self.cause.offer(facets.causes)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(
            self.search.text().strip()
            or self.party.value
            or self.cause.value
            or any(box.value is not None for box in self._boxes())
        )

    def where(self, now: datetime) -> FootageFilter:
        """What is to be shown; `now` is the end of the usual periods."""
        kind, look = self.kind.value, self.look.value
        used_from, used_until = self._used(now)
        return FootageFilter(
            section=self.section.value or "",
            device=self.device.value or "",
            officer=self.officer.value or "",
            used_from=used_from,
            used_until=used_until,
            party=self.party.value,
            cause=self.cause.value,
            text=self.search.text().strip(),
            kinds=RECORDED if kind is None else frozenset({kind}),
            doubtful=look is Look.DOUBTFUL,
            faulty=look is Look.FAULTY,
            unfiled=look is Look.UNFILED,
            important=look is Look.IMPORTANT,
            sensitive=look is Look.SENSITIVE,
            set_aside=look is Look.UNRELATED,
        )

    def _used(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """The period chosen, from the beginning of its first day to the end of its last."""
        today = now.astimezone(zone()).date()
        firsts = {
            Period.TODAY: today,
            Period.WEEK: today - timedelta(days=6),
            Period.MONTH: today - timedelta(days=29),
            Period.YEAR: date(today.year, 1, 1),
        }
        chosen: Any = self.period.value
        if chosen is None:
            return None, None
        if chosen is not Period.OWN:
            return _midnight(firsts[chosen]), None
        first, last = self.since.value, self.until.value
        return (
            None if first is None else _midnight(first),
            None if last is None else _midnight(last + timedelta(days=1)),
        )

    def set_text(self, text: str) -> None:
        """Look for `text` and nothing else."""
        self._forget()
        with QSignalBlocker(self.search):
            self.search.setText(text)
        self._on_changed()

    def clear(self) -> None:
        """Show everything again."""
        self._forget()
        self._on_changed()

    def _forget(self) -> None:
        for box in self._boxes():
            box.setCurrentIndex(0)
        for word in (self.party, self.cause):
            word.set_value("")
        with QSignalBlocker(self.search):
            self.search.clear()
        self._show_own_dates()

    def _show_own_dates(self, _period: object = None) -> None:
        own = self.period.value is Period.OWN
        self.since.setVisible(own)
        self.until.setVisible(own)

    def _on_changed(self, _value: object = None) -> None:
        self.reset.setVisible(self.narrowed)
        self.changed.emit()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone())
