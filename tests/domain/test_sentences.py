import pickle

from archive_desk.domain.sentences import Sentence, say


def test_a_sentence_reads_as_chinese_and_can_be_said_in_english():
    sentence = say("共 {count} 个文件。", count=3)
    assert sentence == "共 3 个文件。"
    assert sentence.in_words_of({"共 {count} 个文件。": "{count} files."}) == "3 files."


def test_a_sentence_within_a_sentence_is_translated_too():
    sentence = say("不能{act}。", act=say("播放"))
    assert (
        sentence.in_words_of({"不能{act}。": "May not {act}.", "播放": "play"}) == "May not play."
    )


def test_braces_in_values_do_no_harm():
    assert say("文件 {name}", name="{x}.mp4") == "文件 {x}.mp4"


def test_a_sentence_survives_pickling():
    copy = pickle.loads(pickle.dumps(say("共 {count} 个。", count=2)))
    assert isinstance(copy, Sentence)
    assert (copy.template, dict(copy.values)) == ("共 {count} 个。", {"count": 2})
