"""The bar above the screen: its name, a search, and the person at the desk."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout

from archive_desk.domain.people import Person
from archive_desk.ui import icons, wording
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.inputs import SearchBox
from archive_desk.ui.widgets.pictures import Avatar
from archive_desk.ui.widgets.text import label


class Header(QFrame):
    """The name of the screen, and what concerns the person.

    Signals:
        searched: look for this text in the catalogue.
        lock_requested, sign_out_requested, password_requested: from the person's menu.
        language_requested, scheme_requested: switch to the other language, the other scheme.
    """

    searched = Signal(str)
    lock_requested = Signal()
    sign_out_requested = Signal()
    password_requested = Signal()
    language_requested = Signal()
    scheme_requested = Signal()

    def __init__(self, actor: Person, *, search: bool) -> None:
        super().__init__()
        self.setObjectName("header")
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, MEDIUM, LARGE, SMALL)
        row.setSpacing(SMALL)
        self._title = label("", "title")
        row.addWidget(self._title)
        row.addStretch(1)
        self.search = SearchBox(self.tr("搜索音像：文件名、当事人、案由…"), width=280)
        self.search.setObjectName("global-search")
        self.search.returnPressed.connect(self._on_search_return_pressed)
        self.search.setVisible(search)
        row.addWidget(self.search)
        row.addSpacing(SMALL)
        self._scheme = icon_button("moon", self.tr("切换深浅色"), then=self.scheme_requested.emit)
        self._language = icon_button(
            "languages", self.tr("English / 中文"), then=self.language_requested.emit
        )
        self._lock = icon_button(
            "lock", self.tr("锁定工作站"), shortcut="Ctrl+Alt+L", then=self.lock_requested.emit
        )
        for made in (self._scheme, self._language, self._lock):
            row.addWidget(made)
        row.addSpacing(SMALL)
        row.addWidget(self._person(actor))
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        find = QAction(self.tr("搜索"), self)
        find.setShortcut(QKeySequence("Ctrl+K"))
        find.triggered.connect(self.search.setFocus)
        self.addAction(find)

    def offer_search(self, *, offered: bool) -> None:
        """Offer the search, except where the screen has its own."""
        self.search.setVisible(offered)

    def show_title(self, title: str) -> None:
        """Name the screen."""
        self._title.setText(title)

    def _person(self, actor: Person) -> QToolButton:
        made = QToolButton()
        made.setObjectName("actor")
        made.setAccessibleName(f"{actor.name} {wording.sentence(actor.role.label)}")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(made)
        row.setContentsMargins(6, 4, 12, 4)
        row.setSpacing(SMALL)
        words = QVBoxLayout()
        words.setSpacing(0)
        avatar = Avatar(actor.name, 34)
        name, role = (
            label(actor.name, "strong"),
            label(wording.sentence(actor.role.label), "caption"),
        )
        for child in (avatar, name, role):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(avatar)
        words.addWidget(name)
        words.addWidget(role)
        row.addLayout(words)
        made.setFixedSize(row.sizeHint().expandedTo(QSize(theme().px(96), theme().px(44))))
        menu = QMenu(made)
        for words_, icon, signal in (
            (self.tr("修改密码…"), "key-round", self.password_requested),
            (self.tr("锁定"), "lock", self.lock_requested),
            (self.tr("退出登录"), "log-out", self.sign_out_requested),
        ):
            action = menu.addAction(icons.icon(icon), words_)
            action.triggered.connect(signal.emit)
        made.setMenu(menu)
        return made

    def _on_search_return_pressed(self) -> None:
        text = self.search.text().strip()
        if text:
            self.searched.emit(text)

    def _on_theme_changed(self) -> None:
        icons.put(self._scheme, "sun" if theme().colours.dark else "moon")
