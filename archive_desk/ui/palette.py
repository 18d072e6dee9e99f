"""The colours of the desk, light and dark, by what they are for."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour says: badges, notices, numbers and icons take one of these."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    FAINT = "faint"


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`, named for their use.

    Text on its ground reaches 4.5 : 1 in both schemes (3 : 1 for `text_faint`, which only
    repeats what is said elsewhere). The pairs `good`/`good_ground` and so on colour badges.
    """

    dark: bool
    ground: str
    surface: str
    surface_sunken: str
    surface_hover: str
    surface_pressed: str
    raised: str
    nav: str
    nav_hover: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    text_faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    accent_ground: str
    on_accent: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_hover: str
    bad_ground: str
    neutral_ground: str
    selection: str
    tooltip: str
    tooltip_text: str
    shadow: str

    def ink(self, tone: Tone) -> str:
        """The colour of text and icons in `tone`."""
        return {
            Tone.NEUTRAL: self.text_muted,
            Tone.ACCENT: self.accent_text,
            Tone.GOOD: self.good,
            Tone.WARN: self.warn,
            Tone.BAD: self.bad,
            Tone.FAINT: self.text_faint,
        }[tone]

    def tint(self, tone: Tone) -> str:
        """The ground that goes with `ink(tone)`."""
        return {
            Tone.NEUTRAL: self.neutral_ground,
            Tone.ACCENT: self.accent_ground,
            Tone.GOOD: self.good_ground,
            Tone.WARN: self.warn_ground,
            Tone.BAD: self.bad_ground,
            Tone.FAINT: self.surface_sunken,
        }[tone]


LIGHT = Palette(
    dark=False,
    ground="#f4f5f8",
    surface="#ffffff",
    surface_sunken="#f0f2f6",
    surface_hover="#f5f7fa",
    surface_pressed="#e9ecf2",
    raised="#ffffff",
    nav="#eceef3",
    nav_hover="#e2e5ec",
    border="#e3e6ec",
    border_strong="#cbd0da",
    text="#1a2130",
    text_muted="#576074",
    text_faint="#868fa1",
    accent="#3056c8",
    accent_hover="#284bb3",
    accent_pressed="#213f99",
    accent_text="#2b4fbd",
    accent_ground="#e8edfb",
    on_accent="#ffffff",
    good="#1c7548",
    good_ground="#e2f4ea",
    warn="#8f5a06",
    warn_ground="#fcf0d9",
    bad="#bb2d35",
    bad_hover="#a3252d",
    bad_ground="#fce8e8",
    neutral_ground="#eaedf2",
    selection="#e3eafb",
    tooltip="#252c3a",
    tooltip_text="#f2f4f8",
    shadow="#1a2130",
)

DARK = Palette(
    dark=True,
    ground="#14171d",
    surface="#1b1f27",
    surface_sunken="#171a21",
    surface_hover="#222731",
    surface_pressed="#2a303b",
    raised="#232833",
    nav="#101318",
    nav_hover="#1d222b",
    border="#2a303b",
    border_strong="#3d4553",
    text="#e6e9ef",
    text_muted="#a3acbc",
    text_faint="#747d8e",
    accent="#5c83f2",
    accent_hover="#6f92f6",
    accent_pressed="#4a71e0",
    accent_text="#93b0ff",
    accent_ground="#222d4a",
    on_accent="#0c1222",
    good="#6fcf9b",
    good_ground="#1a3327",
    warn="#e8b65c",
    warn_ground="#3a2e17",
    bad="#f58a8d",
    bad_hover="#ff9fa1",
    bad_ground="#412226",
    neutral_ground="#282e39",
    selection="#263357",
    tooltip="#e6e9ef",
    tooltip_text="#1a2130",
    shadow="#000000",
)
