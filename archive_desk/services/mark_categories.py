"""The categories of marks: those the regulations ask for, and the office's own beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from archive_desk.db import settings
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.marks import (
    CATEGORIES,
    LONGEST_CATEGORY,
    Category,
    Colour,
    usual_colour,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk

__all__ = ["LONGEST_CATEGORY", "OFFICE_KEYS", "MarkCategories", "may_set", "ruled_categories"]

_KEY = "mark_categories"
_MOST = 40
OFFICE_KEYS = tuple("QWETYUPADGHZXCV")
"""Letters the player leaves free; the digits belong to the regulations' categories."""


def ruled_categories() -> list[Category]:
    """The regulations' categories, with the digits."""
    return [
        Category(title, str(number), usual_colour(title))
        for number, title in enumerate(CATEGORIES, 1)
    ]


def may_set(actor: Person) -> bool:
    """Whether `actor` keeps case files or sets up the desk."""
    return actor.may(Right.EDIT_CASES) or actor.may(Right.CONFIGURE)


class MarkCategories:
    """Reads and writes them. Marks that are there keep theirs, whatever is done here."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def all(self) -> Sequence[Category]:
        """What can be marked: the regulations' categories, then the office's own in its order."""
        own = [each for each in self.own() if not each.retired]
        titles = {each.title for each in own}
        named = [
            Category(kind.title, "", usual_colour(kind.title))
            for kind in rulebook.of(self._desk).mark_kinds
            if kind.title not in titles
        ]
        return [*ruled_categories(), *named, *own]

    def own(self) -> Sequence[Category]:
        """The office's own categories, the retired ones too."""
        with self._desk.reading() as session:
            return _read(session)

    def set_own(self, actor: Person, wanted: Sequence[Category]) -> Sequence[Category]:
        """Let the office's own categories be these.

        Raises:
            Refused: `actor` neither keeps case files nor sets up the desk.
            InvalidInput: a name is missing, too long or there twice, or a key is not free.
        """
        return self._change(actor, lambda _before: wanted)

    def add(self, actor: Person, made: Category) -> Sequence[Category]:
        """Add a category at the end.

        Raises:
            As `set_own` does.
        """
        return self._change(actor, lambda before: [*before, made])

    def change(self, actor: Person, title: str, wanted: Category) -> Sequence[Category]:
        """Give a category another name, key or colour.

        Raises:
            NotFound: the office has no category of this name; else as `set_own` does.
        """
        return self._change_one(actor, title, lambda old: replace(wanted, retired=old.retired))

    def retire(self, actor: Person, title: str) -> Sequence[Category]:
        """Offer a category no longer; its key is free again.

        Raises:
            NotFound: the office has no category of this name; else as `set_own` does.
        """
        return self._change_one(actor, title, lambda old: replace(old, retired=True, key=""))

    def restore(self, actor: Person, title: str) -> Sequence[Category]:
        """Offer a retired category again.

        Raises:
            NotFound: the office has no category of this name; else as `set_own` does.
        """
        return self._change_one(actor, title, lambda old: replace(old, retired=False))

    def move(self, actor: Person, title: str, by: int) -> Sequence[Category]:
        """Put a category so many places further on, or forward if negative.

        Raises:
            NotFound: the office has no category of this name; else as `set_own` does.
        """

        def moved(before: Sequence[Category]) -> Sequence[Category]:
            place = _place_of(before, title)
            rest = [each for each in before if each.title != title]
            rest.insert(min(max(place + by, 0), len(rest)), before[place])
            return rest

        return self._change(actor, moved)

    def _change_one(
        self, actor: Person, title: str, act: Callable[[Category], Category]
    ) -> Sequence[Category]:
        def changed(before: Sequence[Category]) -> Sequence[Category]:
            place = _place_of(before, title)
            return [*before[:place], act(before[place]), *before[place + 1 :]]

        return self._change(actor, changed)

    def _change(
        self, actor: Person, change: Callable[[Sequence[Category]], Sequence[Category]]
    ) -> Sequence[Category]:
        """Change what is there now; what changed is in the journal."""
        if not may_set(actor):
            raise Refused(say("标记类别由档案员或系统管理员设置。"))
        with self._desk.transaction(actor) as work:
            before = _read(work.session)
            checked = _checked(change(before))
            if checked != before:
                settings.write(work.session, _KEY, [_plain(each) for each in checked])
                detail = {
                    "categories": [
                        [each.title for each in before],
                        [each.title for each in checked],
                    ],
                    "before": [_plain(each) for each in before if each not in checked],
                    "after": [_plain(each) for each in checked if each not in before],
                }
                work.journal(Act("mark.categories_set", "archive", detail=detail))
        return checked


def _place_of(categories: Sequence[Category], title: str) -> int:
    for place, each in enumerate(categories):
        if each.title == title:
            return place
    if title in CATEGORIES:
        raise Refused(say("“{title}”是制度规定的标记类别，不能修改。", title=title))
    raise NotFound(say("本单位没有标记类别“{title}”。", title=title))


def _plain(category: Category) -> Mapping[str, object]:
    plain: dict[str, object] = {
        "title": category.title,
        "key": category.key,
        "colour": category.colour.value,
    }
    return plain | {"retired": True} if category.retired else plain


def _read(session: Session) -> list[Category]:
    kept = settings.read(session, _KEY, [])
    if not isinstance(kept, list):
        return []
    return [
        Category(each["title"], each["key"], Colour(each["colour"]), bool(each.get("retired")))
        for each in kept
    ]


def _checked(wanted: Sequence[Category]) -> list[Category]:
    checked: list[Category] = []
    titles, keys = set(CATEGORIES), set[str]()
    for each in wanted:
        title, key = " ".join(each.title.split()), each.key.strip().upper()
        if not title or len(title) > LONGEST_CATEGORY:
            raise InvalidInput(
                say("请填写标记类别（不超过 {count} 个字）。", count=LONGEST_CATEGORY)
            )
        if title in titles:
            raise InvalidInput(say("标记类别“{title}”已有。", title=title))
        if key and (key not in OFFICE_KEYS or key in keys):
            raise InvalidInput(say("按键“{key}”已被占用，请另选一个字母。", key=key))
        titles.add(title)
        keys |= {key} - {""}
        checked.append(Category(title, key, each.colour, each.retired))
    if len(checked) > _MOST:
        raise InvalidInput(say("本单位的标记类别不超过 {count} 个。", count=_MOST))
    return checked
