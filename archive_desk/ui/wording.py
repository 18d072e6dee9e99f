"""The windows' words: Qt's translations from the desk's catalogue, and how things are written.

`self.tr("中文")` works in every widget. Where there is no widget, `tr("中文")` says the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from archive_desk.domain.sentences import Sentence
from archive_desk.languages import Language, catalogue
from archive_desk.ui.zones import local


class _CatalogueTranslator(QTranslator):
    """Answers Qt from the desk's catalogue; what it lacks stays Chinese."""

    def __init__(self, words: Mapping[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._words = words

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        return self._words.get(sourceText, sourceText)

    def isEmpty(self) -> bool:
        return not self._words


class Wording(QObject):
    """The language of the windows.

    Attributes:
        language: the one in force.
    """

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._application = application
        self._translators: list[QTranslator] = []
        self.language = Language.ZH_CN

    def use(self, language: Language) -> None:
        """Speak `language` from now on. Windows made before keep their words until rebuilt."""
        for translator in self._translators:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        self._translators.clear()
        self.language = language
        _current[0] = language
        QLocale.setDefault(QLocale(language.value))
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{language.value}", folder):
            self._install(translator)
        if language is not Language.ZH_CN:
            self._install(_CatalogueTranslator(catalogue(language), self))

    def _install(self, translator: QTranslator) -> None:
        self._application.installTranslator(translator)
        self._translators.append(translator)


_current = [Language.ZH_CN]


def language() -> Language:
    """The language of the windows."""
    return _current[0]


def tr(chinese: str, /, **values: object) -> str:
    """`chinese` in the language of the windows, its braces filled with `values`."""
    words = catalogue(language()).get(chinese, chinese)
    return words.format(**values) if values else words


def page_title(title: Sentence) -> str:
    """The name of a screen: by `page:…` in the catalogue where one word serves several ends."""
    words = catalogue(language())
    return words.get(f"page:{title}", sentence(title))


def sentence(said: Sentence | str) -> str:
    """A sentence of the lower floors in the language of the windows."""
    if isinstance(said, Sentence):
        return said.in_words_of(catalogue(language()))
    return tr(said)


def moment(at: datetime | None, *, seconds: bool = False) -> str:
    """A point in time as people write it: `2026年11月20日 09:30`; empty for None."""
    if at is None:
        return ""
    at = local(at)
    clock = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
    return f"{day(at.date())} {clock}"


def day(on: date | None) -> str:
    """A date as people write it: `2026年11月20日`; empty for None."""
    if on is None:
        return ""
    if language() is Language.EN:
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def day_of_week(on: date) -> str:
    """A date with its day of the week: `2026年11月20日 星期五`."""
    weekday = tr(_WEEKDAYS[on.weekday()])
    return f"{weekday}, {day(on)}" if language() is Language.EN else f"{day(on)} {weekday}"


def compact(at: datetime | None, *, seconds: bool = True) -> str:
    """A point in time for columns, where it must line up: `2026-11-20 09:30:05`."""
    if at is None:
        return ""
    return f"{local(at):%Y-%m-%d %H:%M:%S}" if seconds else f"{local(at):%Y-%m-%d %H:%M}"


def listing(parts: Iterable[str]) -> str:
    """Several things one after the other: `甲、乙`."""
    return (", " if language() is Language.EN else "、").join(parts)


def with_note(words: str, note: str) -> str:
    """Something with a remark in brackets: `苏静姝（档案员）`."""
    return f"{words} ({note})" if language() is Language.EN else f"{words}（{note}）"


def distance(until: datetime, now: datetime) -> str:
    """How far `until` is from `now`: `还有3天`, `逾期2小时`."""
    seconds = int((until - now).total_seconds())
    amount = span(timedelta(seconds=abs(seconds)))
    if seconds < 0:
        return tr("逾期{amount}", amount=amount)
    return tr("还有{amount}", amount=amount)


def span(length: timedelta) -> str:
    """A length of time in words, by its largest unit: `3天`, `5小时`, `12分钟`."""
    minutes = int(length.total_seconds()) // 60
    if minutes >= 48 * 60:
        return tr("{n}天", n=minutes // (24 * 60))
    if minutes >= 60:
        return tr("{n}小时", n=minutes // 60)
    if minutes >= 1:
        return tr("{n}分钟", n=minutes)
    return tr("{n}秒", n=int(length.total_seconds()))


def duration(length_ms: int | None) -> str:
    """The length of a recording: `1:02:03`, `2:03`; empty for None."""
    if length_ms is None:
        return ""
    seconds = round(length_ms / 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def position(at_ms: int) -> str:
    """A position in a recording to the millisecond: `00:02:03.480`."""
    seconds, milliseconds = divmod(max(0, at_ms), 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"


def size(size_bytes: float) -> str:
    """An amount of bytes by thousands, as on the packaging of media: `4.70 GB`."""
    amount, unit = float(size_bytes), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    digits = 0 if unit in {"B", "KB"} or amount >= 100 else 1 if amount >= 10 else 2
    return f"{amount:,.{digits}f} {unit}"


def number(amount: int) -> str:
    """A count with its thousands apart: `1,024`."""
    return f"{amount:,}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
