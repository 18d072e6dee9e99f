"""Windows' burning service, as far as stand-ins for its COM objects show; no Windows was asked."""

# ruff: noqa: N802  # the names of COM methods

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from archive_desk.burn.burner import Drive, Family, Load, Speed, Writing
from archive_desk.burn.imapi import Imapi
from archive_desk.domain.errors import Cancelled, Unavailable
from archive_desk.domain.work import Unwatched
from tests.burn.test_image import Watcher


class COMError(Exception):
    """As comtypes has it: a number, a text, details."""


class Recorder:
    VendorId, ProductId = "HL-DT-ST", "DVDRAM GP65"

    def __init__(self) -> None:
        self.VolumePathNames: tuple[str, ...] = ()
        self.ejected = False

    def InitializeDiscRecorder(self, identifier: str) -> None:
        self.VolumePathNames = (f"{identifier}:\\",)

    def EjectMedia(self) -> None:
        self.ejected = True


class Format:
    CurrentPhysicalMediaType, CurrentMediaStatus = 9, 0x2
    FreeSectorsOnMedia = 2_298_496
    SupportedWriteSpeeds = (2720, 10880)
    ForceMediaToBeClosed = False
    supported = True

    def __init__(self) -> None:
        self.events: Any = None
        self.written: Any = None
        self.speed: tuple[int, int] | None = None
        self.fault: Exception | None = None
        self.stopped = False

    def IsCurrentMediaSupported(self, _recorder: Recorder) -> bool:
        return self.supported

    def SetWriteSpeed(self, rate: int, pure: int) -> None:
        self.speed = (rate, pure)

    def CancelWrite(self) -> None:
        self.stopped = True

    def Write(self, stream: object) -> None:
        self.written = stream
        if self.fault is not None:
            raise self.fault
        for sectors in (0, 300):
            progress = SimpleNamespace(
                StartLba=0,
                LastWrittenLba=sectors,
                TotalSystemBuffer=100,
                UsedSystemBuffer=87,
            )
            self.events.Update(self, progress)
        if self.events.cancelled:
            raise COMError(-1, "cancelled", None)


class Service:
    """One drive, `E:`, and what was made of it."""

    def __init__(self) -> None:
        self.format = Format()

    def __call__(self, kind: str) -> Any:
        if kind == "MsftDiscMaster2":
            return SimpleNamespace(Count=1, Item=lambda _index: "E")
        return Recorder() if kind == "MsftDiscRecorder2" else self.format


def burner(service: Service) -> Imapi:
    def listening(source: Format, sink: object) -> object:
        source.events = sink
        return object()

    return Imapi(service, lambda path: f"stream of {path.name}", listening)


@pytest.fixture
def drive() -> Drive:
    (drive,) = burner(Service()).drives()
    return drive


@pytest.fixture
def image(tmp_path: Path) -> Path:
    image = tmp_path / "disc.iso"
    image.write_bytes(bytes(400 * 2048))
    return image


def test_drives_have_letters_and_names(drive: Drive) -> None:
    assert (drive.address, drive.name, drive.real) == ("E:", "HL-DT-ST DVDRAM GP65", True)


def test_a_blank_disc_is_described(drive: Drive) -> None:
    medium = burner(Service()).medium_in(drive)
    assert (medium.kind, medium.load, medium.family) == ("DVD-R", Load.BLANK, Family.DVD)
    assert medium.writable_bytes == 2_298_496 * 2048
    assert medium.speeds == (Speed(16.0, 22282), Speed(4.0, 5570))


@pytest.mark.parametrize(
    ("flags", "load"),
    [(0x6, Load.BLANK), (0x4, Load.APPENDABLE), (0x4000, Load.CLOSED), (0x8000, Load.UNUSABLE)],
)
def test_used_discs_are_told_apart(drive: Drive, flags: int, load: Load) -> None:
    service = Service()
    service.format.CurrentMediaStatus = flags
    assert burner(service).medium_in(drive).load is load


def test_a_disc_is_written_and_closed_with_progress(drive: Drive, image: Path) -> None:
    service, writing, watcher = Service(), Writing(), Watcher()
    burner(service).write(image, drive, 4.0, watcher, writing)
    assert service.format.written == "stream of disc.iso"
    assert service.format.ForceMediaToBeClosed
    assert service.format.speed == (2720, 0)
    assert watcher.seen[-1] == (300 * 2048, 400 * 2048)
    assert (writing.began, writing.written_bytes) == (True, 300 * 2048)


def test_stopping_asks_the_service_to_stop(drive: Drive, image: Path) -> None:
    service = Service()
    with pytest.raises(Cancelled):
        burner(service).write(image, drive, 0, Watcher(stop_at=1), Writing())


def test_its_complaints_are_said(drive: Drive, image: Path) -> None:
    service, writing = Service(), Writing()
    service.format.fault = COMError(-1062599672, "媒体写入错误", None)
    with pytest.raises(Unavailable, match="媒体写入错误"):
        burner(service).write(image, drive, 0, Unwatched(), writing)
    assert writing.began


def test_a_drive_that_is_gone_is_said(image: Path) -> None:
    gone = Drive("F:", Path("F:"), "F:", real=True)
    with pytest.raises(Unavailable, match="没有应答"):
        burner(Service()).medium_in(gone)


def test_a_machine_without_the_service_says_so(drive: Drive) -> None:
    with pytest.raises(Unavailable, match="没有 Windows 的刻录服务"):
        Imapi().medium_in(drive)
