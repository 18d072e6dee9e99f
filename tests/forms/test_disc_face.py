from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageOps

from archive_desk.domain.disc_catalogue import DiscCatalogue
from archive_desk.forms import disc_contents, disc_face, sheet
from archive_desk.forms.calibration import Calibration
from archive_desk.forms.disc_face import FaceOptions
from tests.burn.conftest import make_catalogue

TITLE = "西综罚〔2026〕12号 某教育科技有限公司未按规定公示收费标准案"


@pytest.fixture
def catalogue(tmp_path: Path) -> DiscCatalogue:
    catalogue, _ = make_catalogue(tmp_path)
    disc = replace(catalogue.disc, title=TITLE, manifest_sha256="ab12" * 16, location="一号库 3柜")
    return replace(catalogue, disc=disc)


def text_and_size(pdf: bytes) -> tuple[str, tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    size = document[0].get_size()
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return "\n".join(texts), size


def printed(pdf: bytes) -> Image.Image:
    """The face as a picture of 8 pixels to the millimetre."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=8 * 25.4 / 72).to_pil().convert("L")
    document.close()
    return picture


def ring(picture: Image.Image) -> Image.Image:
    """A mask of what may be printed."""
    mask = Image.new("L", picture.size)
    centre = picture.width / 2
    for radius_mm, value in ((disc_face.OUTER_RADIUS_MM, 255), (disc_face.HUB_RADIUS_MM, 0)):
        box = [centre - radius_mm * 8] * 2 + [centre + radius_mm * 8] * 2
        ImageDraw.Draw(mask).ellipse(box, fill=value)
    return mask


def test_the_face_says_which_disc_it_is(catalogue: DiscCatalogue) -> None:
    text, size = text_and_size(disc_face.render(catalogue, FaceOptions(retention="30年")))
    for words in ("G2026-0001", "某区教育局", "封存", "第 1 盘", "共 2 盘", "2026-11-20", "30年"):
        assert words in text
    assert "某教育科技有限公司未按规定公示收费标准案" in text.replace("\r\n", "")
    assert size == pytest.approx((120 / 25.4 * 72,) * 2, abs=0.1)


@pytest.mark.parametrize("title", [TITLE, "短", "很长的题名" * 30])
def test_nothing_is_printed_on_the_hub_or_beyond_the_edge(
    catalogue: DiscCatalogue, title: str
) -> None:
    catalogue = replace(
        catalogue,
        organisation="某某市某某区人民政府某某街道综合行政执法办公室",
        disc=replace(catalogue.disc, title=title),
    )
    picture = printed(disc_face.render(catalogue))
    white = Image.new("L", picture.size, 255)
    mask = ring(picture)
    assert Image.composite(picture, white, mask).getextrema()[0] < 50
    assert Image.composite(white, picture, mask).getextrema()[0] > 200


def test_the_code_holds_number_and_manifest_digest(catalogue: DiscCatalogue) -> None:
    assert disc_face.qr_text(catalogue) == "G2026-0001 sha256:" + "ab12" * 16


def test_the_offset_of_the_printer_moves_everything(catalogue: DiscCatalogue) -> None:
    usual = ImageOps.invert(printed(disc_face.render(catalogue))).getbbox()
    options = FaceOptions(calibration=Calibration((3.0, -2.0)))
    moved = ImageOps.invert(printed(disc_face.render(catalogue, options))).getbbox()
    assert usual is not None
    assert moved is not None
    assert moved[0] - usual[0] == pytest.approx(24, abs=2)
    assert moved[1] - usual[1] == pytest.approx(16, abs=2)


def test_the_contents_list_names_every_recording_with_its_digest(
    catalogue: DiscCatalogue,
) -> None:
    at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
    form = disc_contents.sheet(catalogue, operator="王敏", at=at)
    text, size = text_and_size(sheet.render(form))
    assert size[0] > size[1]
    flat = "".join(text.split())
    for entry in catalogue.entries:
        # The bundled font has no sign for the rare one.
        assert "".join(entry.name.split()).partition("𠀀")[0] in flat
        assert entry.sha256 in flat
    assert "一号库3柜" in flat
    assert form.imprint.list_digest in flat


def test_the_header_is_not_repeated_within_a_page(catalogue: DiscCatalogue) -> None:
    many = tuple(replace(catalogue.entries[3]) for _ in range(9))
    form = disc_contents.sheet(
        replace(catalogue, entries=many), operator="王敏", at=catalogue.made_at
    )
    document = pypdfium2.PdfDocument(sheet.render(form))
    for page in document:
        text_page = page.get_textpage()
        assert text_page.get_text_range().count("盘内路径") == 1
        text_page.close()
        page.close()
    document.close()
