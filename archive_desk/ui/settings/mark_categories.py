"""The office's own kinds of marks: on the settings page, and the dialog that makes one."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.marks import Category, Colour
from archive_desk.services.mark_categories import (
    LONGEST_CATEGORY,
    OFFICE_KEYS,
    MarkCategories,
    ruled_categories,
)
from archive_desk.ui import wording
from archive_desk.ui.mark_colours import mark_colour
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import clear
from archive_desk.ui.widgets.text import ElidedLabel, label

_DOT = 12


class MarkCategoryList(QWidget):
    """The categories in their order, with what can be done to each.

    Signals:
        changed: the office's categories are other ones now.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._service = MarkCategories(context.desk)
        self._own: Sequence[Category] = ()
        self.setObjectName("settings-mark-categories")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.add_button = button(self.tr("新增类别(&A)"), "plus", then=self._on_add_wanted)
        self.add_button.setObjectName("settings-mark-category-add")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SMALL)
        ruled = wording.listing(
            [f"{each.key} {wording.tr(each.title)}" for each in ruled_categories()]
        )
        words = self.tr("制度规定的类别用数字键，不能修改：{list}。").format(list=ruled)
        whole.addWidget(label(words, "caption", wrap=True))
        whole.addLayout(self._rows)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        whole.addLayout(row)

    @property
    def own(self) -> Sequence[Category]:
        """The office's categories, as they are shown."""
        return self._own

    def refresh(self) -> None:
        """Read them again."""
        self._show(self._service.own())

    def _show(self, own: Sequence[Category]) -> None:
        # Those in use first, in their order; the retired ones after them.
        self._own = sorted(own, key=lambda each: each.retired)
        clear(self._rows)
        if not own:
            words = self.tr("本单位还没有自己的类别。例如“消防通道”“后厨”，一个键就能标记。")
            self._rows.addWidget(label(words, "muted", wrap=True))
        used = sum(not each.retired for each in own)
        for place, each in enumerate(self._own):
            self._rows.addWidget(self._row(each, place, used))

    def _row(self, category: Category, place: int, used: int) -> QWidget:
        row = QWidget()
        row.setObjectName(f"settings-mark-category-{place + 1}")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, TIGHT, 0, TIGHT)
        line.setSpacing(MEDIUM)
        dot = label("")
        dot.setPixmap(_dot(category.colour).pixmap(QSize(_DOT, _DOT)))
        line.addWidget(dot)
        line.addWidget(ElidedLabel(category.title, "muted" if category.retired else "strong"), 1)
        key = self.tr("已停用") if category.retired else category.key or self.tr("无按键")
        line.addWidget(label(key, "muted"))
        title, service, actor = category.title, self._service, self._context.actor
        tools: list[tuple[str, str, Callable[[], object], bool]]
        if category.retired:
            restore = partial(self._do, lambda: service.restore(actor, title))
            tools = [("undo-2", self.tr("重新启用“{name}”"), restore, True)]
        else:
            up = partial(self._do, lambda: service.move(actor, title, -1))
            down = partial(self._do, lambda: service.move(actor, title, 1))
            retire = partial(self._do, lambda: service.retire(actor, title))
            edit = partial(self._on_edit_wanted, category)
            tools = [
                ("chevron-up", self.tr("“{name}”上移"), up, place > 0),
                ("chevron-down", self.tr("“{name}”下移"), down, place < used - 1),
                ("pencil", self.tr("修改“{name}”"), edit, True),
                ("archive", self.tr("停用“{name}”，已有的标记不变"), retire, True),
            ]
        for icon, words, then, enabled in tools:
            tool = icon_button(icon, words.format(name=title), then=then)
            tool.setObjectName(f"settings-mark-category-{place + 1}-{icon}")
            tool.setAutoRaise(True)
            tool.setEnabled(enabled)
            line.addWidget(tool)
        return row

    def _on_add_wanted(self) -> None:
        dialog = CategoryDialog(self.tr("新增标记类别"), Category(""), self._own, self.window())
        self._ask(dialog, lambda made: self._service.add(self._context.actor, made))

    def _on_edit_wanted(self, category: Category) -> None:
        dialog = CategoryDialog(self.tr("修改标记类别"), category, self._own, self.window())
        actor, title = self._context.actor, category.title
        self._ask(dialog, lambda made: self._service.change(actor, title, made))

    def _ask(self, dialog: "CategoryDialog", act: Callable[[Category], Sequence[Category]]) -> None:
        """Ask until what is entered will do, or the person gives up."""

        def save(made: Category) -> None:
            self._keep(act(made))

        dialog.save = save
        dialog.exec()

    def _do(self, act: Callable[[], Sequence[Category]]) -> None:
        try:
            own = act()
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.refresh()
            return
        self._keep(own)

    def _keep(self, own: Sequence[Category]) -> None:
        self._show(own)
        self._context.changes.office_changed.emit()
        self.changed.emit()


class CategoryDialog(Dialog):
    """Name, key and colour of a category.

    Attributes:
        save: keeps what was entered; what it raises is said under the name.
    """

    def __init__(
        self, title: str, category: Category, others: Sequence[Category], parent: QWidget | None
    ) -> None:
        super().__init__(title, parent, width=420)
        self.save: Callable[[Category], None] = lambda _made: None
        taken = {each.key for each in others if each.title != category.title}
        self.form = Form()
        self.name = QLineEdit(category.title)
        self.name.setMaxLength(LONGEST_CATEGORY)
        self.name.setObjectName("category-name")
        self.form.add(self.tr("名称(&N)"), self.name, needed=True)
        self.key = ChoiceBox(
            self.tr("按键"),
            [
                Choice("", self.tr("无按键")),
                *(Choice(each, each) for each in OFFICE_KEYS if each not in taken),
            ],
        )
        self.key.setObjectName("category-key")
        self.key.choose(category.key)
        hint = self.tr("播放时按它，当前画面就作上标记。")
        self.form.add(self.tr("按键(&K)"), self.key, hint=hint)
        self.colour = ChoiceBox(
            self.tr("颜色"), [Choice(each, wording.sentence(each.label)) for each in Colour]
        )
        self.colour.setObjectName("category-colour")
        for place, each in enumerate(Colour):
            self.colour.setItemIcon(place, _dot(each))
        self.colour.choose(category.colour)
        self.form.add(self.tr("颜色(&C)"), self.colour)
        self.body.addWidget(self.form)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Close if it could be kept."""
        self.form.forgive()
        try:
            self.save(Category(self.name.text(), self.key.value, self.colour.value))
        except ArchiveDeskError as error:
            self.form.complain(self.name, wording.sentence(error.message))
            return
        super().accept()


def _dot(colour: Colour) -> QIcon:
    side = theme().px(_DOT)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mark_colour(colour))
    painter.drawEllipse(QRectF(1, 1, side - 2, side - 2))
    painter.end()
    return QIcon(pixmap)
