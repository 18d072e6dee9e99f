import hashlib

from hypothesis import given
from hypothesis import strategies as st

from archive_desk.media.digests import PlainSM3, new_sm3


def test_sm3_of_abc_is_the_standards_own_example():
    digest = new_sm3()
    digest.update(b"abc")

    assert digest.hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_our_own_sm3_agrees_with_openssl(blocks):
    ours, theirs = PlainSM3(), hashlib.new("sm3")
    for block in blocks:
        ours.update(block)
        theirs.update(block)

    assert ours.hexdigest() == theirs.hexdigest()


def test_sm3_is_there_without_openssl(monkeypatch):
    def lacking(name):
        raise ValueError(name)

    monkeypatch.setattr(hashlib, "new", lacking)

    assert isinstance(new_sm3(), PlainSM3)
