import threading

import pytest
from PIL import Image

from archive_desk.domain.errors import InvalidInput
from archive_desk.media.pages import count_pages, draw_page, page_size
from tests.helpers.papers import pdf, picture


def pixel(drawn, x, y):
    start = (y * drawn.width + x) * 3
    return tuple(drawn.rgb[start : start + 3])


def test_the_pages_of_a_pdf_are_counted_and_drawn(tmp_path):
    file = pdf(tmp_path / "笔录.pdf", pages=3)
    assert count_pages(file) == 3
    across, up = page_size(file, 2)
    assert (round(across), round(up)) == (595, 842)
    drawn = draw_page(file, 2, 300)
    assert (drawn.width, abs(drawn.height - 424) <= 1) == (300, True)
    assert len(drawn.rgb) == drawn.width * drawn.height * 3
    assert pixel(drawn, 5, 5) == (0, 0, 0)
    assert pixel(drawn, 290, 5) == (255, 255, 255)


@pytest.mark.parametrize(("name", "pages"), [("a.jpg", 1), ("b.PNG", 1), ("c.tiff", 2)])
def test_pictures_are_papers_too(tmp_path, name, pages):
    file = picture(tmp_path / name)
    assert count_pages(file) == pages
    assert draw_page(file, pages - 1, 200).width == 200
    with pytest.raises(InvalidInput, match="没有第"):
        draw_page(file, pages, 200)


def test_a_photo_is_shown_upright_as_its_camera_says(tmp_path):
    file = tmp_path / "photo.jpg"
    image = Image.new("RGB", (400, 200), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(file, exif=exif)
    drawn = draw_page(file, 0, 100)
    assert (drawn.width, drawn.height) == (100, 200)


def test_what_is_seen_through_becomes_white(tmp_path):
    file = tmp_path / "clear.png"
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(file)
    assert pixel(draw_page(file, 0, 50), 10, 10) == (255, 255, 255)


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.png", "a.tif"])
@pytest.mark.parametrize("bytes_", [b"", b"%PDF-1.7 nothing", b"\xff\xd8\xff\xe0 cut", b"no scan"])
def test_damaged_papers_are_refused_in_words(tmp_path, name, bytes_):
    file = tmp_path / name
    file.write_bytes(bytes_)
    with pytest.raises(InvalidInput, match="损坏"):
        count_pages(file)


def test_a_huge_page_is_drawn_no_larger_than_is_sensible(tmp_path):
    file = pdf(tmp_path / "a.pdf", pages=1)
    drawn = draw_page(file, 0, 100_000)
    assert max(drawn.width, drawn.height) <= 6001


def test_several_threads_may_ask_at_once(tmp_path):
    file = pdf(tmp_path / "a.pdf", pages=4)
    drawn = {}
    threads = [
        threading.Thread(target=lambda n=n: drawn.update({n: draw_page(file, n % 4, 200)}))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 8
    assert drawn[0] == drawn[4]
