"""The threads that carry files from cards, shared fairly by all imports of this process.

An import takes a place here (`porters().place()`), hands in one errand for each file, and leaves.
At most `LANES` errands run at a time, whatever the number of imports, so neither memory nor the
disk knows whether one card is being read or five. A lane that becomes free goes to the import that
has the fewest; and between two blocks a file steps aside (`Place.breathe`) when its import holds
more lanes than another one that waits. An import that is alone has all of them.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

LANES = max(2, min(4, 2 * (os.cpu_count() or 1)))
"""While one waits for the disk, others hash; more than the processors can feed is of no use."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Errand:
    future: Future[Any]
    run: Callable[[], None]


class Place:
    """One import among the porters. Its methods may be called from any thread."""

    def __init__(self, porters: "Porters") -> None:
        self._porters = porters
        self.waiting: deque[_Errand] = deque()
        self.aside: deque[threading.Event] = deque()
        self.running = 0
        self.served = 0

    @property
    def hungry(self) -> bool:
        """Whether it could use another lane."""
        return bool(self.waiting or self.aside)

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Have `work` done in its turn."""
        future: Future[Result] = Future()

        def run() -> None:
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits for it
                future.set_exception(error)
            else:
                future.set_result(result)

        self._porters.submit(self, _Errand(future, run))
        return future

    def breathe(self) -> None:
        """Between two blocks, on the errand's own thread: let another import go first if due."""
        self._porters.breathe(self)

    def leave(self) -> None:
        """Give up what has not begun, and wait for what has."""
        self._porters.leave(self)


class Porters:
    """Hands lanes to imports; `porters()` gives the one of this process."""

    def __init__(self, lanes: int | None = None) -> None:
        self._lanes = lanes or LANES
        self._lock = threading.Lock()
        self._places: list[Place] = []
        self._running: dict[Future[Any], Place] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._turn = 0

    def place(self) -> Place:
        """A place for one import, which has to `leave` at its end."""
        place: Place = Place(self)
        with self._lock:
            self._places.append(place)
            if self._pool is None:
                # Some stand aside in the middle of a file while others run.
                most = self._lanes * self._lanes * 2
                self._pool = ThreadPoolExecutor(most, thread_name_prefix="import")
        return place

    def submit(self, place: Place, errand: _Errand) -> None:
        """Queue an errand of `place`."""
        with self._lock:
            place.waiting.append(errand)
            self._dispatch()

    def breathe(self, place: Place) -> None:
        """Step aside while another import that waits has at least two lanes fewer."""
        with self._lock:
            if not self._anybody_poorer(place):
                return
            event = threading.Event()
            place.aside.append(event)
            place.running -= 1
            self._dispatch()
        event.wait()

    def _anybody_poorer(self, place: Place) -> bool:
        return any(
            other.hungry and place.running - other.running > 1
            for other in self._places
            if other is not place
        )

    def _dispatch(self) -> None:
        """Hand out free lanes: to the place with the fewest, then to the one served longest ago."""
        while sum(place.running for place in self._places) < self._lanes:
            hungry = [place for place in self._places if place.hungry]
            if not hungry:
                return
            place = min(hungry, key=lambda each: (each.running, each.served))
            self._turn += 1
            place.served = self._turn
            place.running += 1
            if place.aside:
                place.aside.popleft().set()
            else:
                self._start(place, place.waiting.popleft())

    def _start(self, place: Place, errand: _Errand) -> None:
        assert self._pool is not None
        self._running[errand.future] = place
        self._pool.submit(self._run, place, errand)

    def _run(self, place: Place, errand: _Errand) -> None:
        try:
            errand.run()
        finally:
            with self._lock:
                del self._running[errand.future]
                place.running -= 1
                self._dispatch()

    def leave(self, place: Place) -> None:
        """End a place; the threads end with the last one."""
        with self._lock:
            for errand in place.waiting:
                errand.future.cancel()
            place.waiting.clear()
            # Whoever stood aside goes on at once: it is about to end.
            while place.aside:
                place.running += 1
                place.aside.popleft().set()
            running = [future for future, owner in self._running.items() if owner is place]
        wait(running)
        with self._lock:
            if place in self._places:
                self._places.remove(place)
            pool = None if self._places else self._pool
            if pool is not None:
                self._pool = None
        if pool is not None:
            pool.shutdown(wait=True)


@cache
def porters() -> Porters:
    """The porters of this process."""
    return Porters()
