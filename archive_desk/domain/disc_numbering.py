"""How an office numbers its discs and disc sets: patterns with a running number of each year."""

import re
from dataclasses import dataclass

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

LONGEST = 40
"""Characters of a number: what UDF, a file name and a label hold with ease."""

DISC_PATTERN = "G{年度}-{流水:4}"
SET_PATTERN = "S{年度}-{流水:4}"

_FIELD = re.compile(r"\{\s*(\w+)\s*(?::\s*0?(\d{1,2})\s*)?\}")
_YEAR, _NUMBER = ("年度", "year"), ("流水", "number")
_FONDS, _CATEGORY = ("全宗", "fonds"), ("类别", "category")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x20\x7f]')
_WIDEST = 12


@dataclass(frozen=True)
class DiscNumbering:
    """The office's rule: patterns, and what stands for `{全宗}` and `{类别}` in them.

    `{年度}` is the year, `{流水:4}` the running number in four digits; it begins anew each year.
    """

    discs: str = DISC_PATTERN
    sets: str = SET_PATTERN
    fonds: str = ""
    category: str = ""

    def disc(self, year: int, number: int) -> str:
        """The number of a disc.

        Raises:
            InvalidInput: the pattern makes no usable number.
        """
        return self._made(self.discs, year, number)

    def disc_set(self, year: int, number: int) -> str:
        """The number of a set of discs.

        Raises:
            InvalidInput: the pattern makes no usable number.
        """
        return self._made(self.sets, year, number)

    def check(self) -> None:
        """Make sure that both patterns make numbers that can never be alike within themselves.

        Raises:
            InvalidInput: with what is wrong.
        """
        for pattern in (self.discs, self.sets):
            fields = [name for name, _ in _FIELD.findall(pattern)]
            if sum(name in _NUMBER for name in fields) != 1:
                raise InvalidInput(
                    say("编号规则“{pattern}”里应有且只有一个 {{流水}}。", pattern=pattern)
                )
            if not any(name in _YEAR for name in fields):
                raise InvalidInput(
                    say(
                        "流水号每年从 1 开始，编号规则“{pattern}”里应有 {{年度}}。", pattern=pattern
                    )
                )
        self.disc(2026, 1)
        self.disc_set(2026, 1)

    def _made(self, pattern: str, year: int, number: int) -> str:
        made = _FIELD.sub(lambda found: self._field(pattern, found, year, number), pattern)
        if "{" in made or "}" in made:
            raise _wrong(pattern)
        if not made or len(made) > LONGEST or _FORBIDDEN.search(made) or made[-1] == ".":
            raise InvalidInput(
                say(
                    "编号“{number}”不能用：不超过 {limit} 个字符，没有空格和 / : * ? < > |。",
                    number=made,
                    limit=LONGEST,
                )
            )
        return made

    def _field(self, pattern: str, found: re.Match[str], year: int, number: int) -> str:
        name, width = found.group(1), int(found.group(2) or 0)
        if width > _WIDEST:
            raise _wrong(pattern)
        if name in _NUMBER:
            return f"{number:0{width or 1}}"
        if name in _YEAR:
            return f"{year}"
        given = {_FONDS: self.fonds, _CATEGORY: self.category}
        for names, value in given.items():
            if name in names:
                if not value:
                    raise InvalidInput(say("编号规则用到“{name}”，请先填写。", name=say(names[0])))
                return value
        raise _wrong(pattern)


def _wrong(pattern: str) -> InvalidInput:
    return InvalidInput(say("编号规则“{pattern}”有误。", pattern=pattern))
