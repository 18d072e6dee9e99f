from archive_desk.domain.people import Role
from archive_desk.domain.sentences import say
from archive_desk.languages import Language, catalogue, render


def test_chinese_needs_no_catalogue() -> None:
    assert catalogue(Language.ZH_CN) == {}
    assert render("档案员", Language.ZH_CN) == "档案员"


def test_a_sentence_is_said_in_english_with_its_values() -> None:
    sentence = say("日志第 {first} 至 {last} 条缺失。", first=3, last=5)
    assert render(sentence, Language.EN) == "Journal entries 3 to 5 are missing."
    assert render(sentence, Language.ZH_CN) == "日志第 3 至 5 条缺失。"


def test_a_plain_label_is_said_in_english() -> None:
    assert render(Role.ARCHIVIST.label, Language.EN) == "Archivist"


def test_what_the_catalogue_lacks_stays_chinese() -> None:
    assert render("这句话没有译文", Language.EN) == "这句话没有译文"


def test_every_language_names_itself() -> None:
    assert [language.label for language in Language] == ["简体中文", "English"]
