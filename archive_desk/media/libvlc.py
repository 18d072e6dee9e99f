"""Finding libVLC on this machine, and the one instance of it that all players share."""

import os
import sys
from functools import cache
from pathlib import Path
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
    options = list(_OPTIONS) if has_sound_card() else [*_OPTIONS, "--aout=adummy"]
    instance = load_libvlc().Instance(options)
    if instance is None:
        raise Unavailable(missing_libvlc())
    return instance


def has_sound_card(
    platform: str = sys.platform, devices: Path = Path("/dev/snd"), runtime: Path | None = None
) -> bool:
    """Whether sound can be heard on this machine.

    Without any, libVLC would look for one anew with each piece of sound it has.
    """
    if platform != "linux" or os.environ.get("PULSE_SERVER"):
        return True
    there = runtime or Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere")
    sockets = (there / "pulse" / "native", there / "pipewire-0")
    return any(devices.glob("pcm*p")) or any(socket.exists() for socket in sockets)


def missing_libvlc(platform: str = sys.platform) -> Sentence:
    """What is missing, and the line to type."""
    if platform == "win32":
        return say(
            "没有找到播放组件 libVLC，只能播放画面，没有声音。"
            "请安装 64 位 VLC 3：winget install VideoLAN.VLC"
        )
    return say(
        "没有找到播放组件 libVLC，只能播放画面，没有声音。"
        "Debian、Ubuntu、统信、麒麟请运行：sudo apt install libvlc5 vlc-plugin-base "
        "vlc-plugin-video-output；Fedora、openEuler 请运行："
        "sudo dnf install vlc-libs vlc-plugins-base"
    )
