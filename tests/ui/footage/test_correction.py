from dataclasses import replace
from datetime import timedelta

import pytest

from archive_desk.domain.footage import TimeClaim, TimeSource
from archive_desk.services.catalogue import Facets
from archive_desk.ui.footage.correction import CorrectionDialog
from tests.domain.test_corrections import AT, BY_NAME, RECORDING

FACETS = Facets(["甲科"], ["12"], ["林知远"], [], [])
INSIDE = TimeClaim(TimeSource.CONTAINER, AT - timedelta(hours=8), "utc")


@pytest.fixture
def dialog(qtbot):
    item = replace(RECORDING, claims=(BY_NAME, INSIDE, replace(INSIDE, source=TimeSource.EXIF)))
    made = CorrectionDialog(item, "林知远", FACETS)
    qtbot.addWidget(made)
    made.show()
    return made


def _starts(dialog):
    choice = dialog.started.choice
    return [choice.itemText(number) for number in range(choice.count())]


def test_every_time_that_was_found_can_be_believed_with_one_choice(dialog):
    assert _starts(dialog) == [
        "不改（2026-11-18 09:00:00）",
        "核实无误，解除存疑",
        "采用文件内部信息：2026-11-18 01:00:00",
        "改为指定时间…",
    ]
    dialog.started.choice.setCurrentIndex(2)
    assert dialog.correction.started_at == INSIDE.at
    dialog.started.choice.setCurrentIndex(1)
    assert dialog.correction.started_at == AT


def test_another_time_is_entered_to_the_second(dialog):
    truth = AT + timedelta(minutes=3, seconds=7)
    assert not dialog.started.picker.isVisible()
    dialog.started.enter(truth)
    assert dialog.started.picker.isVisible()
    assert dialog.correction.started_at == truth


def test_nothing_goes_without_a_change_and_a_reason(dialog):
    dialog.save.click()
    assert dialog.isVisible()
    assert dialog.form.note_of(dialog.started) == "没有更改任何内容。"
    dialog.device.setText(" 13 ")
    dialog.save.click()
    assert dialog.form.note_of(dialog.reason) == "请写明更正的理由。"
    dialog.reason.setPlainText("设备换过")
    dialog.save.click()
    assert not dialog.isVisible()
    given = dialog.correction
    assert (given.device, given.reason) == ("13", "设备换过")
    assert (given.officer, given.section, given.started_at) == (None, None, None)


def test_a_recording_without_any_time_can_be_given_one(qtbot):
    item = replace(RECORDING, started_at=None, device_time=None, claims=(), doubts=())
    made = CorrectionDialog(item, "", FACETS)
    qtbot.addWidget(made)
    assert _starts(made) == ["不改（时间不明）", "改为指定时间…"]
    made.started.enter(AT)
    assert made.correction.started_at == AT
