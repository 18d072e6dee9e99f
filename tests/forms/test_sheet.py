from datetime import UTC, date, datetime

import pypdfium2
import pytest

from archive_desk.forms import sheet
from archive_desk.forms.blocks import (
    A4,
    A4_LANDSCAPE,
    Align,
    Block,
    Cell,
    Column,
    Fields,
    Heading,
    Imprint,
    Page,
    PageBreak,
    Paragraph,
    Sheet,
    Signature,
    Signatures,
    Space,
    Table,
    Tone,
    date_in_words,
    list_digest,
    running_number,
)

IMPRINT = Imprint("AD-02", datetime(2026, 11, 20, 9, 5, 7, tzinfo=UTC), "王敏")


def form(*blocks: Block, imprint: Imprint = IMPRINT, page: Page = A4) -> Sheet:
    return Sheet(
        "音像资料交接登记表", "某区教育局", imprint, blocks, running_number(2026, 12), page
    )


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range().replace("\r\n", "\n"))
        text_page.close()
        page.close()
    document.close()
    return texts


def test_the_head_names_the_form_the_unit_and_the_number() -> None:
    (text,) = pages(sheet.render(form()))
    assert text.startswith("音像资料交接登记表\n单位：某区教育局")
    assert "〔2026〕第 12 号" in text


def test_each_page_says_which_of_how_many_it_is() -> None:
    texts = pages(sheet.render(form(Paragraph("一"), PageBreak(), Paragraph("二"))))
    assert ["第 1 页 共 2 页" in texts[0], "第 2 页 共 2 页" in texts[1]] == [True, True]


def test_the_foot_carries_form_number_time_operator_and_list_digest() -> None:
    digest = list_digest([["1", "甲"]])
    imprint = Imprint("AD-02", IMPRINT.printed_at, "王敏", list_digest=digest)
    (text,) = pages(sheet.render(form(imprint=imprint)))
    for words in ("表号 AD-02", "2026-11-20 09:05:07", "王敏", digest):
        assert words in text


def test_a_long_table_repeats_its_header_and_starts_on_the_page_of_its_heading() -> None:
    rows = [[str(number), "执法记录"] for number in range(120)]
    table = Table([Column("序号", 15, align=Align.CENTRE), Column("名称")], rows)
    texts = pages(sheet.render(form(Heading("清单"), table)))
    assert len(texts) > 1
    assert all("序号" in text for text in texts)
    assert "清单" in texts[0]


def test_text_is_never_read_as_markup() -> None:
    text = '<b>张&三</b> <font color="red">红</font> "双引号"'
    (page,) = pages(sheet.render(form(Paragraph(text), Fields([("甲", text)]))))
    assert page.count(text) == 2


def test_a_cell_longer_than_a_page_is_continued_on_the_next() -> None:
    table = Table([Column("说明", 30), Column("值")], [["长", "很长的说明。" * 700]])
    texts = pages(sheet.render(form(table)))
    assert len(texts) == 2
    assert sum(text.count("说") for text in texts) >= 700


def test_fields_wide_ones_and_odd_ones_all_appear() -> None:
    fields = Fields(
        [("一", "甲"), ("二", "乙乙" * 100), ("三", "丙"), ("四", Cell("丁", Tone.ALERT))],
        wide=frozenset({"二"}),
    )
    (text,) = pages(sheet.render(form(fields, Space())))
    for words in ("一 甲", "三 丙 四 丁"):
        assert words in text
    assert text.count("乙") == 200


def test_signature_places_show_what_is_known_and_leave_room_for_the_rest() -> None:
    places = [
        Signature("移交人", opinion="同意移交。", name="李四", signed_on=date(2026, 11, 20)),
        Signature("接收人", seal=True),
    ]
    (text,) = pages(sheet.render(form(Signatures(places, columns=2))))
    for words in ("同意移交。", "签名：李四", "2026年11月20日", "（单位印章）"):
        assert words in text


def test_unused_rows_are_drawn_and_never_open_a_page_of_their_own() -> None:
    few = Table([Column("名称")], [["甲"]], unused_rows=4)
    assert len(pages(sheet.render(form(few)))) == 1
    many = Table([Column("名称")], [["甲"]], unused_rows=400)
    assert len(pages(sheet.render(form(many)))) == 1


@pytest.mark.parametrize("page", [A4, A4_LANDSCAPE])
def test_the_paper_has_its_millimetres(page: Page) -> None:
    document = pypdfium2.PdfDocument(sheet.render(form(page=page)))
    width, height = document[0].get_size()
    document.close()
    assert width / 72 * 25.4 == pytest.approx(page.width_mm, abs=0.1)
    assert height / 72 * 25.4 == pytest.approx(page.height_mm, abs=0.1)


def test_the_chinese_font_is_embedded_and_only_what_is_used_of_it() -> None:
    pdf = sheet.render(form(Paragraph("光盘")))
    assert b"/FontFile2" in pdf
    assert b"NotoSansSC" in pdf
    assert len(pdf) < 100_000


def test_the_same_form_is_the_same_bytes() -> None:
    assert sheet.render(form(Paragraph("同"))) == sheet.render(form(Paragraph("同")))


def test_the_list_digest_is_sha256_of_the_printed_rows() -> None:
    # printf '1\t甲\n' | sha256sum
    assert list_digest([["1", Cell("甲", Tone.ALERT)]]) == (
        "32a5f5c73ccf6bb0b519d6dc3116e46bf006eb0c37a0e3a6e2bfa5cf824a5e86"
    )


def test_a_missing_date_is_left_to_be_written() -> None:
    assert date_in_words(date(2026, 1, 2)) == "2026年1月2日"
    assert date_in_words(None) == "　　年　　月　　日"
