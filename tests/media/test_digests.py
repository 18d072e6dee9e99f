import hashlib
import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.media import digests
from archive_desk.media.digests import PlainSM3, new_sm3
from archive_desk.media.gcrypt import GcryptSM3, gcrypt


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
    monkeypatch.setattr(digests, "gcrypt", lambda: None)

    assert isinstance(new_sm3(), PlainSM3)


needs_gcrypt = pytest.mark.skipif(gcrypt() is None, reason="this system has no libgcrypt")


@needs_gcrypt
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_the_systems_sm3_agrees_with_openssl_at_every_step(blocks):
    ours, theirs = new_sm3(), hashlib.new("sm3")
    assert isinstance(ours, GcryptSM3)
    for block in blocks:
        ours.update(block)
        theirs.update(block)
        assert ours.hexdigest() == theirs.hexdigest()


@needs_gcrypt
def test_the_systems_sm3_reads_memory_of_any_kind():
    content = bytes(range(256)) * 40
    with mmap.mmap(-1, len(content)) as memory:
        memory[:] = content
        with memoryview(memory) as whole:
            for view in (whole, whole[: len(content) // 2], memoryview(content)):
                digest = new_sm3()
                digest.update(view)
                assert digest.hexdigest() == hashlib.new("sm3", view).hexdigest()
                del digest
            del view
