"""Bringing files from a card into the vault, several at once, and what was seen on the way.

Workers copy, re-read and look into files; they touch neither the database nor each other. The
results come back in the order of the card.
"""

import os
import threading
from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from pathlib import Path

from archive_desk.domain.arrivals import Found, Planned
from archive_desk.domain.errors import ArchiveDeskError, Cancelled
from archive_desk.domain.footage import Kind
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import (
    NO_ROOM,
    Advance,
    Digests,
    SourceFailed,
    StoreFailed,
    StoreFull,
    digest_source,
    open_source,
    store_error,
)
from archive_desk.media.probe import probe
from archive_desk.media.recorders.families import SidecarWords
from archive_desk.media.recorders.sidecars import (
    LARGEST_READ,
    Companions,
    SidecarFacts,
    read_sidecar,
)
from archive_desk.media.scanning import located
from archive_desk.media.vault import Vault
from archive_desk.services.describing import Brought
from archive_desk.services.porters import Place, porters

_WINDOW = 128
_REPORT_EVERY_S = 0.2
# Every file moves twice: from the card, and back from the vault.
_PASSES = 2
_SILENT = SidecarFacts()
_GONE = say("存储卡或文件夹已断开，尚未采集。请重新连接后再采集一次，已采集的不会重复。")


@dataclass(frozen=True)
class Attempt:
    """One file as a worker leaves it.

    `brought` is set when it is in the vault; `known` when the very file was seen before and only
    its bytes on the card were digested; `error` when neither could be done.
    """

    planned: Planned
    brought: Brought | None = None
    known: Digests | None = None
    error: ArchiveDeskError | None = None


class _Flow:
    """Counts the bytes that move on all threads, and stops them."""

    def __init__(self) -> None:
        self.place: Place | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self.moved = 0

    def advance(self, count: int) -> None:
        if self._stopped.is_set():
            raise Cancelled
        self.credit(count)
        if self.place is not None:
            self.place.breathe()

    def credit(self, count: int) -> None:
        with self._lock:
            self.moved += count

    def stop(self) -> None:
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()


