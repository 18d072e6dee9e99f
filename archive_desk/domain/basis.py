"""The legal basis of a rule: which regulation, which article, which version of our template."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Basis:
    """Where a rule comes from.

    `regulation` is the full title as printed after 依据, `article` e.g. `第二十条`, `template` the
    key of the rule template (`xigang`) or empty for a law, `version` the template's version.
    """

    regulation: str
    article: str
    template: str = ""
    version: int = 0

    def __str__(self) -> str:
        return f"《{self.regulation}》{self.article}"
