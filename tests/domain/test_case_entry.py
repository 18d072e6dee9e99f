import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.case_entry import checked_document, checked_stage, following_no
from archive_desk.domain.cases import STAGES, DocumentDraft
from archive_desk.domain.errors import InvalidInput
from tests.helpers.case_files import NINE


@pytest.mark.parametrize(
    ("no", "following"),
    [
        ("西教罚〔2026〕9号", "西教罚〔2026〕10号"),
        ("西教罚〔2026〕009号", "西教罚〔2026〕010号"),
        ("2026-099", "2026-100"),
        ("7", "8"),
        ("西教罚〔2025〕31号", "西教罚〔2026〕1号"),
        ("甲号", ""),
        ("2025", "2026"),
    ],
)
def test_the_following_number_counts_the_last_figures_within_the_year(no, following):
    assert following_no(no, 2026) == following


@given(st.integers(1, 10**6), st.integers(1, 6))
def test_the_following_number_is_always_another_one(count, width):
    no = f"罚〔2026〕{count:0{width}}号"
    assert following_no(no, 2026) == f"罚〔2026〕{count + 1:0{width}}号"


@pytest.mark.parametrize("stage", ["", *STAGES, "  送达 "])
def test_stages_are_the_six_of_the_law_or_none(stage):
    assert checked_stage(stage) == stage.strip()


def test_any_other_stage_is_refused():
    with pytest.raises(InvalidInput, match="启动、调查取证"):
        checked_stage("散会")


def test_texts_are_tidied_without_losing_what_they_say():
    draft = DocumentDraft("  询问\u200b笔录 ", " 1\t2 ", NINE, NINE, " 备注\n二 ")
    tidy = checked_document(draft, NINE)
    assert (tidy.type, tidy.number, tidy.note) == ("询问笔录", "1 2", "备注\n二")