class Lane:
    """Brings the planned files of one source into the vault.

    Attributes:
        leftover: files that were in the vault already when the import was stopped, and that no
            group held yet.
    """

    def __init__(
        self,
        source: Path,
        vault: Vault,
        planned: Sequence[Planned],
        *,
        words: SidecarWords,
        zone: tzinfo,
        with_sm3: bool = True,
    ) -> None:
        self._with_sm3 = with_sm3
        self._source = source
        self._vault = vault
        self._planned = planned
        self._words = words
        self._zone = zone
        self._beside = sidecars_beside([plan.found for plan in planned])
        self._flow = _Flow()
        self._total = sum(plan.found.size_bytes for plan in planned)
        self._gone = threading.Event()
        self.leftover: list[Attempt] = []

    def groups(self, monitor: Monitor) -> Generator[list[Attempt], None, None]:
        """The files in their order, in groups of those that are ready.

        Raises:
            Cancelled: from `monitor`; what was ready is in `leftover`.
        """
        window: deque[Future[Attempt]] = deque()
        waiting = deque(self._planned)
        place = self._flow.place = porters().place()
        try:
            while waiting or window:
                while waiting and len(window) < _WINDOW:
                    window.append(place.submit(partial(self.bring, waiting.popleft())))
                wait([window[0]], _REPORT_EVERY_S)
                self._report(monitor)
                ready: list[Attempt] = []
                while window and window[0].done():
                    ready.append(window.popleft().result())
                if ready:
                    yield ready
        except Cancelled:
            self._flow.stop()
            place.leave()
            self.leftover = [
                future.result()
                for future in window
                if not future.cancelled() and future.exception() is None
            ]
            raise
        finally:
            self._flow.stop()
            place.leave()
        self._report(monitor)

    def _report(self, monitor: Monitor) -> None:
        done = min(self._flow.moved // _PASSES, self._total)
        monitor.report(done, self._total, say("正在复制并逐一核对"))

    def bring(self, planned: Planned, *, hinted: bool = True) -> Attempt:
        """Bring one file, or only digest it where it is known from before and `hinted`.

        Raises:
            Cancelled: the import was stopped.
        """
        moved = 0

        def advance(count: int) -> None:
            nonlocal moved
            moved += count
            self._flow.advance(count)

        found = planned.found
        source = located(self._source, found)
        try:
            if self._gone.is_set():
                raise SourceFailed(_GONE)
            if hinted and found.known_as is not None:
                return Attempt(planned, known=digest_source(source, advance))
            return Attempt(planned, brought=self._stored(planned, source, advance))
        except SourceFailed as failure:
            return Attempt(planned, error=self._gone_or(failure))
        except ArchiveDeskError as error:
            return Attempt(planned, error=error)
        finally:
            self._flow.credit(_PASSES * found.size_bytes - moved)

    def bring_after_all(self, planned: Planned) -> Attempt:
        """Bring a file that only seemed to be known; called while `groups` stands still."""
        place = self._flow.place
        if place is None or self._flow.stopped:
            return Attempt(planned, error=SourceFailed(say("采集已停止，此文件尚未采集。")))
        return place.submit(partial(self.bring, planned, hinted=False)).result()

    def _gone_or(self, failure: SourceFailed) -> SourceFailed:
        """Whether one file failed, or the whole card is gone."""
        if _reachable(self._source):
            return failure
        self._gone.set()
        return SourceFailed(_GONE)

    def _stored(self, planned: Planned, source: Path, advance: Advance) -> Brought:
        found = planned.found
        if self._vault.room_bytes() < found.size_bytes:
            raise StoreFull(NO_ROOM)
        try:
            digests = self._receive(source, planned, advance)
        except StoreFull:
            raise
        except StoreFailed:
            # A write or a re-read that failed once is begun anew, never continued.
            digests = self._receive(source, planned, advance)
        beside = self._words_beside(found)
        return look_into(self._vault, planned, digests, self._zone, beside)

    def _receive(self, source: Path, planned: Planned, advance: Advance) -> Digests:
        return self._vault.receive(source, planned.stored, advance, with_sm3=self._with_sm3)

    def _words_beside(self, found: Found) -> SidecarFacts:
        """What the sidecars of a recording say, read from the card."""
        said = SidecarFacts()
        for sidecar in self._beside.get(found.path, ()):
            if sidecar.name.rpartition(".")[2].lower() not in self._words.extensions:
                continue
            try:
                with os.fdopen(open_source(located(self._source, sidecar)), "rb") as file:
                    content = file.read(LARGEST_READ)
            except (OSError, ArchiveDeskError):
                # It will be reported when its own turn comes.
                continue
            said = said.joined_with(read_sidecar(content, self._words, self._zone))
        return said


def look_into(
    vault: Vault, planned: Planned, digests: Digests, zone: tzinfo, beside: SidecarFacts = _SILENT
) -> Brought:
    """What a stored file is.

    Raises:
        StoreFailed: it cannot be read.
    """
    try:
        probed = probe(vault.locate(planned.stored), planned.found.kind, zone)
    except OSError as error:
        raise store_error(error) from error
    return Brought(planned.found, planned.stored, digests, probed, beside)


def sidecars_beside(found: Iterable[Found]) -> Mapping[str, list[Found]]:
    """The sidecars of each recording, by the recording's path."""
    every = list(found)
    companions = Companions(item.path for item in every if item.kind is not Kind.SIDECAR)
    beside: dict[str, list[Found]] = {}
    for item in every:
        if item.kind is Kind.SIDECAR and (recording := companions.of(item.path)):
            beside.setdefault(recording, []).append(item)
    return beside


def _reachable(source: Path) -> bool:
    try:
        with os.scandir(source) as entries:
            return next(entries, None) is not None
    except OSError:
        return False
