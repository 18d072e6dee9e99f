"""What a new version of a regulation changes, as the columns of a list."""

from collections.abc import Sequence

from archive_desk.domain.rule_rows import RuleChange
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column


def side_words(row: RuleChange, *, old: bool) -> str:
    """A value before or after; what is not said in its line is added where only that differs."""
    side = row.before if old else row.after
    if side is None:
        return "—"
    words = wording.sentence(side.words)
    same = row.before and row.after and str(row.before.words) == str(row.after.words)
    more = wording.sentence(side.also) if same and side.also else ""
    return wording.with_note(words, more) if more else words


def change_columns(
    title: str, before: str, after: str, effect: str, shorter: str
) -> Sequence[Column[RuleChange]]:
    """The columns of a list of changes; the titles come from the window that shows it."""

    def mark(row: RuleChange) -> Badge | None:
        return Badge(shorter, Tone.WARN) if row.shortens else None

    return (
        Column("title", title, lambda row: wording.sentence(row.title), bold=True, width=130),
        Column("before", before, lambda row: side_words(row, old=True), width=130),
        Column("after", after, lambda row: side_words(row, old=False), stretch=True, width=130),
        Column("effect", effect, lambda row: shorter if row.shortens else "", badge=mark, width=70),
    )
