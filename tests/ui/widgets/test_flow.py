from PySide6.QtWidgets import QLabel, QWidget

from archive_desk.ui.widgets.flow import FlowLayout


def _flow(qtbot, count=4):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = FlowLayout(holder, gap=8)
    boxes = [QWidget() for _ in range(count)]
    for box in boxes:
        box.setFixedSize(100, 30)
        row.addWidget(box)
    holder.show()
    return holder, row, boxes


def test_widgets_stand_in_one_line_where_there_is_room(qtbot):
    holder, row, boxes = _flow(qtbot)
    holder.resize(500, 200)
    qtbot.waitUntil(lambda: boxes[3].x() == 3 * 108)
    assert len({box.y() for box in boxes}) == 1
    assert row.heightForWidth(500) == 30


def test_widgets_go_on_in_the_next_line_where_there_is_none(qtbot):
    holder, row, boxes = _flow(qtbot)
    holder.resize(220, 200)
    qtbot.waitUntil(lambda: boxes[2].y() - boxes[0].y() == 38)
    assert [box.x() for box in boxes] == [0, 108, 0, 108]
    assert boxes[2].y() == boxes[3].y()
    assert row.heightForWidth(220) == 68


def test_hidden_widgets_leave_no_hole(qtbot):
    holder, row, boxes = _flow(qtbot)
    boxes[1].hide()
    holder.resize(220, 200)
    qtbot.waitUntil(lambda: boxes[2].x() == 108)
    assert row.heightForWidth(220) == 68
    assert row.heightForWidth(330) == 30


def test_a_widget_wider_than_the_place_is_made_narrower(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = FlowLayout(holder)
    wide = QLabel("x" * 100)
    wide.setMinimumWidth(10)
    row.addWidget(wide)
    holder.resize(120, 60)
    holder.show()
    qtbot.waitUntil(lambda: 0 < wide.width() <= holder.width() < 400)
