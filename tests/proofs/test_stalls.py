"""The helper that measures how long the windows stand still sees what it should see."""

import time

from PySide6.QtCore import QTimer

from tests.helpers.stalls import Stalls

BLOCKED_S = 0.12


def block():
    time.sleep(BLOCKED_S)


def test_a_slot_that_takes_long_is_a_pause_and_is_blamed(qapp, qtbot):
    with Stalls(qapp, blame=True) as stalls:
        QTimer.singleShot(20, block)
        qtbot.wait(300)

    assert stalls.longest_ms > BLOCKED_S * 1000 * 0.9
    assert stalls.over() >= 1
    assert any("time.sleep(BLOCKED_S)" in place for place in stalls.culprits)


def test_an_idle_loop_turns_often(qapp, qtbot):
    with Stalls(qapp) as stalls:
        qtbot.wait(200)

    assert len(stalls.pauses_ms) > 5
    assert stalls.percentile_ms(50) < BLOCKED_S * 1000
    assert "over 50 ms" in stalls.told()
