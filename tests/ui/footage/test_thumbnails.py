from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.ui.footage.thumbnails import Thumbnails, cut_out
from tests.ui.footage.conftest import SHOWN_MS

SIZE = QSize(80, 45)


def _thumbnails(context):
    catalogue = Catalogue(context.desk)
    return Thumbnails(catalogue, context.actor, context.jobs, size=SIZE, parent=context.jobs)


def test_a_picture_comes_after_it_was_asked_for(qtbot, context_of, made, office):
    context = context_of("officer")
    thumbnails = _thumbnails(context)
    item = Catalogue(office.desk).show(office["officer"], made[2]).footage
    before = thumbnails.picture(item).toImage()
    with qtbot.waitSignal(thumbnails.arrived, timeout=SHOWN_MS):
        pass
    after = thumbnails.picture(item).toImage()
    assert after.size() == before.size() == SIZE * 2
    assert after != before
    thumbnails.forget()
    assert thumbnails.picture(item).toImage() == before


def test_what_has_no_picture_is_asked_for_once(qtbot, context_of, made, office):
    thumbnails = _thumbnails(context_of("officer"))
    items = Catalogue(office.desk).page(office["officer"], FootageFilter(), 0, 10)
    for item in items:
        thumbnails.picture(item)
    with qtbot.waitSignal(thumbnails.arrived, timeout=SHOWN_MS):
        pass
    for item in items:
        assert not thumbnails.picture(item).isNull()
    assert not thumbnails._wanted


def test_nothing_is_loaded_after_the_end(qtbot, context_of, made, office):
    thumbnails = _thumbnails(context_of("officer"))
    thumbnails.stop()
    item = Catalogue(office.desk).show(office["officer"], made[2]).footage
    thumbnails.picture(item)
    thumbnails._load()
    assert thumbnails._job is None


def test_pictures_fill_their_place_from_the_middle():
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for x in range(100, 200):
        for y in range(100):
            image.setPixelColor(x, y, QColor("blue"))
    cut = cut_out(image, QSize(100, 100), 8)
    assert cut.size() == QSize(100, 100)
    assert cut.pixelColor(0, 0).alpha() == 0, "round corners"
    assert {cut.pixelColor(x, 50).name() for x in (4, 50, 95)} == {QColor("blue").name()}
