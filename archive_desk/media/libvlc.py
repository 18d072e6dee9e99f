"""Finding libVLC on this machine, and the one instance of it that all players share."""

import sys
from functools import cache
from types import ModuleType
from typing import Any

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import Sentence, say

_OPTIONS = (
    "--quiet",
    "--no-lua",
    "--no-osd",
    "--no-stats",
    "--no-video-title-show",
    "--no-snapshot-preview",
    # A recorder's .vtt holds device data, not speech; it belongs to the sidecars' own panel.
    "--no-sub-autodetect-file",
    "--no-metadata-network-access",
    # Pictures go to memory, so that a graphics card would only copy them back.
    "--avcodec-hw=none",
)


def load_libvlc() -> ModuleType:
    """The python-vlc module with libVLC behind it.

    Raises:
        Unavailable: libVLC is not installed; the sentence says how to install it.
    """
    try:
        # It looks for the library when it is imported, and may not find it.
        import vlc
    except (ImportError, OSError, NameError, AttributeError, NotImplementedError) as error:
        raise Unavailable(missing_libvlc()) from error
    return vlc


@cache
def shared_instance() -> Any:
    """The process's libVLC; made at the first playing, kept to the end.

    Raises:
        Unavailable: libVLC or its plugins are missing.
    """
    instance = load_libvlc().Instance(list(_OPTIONS))
    if instance is None:
        raise Unavailable(missing_libvlc())
    return instance


def missing_libvlc(platform: str = sys.platform) -> Sentence:
    """What is missing, and the line to type."""
    if platform == "win32":
        return say(
            "没有找到播放组件 libVLC，音像暂时不能播放。"
            "请安装 64 位 VLC 3：winget install VideoLAN.VLC"
        )
    return say(
        "没有找到播放组件 libVLC，音像暂时不能播放。"
        "Debian、Ubuntu、统信、麒麟请运行：sudo apt install libvlc5 vlc-plugin-base "
        "vlc-plugin-video-output；Fedora、openEuler 请运行："
        "sudo dnf install vlc-libs vlc-plugins-base"
    )
