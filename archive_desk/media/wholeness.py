"""Whether a file is whole, by what its container says of its own size.

FFmpeg opens files cut short without an error and repeats the promised length; the sizes written in
the file do not lie so easily. Nothing is decoded here.
"""

from dataclasses import dataclass
from typing import BinaryIO

from archive_desk.domain.footage import Health
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media import boxes

_TAIL_BYTES = 64 << 10
_RIFF_HEADER, _FLV_HEADER, _FLV_TAG = 12, 9, 11
_RIFF_UNKNOWN = {0, 0xFFFFFFFF}
_SEGMENT = b"\x18\x53\x80\x67"
_EBML = b"\x1a\x45\xdf\xa3"
_FLV_TYPES = {8, 9, 18}
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_HEADER, _ASF_SIZE_AT, _ASF_FLAGS_AT, _ASF_BROADCAST = 64 << 10, 40, 88, 1
_MP3_HEADER, _MP3_FRAMES, _MP3_BYTES = 4 << 10, 1, 2


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and the same in words."""

    health: Health
    note: Sentence


def fault_of(file: BinaryIO, length: int, shape: boxes.Structure) -> Fault | None:
    """What the container's own sizes say is wrong; None when they say nothing."""
    if _all_zero(file, length):
        return Fault(Health.UNREADABLE, say("文件内容全部为零。"))
    if shape.is_mp4:
        return _of_boxes(shape)
    file.seek(0)
    head = file.read(64)
    lacking = 0
    if head[:4] == b"RIFF":
        lacking = _riff_lacks(head, length)
    elif head[:4] == _EBML:
        lacking = _segment_lacks(file, length)
    elif head[:3] == b"FLV":
        lacking = _flv_lacks(file, length)
    elif head[:16] == _ASF:
        lacking = _asf_lacks(file, length)
    elif head[:3] == b"ID3" or head[:1] == b"\xff":
        lacking = _mp3_lacks(file, length)
    if lacking > 0:
        return Fault(Health.TRUNCATED, say("文件末尾的数据缺失，多为拷贝中断所致。"))
    return None


def _of_boxes(shape: boxes.Structure) -> Fault | None:
    if not shape.has_index:
        return Fault(Health.MISSING_INDEX, say("没有索引（moov），多为录制中断电所致。"))
    if shape.beyond_end:
        return Fault(Health.TRUNCATED, say("文件末尾的数据缺失，多为拷贝中断所致。"))
    return None


def _all_zero(file: BinaryIO, length: int) -> bool:
    """Whether samples from the beginning, the middle and the end are all zeros."""
    for start in (0, length // 2, max(0, length - _TAIL_BYTES)):
        file.seek(start)
        if any(file.read(_TAIL_BYTES)):
            return False
    return True


def _riff_lacks(head: bytes, length: int) -> int:
    size = int.from_bytes(head[4:8], "little")
    # Recorders that stream leave the size open.
    return 0 if size in _RIFF_UNKNOWN else size + 8 - length


def _segment_lacks(file: BinaryIO, length: int) -> int:
    """How much a Matroska file lacks of the size its segment declares, if it declares one."""
    header_size, width = _vint(file, 4)
    at = 4 + width + (header_size or 0)
    file.seek(at)
    if header_size is None or file.read(4) != _SEGMENT:
        return 0
    size, width = _vint(file, at + 4)
    return 0 if size is None else at + 4 + width + size - length


def _vint(file: BinaryIO, at: int) -> tuple[int | None, int]:
    """A variable-length number and its width; None for «unknown»."""
    file.seek(at)
    first = file.read(1)
    if not first or not first[0]:
        return None, 1
    width = 9 - first[0].bit_length()
    rest = file.read(width - 1)
    value = int.from_bytes(bytes([first[0] & (0xFF >> width)]) + rest, "big")
    unknown = value == (1 << (7 * width)) - 1
    return (None if unknown else value), width


def _flv_lacks(file: BinaryIO, length: int) -> int:
    """Whether the last tag of an FLV file is whole; the size lacking is then not known."""
    file.seek(max(0, length - 4))
    previous = int.from_bytes(file.read(4), "big")
    at = length - 4 - previous
    if previous < _FLV_TAG or at < _FLV_HEADER:
        return 1
    file.seek(at)
    tag = file.read(4)
    whole = tag[0] & 0x1F in _FLV_TYPES and int.from_bytes(tag[1:4], "big") + _FLV_TAG == previous
    return 0 if whole else 1


def _asf_lacks(file: BinaryIO, length: int) -> int:
    """How much a WMV or ASF file lacks of the size its header declares."""
    file.seek(0)
    head = file.read(_ASF_HEADER)
    at = head.find(_ASF_PROPERTIES)
    if at < 0 or len(head) < at + _ASF_FLAGS_AT + 4:
        return 0
    flags = int.from_bytes(head[at + _ASF_FLAGS_AT : at + _ASF_FLAGS_AT + 4], "little")
    size = int.from_bytes(head[at + _ASF_SIZE_AT : at + _ASF_SIZE_AT + 8], "little")
    # A header that was never finished says nothing of the size.
    return 0 if flags & _ASF_BROADCAST else size - length


def _mp3_lacks(file: BinaryIO, length: int) -> int:
    """How much an MP3 file lacks of the bytes that the first frame of many encoders declares."""
    file.seek(0)
    tag = file.read(10)
    begins = 0
    if tag[:3] == b"ID3":
        size = 0
        for byte in tag[6:]:
            size = size << 7 | byte & 0x7F
        begins = len(tag) + size
    file.seek(begins)
    head = file.read(_MP3_HEADER)
    at = max(head.find(b"Xing"), head.find(b"Info"))
    flags = int.from_bytes(head[at + 4 : at + 8], "big") if at >= 0 else 0
    if not flags & _MP3_BYTES:
        return 0
    place = at + 8 + (4 if flags & _MP3_FRAMES else 0)
    return begins + int.from_bytes(head[place : place + 4], "big") - length
