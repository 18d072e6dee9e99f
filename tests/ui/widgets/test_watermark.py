from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from archive_desk.ui.widgets import watermark
from archive_desk.ui.widgets.watermark import paint_watermark

AREA = QRectF(20, 10, 300, 160)
LINES = ("示例 dangan", "2026-11-21 09:30", "JY-2026-0001")


def painted(area: QRectF = AREA, lines: tuple[str, ...] = LINES, ratio: float = 1.0) -> QImage:
    image = QImage(360, 200, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFF555577)
    painter = QPainter(image)
    paint_watermark(painter, area, lines)
    painter.end()
    return image


def touched(image: QImage) -> list[tuple[int, int]]:
    return [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixel(x, y) != 0xFF555577
    ]


def test_words_lie_over_the_whole_picture_and_nowhere_else(qapp) -> None:
    spots = touched(painted())
    assert len(spots) > 500
    assert all(
        AREA.left() <= x < AREA.right() and AREA.top() <= y < AREA.bottom() for x, y in spots
    )
    for left in (20, 170):
        for top in (10, 90):
            assert any(left <= x < left + 150 and top <= y < top + 80 for x, y in spots)


def test_it_is_faint_and_follows_its_words(qapp) -> None:
    image = painted()
    assert all(abs((image.pixel(x, y) & 0xFF) - 0x77) < 60 for x, y in touched(image))
    assert painted(lines=("别人", "", "")) != image
    assert painted(lines=("", "")) == painted(area=QRectF())


def test_it_is_sharp_where_pixels_are_dense(qapp) -> None:
    assert len(touched(painted(QRectF(0, 0, 180, 100), ratio=2.0))) > 500


def test_beside_three_other_recorders_the_lines_lie_below_each_other(qapp, monkeypatch) -> None:
    tiles = []
    made = watermark._tile

    def seen(lines, font_words, ratio):
        tiles.append(lines)
        return made(lines, font_words, ratio)

    monkeypatch.setattr(watermark, "_tile", seen)
    painted(QRectF(0, 0, 1200, 700))
    painted(QRectF(0, 0, 180, 100))
    assert tiles == [("  ·  ".join(LINES),), LINES]
