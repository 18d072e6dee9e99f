"""Burning by Windows' own service (IMAPI2, part of Windows since Vista), through COM.

Kept as small as can be: everything that decides lies outside, in `burning` and above.
"""

import contextlib
import importlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from archive_desk.burn.burner import CLIENT, Drive, Family, Load, Medium, Speed, Writing
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import ArchiveDeskError, Cancelled, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_MASTER, _RECORDER, _FORMAT = "MsftDiscMaster2", "MsftDiscRecorder2", "MsftDiscFormat2Data"
_KINDS = {
    1: ("CD-ROM", Family.CD, True),
    2: ("CD-R", Family.CD, True),
    3: ("CD-RW", Family.CD, False),
    4: ("DVD-ROM", Family.DVD, True),
    5: ("DVD-RAM", Family.DVD, False),
    6: ("DVD+R", Family.DVD, True),
    7: ("DVD+RW", Family.DVD, False),
    8: ("DVD+R DL", Family.DVD, True),
    9: ("DVD-R", Family.DVD, True),
    10: ("DVD-RW", Family.DVD, False),
    11: ("DVD-R DL", Family.DVD, True),
    13: ("DVD+RW DL", Family.DVD, False),
    17: ("BD-ROM", Family.BD, True),
    18: ("BD-R", Family.BD, True),
    19: ("BD-RE", Family.BD, False),
}
"""`IMAPI_MEDIA_PHYSICAL_TYPE`: name, family, written once."""

_ONE_SPEED_SECTORS = {Family.CD: 75, Family.DVD: 680, Family.BD: 2195}
_BLANK, _APPENDABLE, _FINALIZED, _UNSUPPORTED, _DAMAGED = 0x2, 0x4, 0x4000, 0x8000, 0x400
"""Flags of `IMAPI_FORMAT2_DATA_MEDIA_STATE`."""

Create = Callable[[str], Any]


