"""Enforcement certificates (执法证件): whose they are, and from when until when they are valid."""

from dataclasses import dataclass, replace
from datetime import date

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_LONGEST_NO, _LONGEST_NAME = 60, 100


@dataclass(frozen=True)
class Certificate:
    """What the register of certificates knows (004 item 2(2), 002 Art. 8); both days are valid."""

    no: str
    holder: str
    valid_from: date
    valid_until: date

    def valid_on(self, day: date) -> bool:
        """Whether its holder might enforce the law on that day."""
        return self.valid_from <= day <= self.valid_until


def checked_certificate(certificate: Certificate) -> Certificate:
    """`certificate` with tidy texts.

    Raises:
        InvalidInput: number or holder are missing or too long, or it ends before it begins.
    """
    tidy = replace(certificate, no=certificate.no.strip(), holder=certificate.holder.strip())
    if not 0 < len(tidy.no) <= _LONGEST_NO:
        raise InvalidInput(say("请填写执法证号（不超过 {most} 个字）。", most=_LONGEST_NO))
    if not 0 < len(tidy.holder) <= _LONGEST_NAME:
        raise InvalidInput(say("请填写持证人姓名。"))
    if tidy.valid_until < tidy.valid_from:
        raise InvalidInput(say("证件的有效期止早于有效期起，请核对。"))
    return tidy
