"""Fair sharing of the lanes that carry files."""

import threading
import time

from archive_desk.services.porters import Porters


def test_no_more_run_than_there_are_lanes():
    porters = Porters(2)
    place = porters.place()
    running, most, lock = 0, 0, threading.Lock()

    def work():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    for future in [place.submit(work) for _ in range(8)]:
        future.result()
    place.leave()

    assert most == 2


def test_a_late_card_gets_its_half_in_the_middle_of_long_files():
    porters = Porters(4)
    first, second = porters.place(), porters.place()
    stop = threading.Event()
    done = []

    def long():
        while not stop.is_set():
            time.sleep(0.001)
            first.breathe()

    def short(number):
        time.sleep(0.005)
        second.breathe()
        done.append(number)

    begun = [first.submit(long) for _ in range(6)]
    while first.running < 4:
        time.sleep(0.001)
    quick = [second.submit(lambda number=number: short(number)) for number in range(4)]
    for future in quick:
        future.result(timeout=10)
    halves = first.running

    assert sorted(done) == [0, 1, 2, 3]
    assert halves in {2, 3, 4}
    stop.set()
    for future in begun:
        future.result(timeout=10)
    first.leave()
    second.leave()


def test_leaving_gives_up_what_has_not_begun_and_waits_for_the_rest():
    porters = Porters(1)
    place = porters.place()
    began, go_on = threading.Event(), threading.Event()

    def work():
        began.set()
        go_on.wait(10)
        return "done"

    running, waiting = place.submit(work), place.submit(work)
    began.wait(10)
    threading.Timer(0.02, go_on.set).start()
    place.leave()

    assert running.result() == "done"
    assert waiting.cancelled()


def test_who_steps_aside_goes_on_when_its_import_ends():
    porters = Porters(2)
    first, second = porters.place(), porters.place()
    stop, stepped = threading.Event(), threading.Event()

    def long():
        while not stop.is_set():
            time.sleep(0.001)
            stepped.set()
            first.breathe()

    def hog():
        stop.wait(10)

    begun = [first.submit(long) for _ in range(2)]
    stepped.wait(10)
    hogging = [second.submit(hog) for _ in range(2)]
    while not first.aside:
        time.sleep(0.001)
    threading.Timer(0.02, stop.set).start()
    first.leave()

    assert all(future.done() for future in begun)
    second.leave()
    assert all(future.done() for future in hogging)


def test_an_error_is_told_to_whoever_waits():
    porters = Porters(1)
    place = porters.place()

    def fail():
        raise OSError("no")

    assert isinstance(place.submit(fail).exception(), OSError)
    place.leave()