class Imapi:
    """The burner of Windows."""

    def __init__(
        self,
        create: Create | None = None,
        stream_of: Callable[[Path], Any] | None = None,
        listening: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        """Use COM objects made by `create`, files opened by `stream_of`, events by `listening`."""
        self._create = create or _create
        self._stream_of = stream_of or _stream_of
        self._listening = listening or _listening

    def drives(self) -> list[Drive]:
        """The optical drives of this machine."""
        with _reported(""):
            master = self._create(_MASTER)
            recorders = [self._recorder(master.Item(index)) for index in range(master.Count)]
            return [_drive(recorder) for recorder in recorders if recorder.VolumePathNames]

    def medium_in(self, drive: Drive) -> Medium:
        """Ask a drive what lies in it."""
        with _reported(drive.name):
            recorder = self._of(drive)
            disc = self._format(recorder)
            if not disc.IsCurrentMediaSupported(recorder):
                # Neither an empty tray nor a pressed disc can be written to.
                return Medium("", Load.ABSENT, 0)
            kind, family, once = _KINDS.get(
                int(disc.CurrentPhysicalMediaType), ("", Family.OTHER, True)
            )
            one = _ONE_SPEED_SECTORS.get(family, 75)
            speeds = tuple(
                Speed(round(rate / one, 1), rate * SECTOR_BYTES // 1000)
                for rate in sorted(disc.SupportedWriteSpeeds, reverse=True)
            )
            free = int(disc.FreeSectorsOnMedia) * SECTOR_BYTES
            return Medium(kind, _load(int(disc.CurrentMediaStatus)), free, family, once, speeds)

    def write(
        self, image: Path, drive: Drive, speed: float, monitor: Monitor, writing: Writing
    ) -> None:
        """Write `image` in one session and close the disc."""
        size = image.stat().st_size
        with _reported(drive.name):
            recorder = self._of(drive)
            disc = self._format(recorder)
            disc.ForceMediaToBeClosed = True
            if speed:
                kind = int(disc.CurrentPhysicalMediaType)
                one = _ONE_SPEED_SECTORS.get(_KINDS.get(kind, ("", Family.CD, True))[1], 75)
                disc.SetWriteSpeed(round(speed * one), 0)
            follower = _Follower(disc, drive, size, monitor, writing)
            connection = self._listening(disc, follower)
            try:
                writing.began = True
                disc.Write(self._stream_of(image))
            except Exception:
                if follower.cancelled:
                    raise Cancelled from None
                raise
            finally:
                del connection
        if follower.cancelled:
            raise Cancelled

    def eject(self, drive: Drive) -> None:
        """Open the tray."""
        with _reported(drive.name):
            self._of(drive).EjectMedia()

    def _recorder(self, identifier: str) -> Any:
        recorder = self._create(_RECORDER)
        recorder.InitializeDiscRecorder(identifier)
        return recorder

    def _of(self, drive: Drive) -> Any:
        master = self._create(_MASTER)
        for index in range(master.Count):
            recorder = self._recorder(master.Item(index))
            if _drive(recorder).address == drive.address:
                return recorder
        raise Unavailable(say("光驱 {drive} 没有应答。", drive=drive.name))

    def _format(self, recorder: Any) -> Any:
        disc = self._create(_FORMAT)
        disc.Recorder = recorder
        disc.ClientName = CLIENT
        return disc


class _Follower:
    """Hears of the burn's progress, as `DDiscFormat2DataEvents` asks."""

    def __init__(
        self, disc: Any, drive: Drive, size: int, monitor: Monitor, writing: Writing
    ) -> None:
        self._disc, self._drive, self._size = disc, drive, size
        self._monitor, self._writing = monitor, writing
        self.cancelled = False

    def Update(self, _sender: Any, progress: Any) -> None:  # noqa: N802  # the event's name
        """Take note of the sectors written; stop the burn if the person wants it."""
        if self.cancelled:
            return
        sectors = int(progress.LastWrittenLba) - int(progress.StartLba)
        self._writing.written_bytes = max(0, sectors) * SECTOR_BYTES
        total = int(progress.TotalSystemBuffer) or 1
        note = say(
            "{drive}　缓冲 {buffer} %",
            drive=self._drive.name,
            buffer=int(progress.UsedSystemBuffer) * 100 // total,
        )
        try:
            self._monitor.report(min(self._writing.written_bytes, self._size - 1), self._size, note)
        except Cancelled:
            self.cancelled = True
            # Not from within the event: the service waits for us to return.
            threading.Thread(target=self._disc.CancelWrite, daemon=True).start()


def _drive(recorder: Any) -> Drive:
    letter = str(recorder.VolumePathNames[0])[0].upper()
    name = f"{recorder.VendorId} {recorder.ProductId}".strip() or f"{letter}:"
    return Drive(f"{letter}:", Path(rf"\\.\{letter}:"), name, real=True)


def _load(flags: int) -> Load:
    if flags & (_UNSUPPORTED | _DAMAGED):
        return Load.UNUSABLE
    if flags & _BLANK:
        return Load.BLANK
    return Load.APPENDABLE if flags & _APPENDABLE and not flags & _FINALIZED else Load.CLOSED


@contextlib.contextmanager
def _reported(name: str) -> Iterator[None]:
    """Say in our words what the service complains of.

    Its errors are comtypes' `COMError`: (number, text, details); a child of nothing of ours.
    """
    try:
        yield
    except (ArchiveDeskError, Cancelled):
        raise
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__name__ != "COMError":
            raise
        reason = str(error.args[1] if len(error.args) > 1 else error)
        raise Unavailable(
            say("光驱 {drive} 的刻录服务报告：{reason}", drive=name or "—", reason=reason)
        ) from error


def _create(kind: str) -> Any:
    """A COM object of the burning service, on whatever thread this is."""
    try:
        comtypes = importlib.import_module("comtypes")
        client = importlib.import_module("comtypes.client")
    except (ImportError, AttributeError, OSError) as error:
        raise Unavailable(say("这台计算机没有 Windows 的刻录服务。")) from error
    comtypes.CoInitialize()
    return client.CreateObject(f"IMAPI2.{kind}")


def _listening(source: Any, sink: Any) -> Any:
    return importlib.import_module("comtypes.client").GetEvents(source, sink)


def _stream_of(path: Path) -> Any:
    """The file as the stream that the service reads from."""
    ctypes: Any = importlib.import_module("ctypes")
    pointer = ctypes.POINTER(importlib.import_module("comtypes").IUnknown)()
    read_shared = 0x20
    ctypes.oledll.shlwapi.SHCreateStreamOnFileEx(
        str(path), read_shared, 0, 0, None, ctypes.byref(pointer)
    )
    return pointer
