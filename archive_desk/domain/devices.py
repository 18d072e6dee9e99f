"""The office's recorders (执法记录仪), as its register has them."""

from dataclasses import dataclass, replace

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_LONGEST = {"number": 80, "model": 100, "section": 100, "note": 500}


@dataclass(frozen=True)
class Device:
    """One recorder. `number` is what file names and folders call it."""

    number: str
    model: str = ""
    section: str = ""
    note: str = ""
    active: bool = True


def tidied(device: Device) -> Device:
    """The device with its texts in one line each.

    Raises:
        InvalidInput: there is no number, or a text is too long.
    """
    texts = {name: " ".join(getattr(device, name).split()) for name in _LONGEST}
    if not texts["number"]:
        raise InvalidInput(say("请填写设备编号。"))
    for name, text in texts.items():
        if len(text) > _LONGEST[name]:
            raise InvalidInput(say("“{text}…”太长，请缩短。", text=text[:20]))
    return replace(device, **texts)  # type: ignore[arg-type]
