"""Traps of the Qt binding that cost hours: they must stay shut at every upgrade."""

import sys

from PySide6.QtCore import QObject, Signal


class _Bell(QObject):
    rung = Signal(bool)
    copied = Signal(object)


def test_emitting_a_signal_keeps_the_references_to_true() -> None:
    # PySide6 6.12.0 on Python 3.11 lost one at every emission and aborted after some 570.
    bell = _Bell()
    heard: list[object] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(True)
    for _ in range(400):
        bell.rung.emit(True)
    heard.clear()
    assert abs(sys.getrefcount(True) - before) < 50


def test_byte_counts_beyond_31_bits_arrive_whole() -> None:
    bell = _Bell()
    heard: list[object] = []
    bell.copied.connect(heard.append)
    bell.copied.emit(4_700_000_000)
    assert heard == [4_700_000_000]
