from dataclasses import replace

import pytest
from sqlalchemy import select

from archive_desk.db import footage_search, people
from archive_desk.db.footage_search import index_missing, mentions
from archive_desk.db.tables.footage import footage
from archive_desk.domain.people import Role
from archive_desk.services.casework import Casework
from tests.helpers.case_files import DRAFT, recording, registered
from tests.helpers.footage import catalogued, marked


@pytest.fixture
def search(office):
    """Finds ids by words."""

    def run(words):
        with office.desk.reading() as session:
            found = select(footage.c.id).where(mentions(session, words)).order_by(footage.c.id)
            return session.scalars(found).all()

    return run


def test_words_of_two_three_and_four_characters_are_found(office, search):
    one = catalogued(office, officer="林知远", section="校外监管科")
    other = catalogued(office, officer="沈一禾", section="安全督导科")
    assert search("知远") == [one]
    assert search("校外监管") == [one]
    assert search("督导科") == [other]
    assert search("科") == [one, other]
    assert search("远") == [one]
    assert search("监科") == []
    assert search("管科 林知") == [one]
    assert search("管科 沈一") == []


def test_a_number_is_found_by_any_part_of_it(office, search):
    one = catalogued(office, device="DSJ0000012", name="20261118093005_0001.MP4")
    catalogued(office, device="DSJ0000077", name="20261119101010_0002.MP4")
    for words in ("0000012", "dsj00", "20261118", "1118", "093005", "20261118093005_0001"):
        assert one in search(words), words
    assert search("093005") == [one]
    assert search("20261118093005_0002") == []


def test_a_word_with_signs_in_it_may_begin_and_end_anywhere(office, search):
    one = catalogued(office, name="DSJ0012_20261118-093005_检查.mp4")
    catalogued(office, name="DSJ0012_20261119-093005_检查.mp4")
    for words in ("0012_20261118", "118-0930", "20261118-093005_检", "118-093005_检查.mp"):
        assert search(words) == [one], words
    assert search("0012-20261118") == []


def test_full_width_and_capitals_make_no_difference(office, search):
    one = catalogued(office, device="ＤＳＪ-12")
    assert search("dsj-12") == [one]
    assert search("DSJ-13") == []


def test_what_links_and_marks_say_is_searched(office, search):
    one, other = catalogued(office), catalogued(office)
    registered(office)
    Casework(office.desk).link(office["archivist"], DRAFT.no, [one])
    assert search("无证办学") == [one]
    assert search("示例培训") == [one]
    assert search("西教罚〔2026〕1号") == [one]
    assert search("西教罚〔2026〕2号") == []
    marked(office, other, "当事人拒绝签字", "异议")
    assert search("拒绝签字") == [other]
    assert search("异议") == [other]


def test_a_changed_case_and_a_taken_out_recording_are_searched_anew(office, search):
    one = catalogued(office)
    case = registered(office)
    casework, clerk = Casework(office.desk), office["archivist"]
    casework.link(clerk, case.no, [one])
    casework.change(clerk, case.no, type(DRAFT)(**vars(DRAFT) | {"cause": "超范围经营"}))
    assert search("范围") == [one]
    assert search("无证") == []
    casework.unlink(clerk, case.no, [one])
    assert search("范围") == []


def test_every_name_it_came_under_is_searched(office, search):
    one = catalogued(office, name="a.mp4", names=("100MEDIA/a.mp4", "备份/现场检查.mp4"))
    assert search("现场") == [one]


def test_signs_alone_and_nothing_find_everything(office, search):
    one = catalogued(office)
    assert search("  ") == [one]
    assert search("—— ·") == [one]


@pytest.mark.parametrize(
    "words", ['"', "a OR b", "NEAR(a b)", "*", "x' --", "a:b", "(", "50%", "_"]
)
def test_signs_of_query_languages_are_just_signs(office, search, words):
    catalogued(office, officer="林知远")
    assert isinstance(search(words), list)


def test_the_index_forgets_what_is_no_longer_so(office, search):
    one = catalogued(office, officer="林知远")
    with office.desk.transaction(None) as work:
        work.session.execute(footage.update().where(footage.c.id == one).values(officer="周明朗"))
        footage_search.index(work.session, one)
    assert search("林知远") == []
    assert search("周明") == [one]


def test_what_was_never_indexed_is_indexed_later(office, search):
    one = recording(office, officer="林知远")
    assert search("知远") == []
    with office.desk.transaction(None) as work:
        assert index_missing(work.session) == 1
        assert index_missing(work.session) == 0
    assert search("知远") == [one]


def test_an_officer_is_found_by_name_though_the_recorder_has_his_number(office, search):
    one = catalogued(office, officer="ZF-007")
    other = catalogued(office, officer="linzy")
    assert search("林知远") == []
    with office.desk.transaction(None) as work:
        person = people.find(work.session, "officer")
        assert person is not None
        people.change(work.session, replace(person, name="林知远", certificate_no="ZF-007"))
    assert search("林知远") == [one]
    with office.desk.transaction(None) as work:
        people.add(
            work.session,
            account="linzy",
            name="林知远",
            role=Role.OFFICER,
            section="",
            certificate_no="",
            password_hash="",
            at=work.at,
        )
    assert search("知远") == [one, other]
