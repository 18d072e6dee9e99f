"""The office's recording equipment (执法记录设备), as its register has it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_LONGEST = {
    "number": 80,
    "model": 100,
    "section": 100,
    "note": 500,
    "serial": 100,
    "custodian": 100,
}


class DeviceKind(StrEnum):
    """What an item of the register is (001 Art. 2: recorders, phones, cameras, storage)."""

    RECORDER = "recorder"
    PHONE = "phone"
    CAMERA = "camera"
    AUDIO = "audio"
    CARD = "card"
    DISK = "disk"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _KIND_TITLES[self]

    @property
    def records(self) -> bool:
        """Whether it makes recordings of its own, so that it has a battery and a clock."""
        return self not in {DeviceKind.CARD, DeviceKind.DISK}


_KIND_TITLES = {
    DeviceKind.RECORDER: "执法记录仪",
    DeviceKind.PHONE: "手机",
    DeviceKind.CAMERA: "照相机、摄像机",
    DeviceKind.AUDIO: "录音笔",
    DeviceKind.CARD: "存储卡",
    DeviceKind.DISK: "移动存储",
    DeviceKind.OTHER: "其他设备",
}


@dataclass(frozen=True)
class Retirement:
    """That a device left the office's use for good: when, on whose word, why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Device:
    """One item. `number` is what file names and folders call it.

    `section` and `custodian` keep it (001 Art. 6). `active` is false once it is out of use;
    `retirement` says how that came about, where it was retired by the register's own verb.
    """

    number: str
    model: str = ""
    section: str = ""
    note: str = ""
    active: bool = True
    kind: DeviceKind = DeviceKind.RECORDER
    serial: str = ""
    custodian: str = ""
    purchased_on: date | None = None
    retirement: Retirement | None = None


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
