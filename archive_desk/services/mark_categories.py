"""The categories of marks: those the regulations ask for, and the office's own beside them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from archive_desk.db import settings
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.marks import CATEGORIES, Category, Colour, usual_colour
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk
from archive_desk.services.marking import LONGEST_CATEGORY

_KEY = "mark_categories"
_MOST = 40
OFFICE_KEYS = tuple("QWETYUPADGHZXCV")
"""Letters the player leaves free; the digits belong to the regulations' categories."""


class MarkCategories:
    """Reads and writes them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def all(self) -> Sequence[Category]:
        """The regulations' categories with the digits, then the office's own."""
        ruled = [
            Category(title, str(number), usual_colour(title))
            for number, title in enumerate(CATEGORIES, 1)
        ]
        return [*ruled, *self.own()]

    def own(self) -> Sequence[Category]:
        """The office's own categories."""
        with self._desk.reading() as session:
            return _read(session)

    def set_own(self, actor: Person, wanted: Sequence[Category]) -> Sequence[Category]:
        """Let the office's own categories be these; marks set before keep theirs.

        Raises:
            Refused: `actor` neither keeps case files nor sets up the desk.
            InvalidInput: a name is missing, too long or there twice, or a key is not free.
        """
        if not (actor.may(Right.EDIT_CASES) or actor.may(Right.CONFIGURE)):
            raise Refused(say("标记类别由档案员或系统管理员设置。"))
        checked = _checked(wanted)
        with self._desk.transaction(actor) as work:
            before = _read(work.session)
            if checked != before:
                plain = [
                    {"title": each.title, "key": each.key, "colour": each.colour.value}
                    for each in checked
                ]
                settings.write(work.session, _KEY, plain)
                detail = {
                    "categories": [
                        [each.title for each in before],
                        [each.title for each in checked],
                    ]
                }
                work.journal(Act("mark.categories_set", "archive", detail=detail))
        return checked


def _read(session: Session) -> list[Category]:
    kept = settings.read(session, _KEY, [])
    if not isinstance(kept, list):
        return []
    return [Category(each["title"], each["key"], Colour(each["colour"])) for each in kept]


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
        checked.append(Category(title, key, each.colour))
    if len(checked) > _MOST:
        raise InvalidInput(say("本单位的标记类别不超过 {count} 个。", count=_MOST))
    return checked
