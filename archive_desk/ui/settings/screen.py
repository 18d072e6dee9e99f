"""The settings screen: looks and language of this workstation, and the facts of the office."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk import __version__
from archive_desk.languages import Language
from archive_desk.services import rulebook
from archive_desk.services.mark_categories import may_set
from archive_desk.settings import Theme as Scheme
from archive_desk.ui import wording
from archive_desk.ui.rule_words import in_one_line
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.settings.mark_categories import MarkCategoryList
from archive_desk.ui.theme import LARGE, SMALL, TEXT_SIZES, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Card, Facts, scrolling
from archive_desk.ui.widgets.text import heading, label

_IDLE_MINUTES = (5, 10, 15, 30)
_WIDTH = 720


class SettingsScreen(Screen):
    """What this person may set, and what the archive is."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._preferences = context.remembered.preferences
        self.language = ChoiceBox(
            self.tr("语言"), [Choice(language, language.label) for language in Language]
        )
        self.scheme = ChoiceBox(
            self.tr("外观"),
            [Choice(scheme, wording.sentence(scheme.label)) for scheme in Scheme],
        )
        names = (self.tr("标准"), self.tr("大"), self.tr("特大"))
        self.text_size = ChoiceBox(
            self.tr("文字大小"),
            [
                Choice(percent, f"{name}  {percent}%")
                for name, percent in zip(names, TEXT_SIZES, strict=True)
            ],
        )
        self.idle = ChoiceBox(
            self.tr("自动锁定"),
            [Choice(n, self.tr("{n} 分钟无人操作").format(n=n)) for n in _IDLE_MINUTES],
        )
        for name, box in (
            ("language", self.language),
            ("theme", self.scheme),
            ("text_percent", self.text_size),
            ("idle_minutes", self.idle),
        ):
            box.setObjectName(f"settings-{name}")
            box.setMinimumWidth(theme().px(220))
            box.choose(getattr(self._preferences, name))
            box.chosen.connect(lambda value, name=name: self._on_box_chosen(name, value))
        self._lay_out()

    @override
    def refresh(self) -> None:
        for name, box in (("language", self.language), ("theme", self.scheme)):
            box.choose(getattr(self.context.remembered.preferences, name))
        if self.categories is not None:
            self.categories.refresh()
        office = self.context.desk.office
        regulation = rulebook.of(self.context.desk)
        self._office.show_facts(
            [
                (self.tr("单位"), office.organisation),
                (self.tr("制度"), regulation.title),
                ("", in_one_line(regulation)),
                (self.tr("时区"), office.time_zone),
                (self.tr("位置"), str(self.context.desk.folder.root)),
                (self.tr("原件库"), self._vault_place()),
                (self.tr("数据库"), self.context.desk.folder.database_elsewhere),
                (self.tr("档案库编号"), office.archive_id),
            ]
        )

    def _vault_place(self) -> str:
        elsewhere = self.context.desk.folder.vault_elsewhere
        return "" if elsewhere is None else str(elsewhere)

    @property
    def facts(self) -> str:
        """What is said about the archive."""
        return self._office.text

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(LARGE)
        looks = _section(self.tr("显示"), self.tr("只影响这台计算机上的您自己。"))
        form = Form()
        form.add(self.tr("语言(&L)"), self.language)
        form.add(self.tr("外观(&T)"), self.scheme)
        form.add(self.tr("文字大小(&S)"), self.text_size)
        looks.body.addWidget(form)
        column.addWidget(looks)
        safety = _section(
            self.tr("离开座位"), self.tr("锁定后画面被遮住，输入密码即可接着做，不会丢失内容。")
        )
        form = Form()
        form.add(self.tr("自动锁定(&I)"), self.idle)
        safety.body.addWidget(form)
        column.addWidget(safety)
        self.categories: MarkCategoryList | None = None
        if may_set(self.context.actor):
            marks = _section(
                self.tr("标记类别"),
                self.tr("播放时作标记用的类别，全单位共用。停用的类别不再出现，已有的标记不变。"),
            )
            self.categories = MarkCategoryList(self.context)
            marks.body.addWidget(self.categories)
            column.addWidget(marks)
        office = _section(self.tr("档案库"), self.tr("单位和制度在建库时确定，印在各种表格上。"))
        self._office = Facts()
        office.body.addWidget(self._office)
        row = QHBoxLayout()
        row.addWidget(button(self.tr("打开所在文件夹(&D)"), "folder-open", then=self._open_folder))
        row.addStretch(1)
        office.body.addLayout(row)
        column.addWidget(office)
        column.addWidget(label(self.tr("执法音像档案工作站") + f"  {__version__}", "faint"))
        column.addStretch(1)
        inner.setMaximumWidth(theme().px(_WIDTH) + 2 * WIDE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inner))

    def _on_box_chosen(self, name: str, value: object) -> None:
        self.context.remembered.change(**{name: value})
        self.preferences_changed.emit()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.context.desk.folder.root)))


def _section(words: str, note: str) -> Card:
    card = Card()
    card.body.setContentsMargins(WIDE, LARGE, WIDE, LARGE)
    card.body.addWidget(heading(words))
    card.body.addWidget(label(note, "muted", wrap=True))
    card.body.addSpacing(SMALL)
    return card
