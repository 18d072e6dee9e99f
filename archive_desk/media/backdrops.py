"""The places that demonstration recordings show, drawn at 1472 by 828 points.

Each drawing takes the lettering of its sign and the font; the names in `PLACES` are what a scene
asks for.
"""

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1472, 828

Drawing = Callable[[str, Path], Image.Image]


def shop_front(sign: str, font: Path) -> Image.Image:
    """A street front with a sign over the door (门头)."""
    image = _gradient("#a9c7de", "#e9eef0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1472, 640), fill="#c9bba6")
    for row in range(0, 640, 32):
        draw.line((0, row, 1472, row), fill="#beae97", width=2)
        for column in range((row // 32 % 2) * 48, 1472, 96):
            draw.line((column, row, column, row + 32), fill="#beae97", width=2)
    draw.rectangle((120, 60, 1352, 214), fill="#1f4e79")
    draw.rectangle((120, 60, 1352, 214), outline="#d8b45a", width=8)
    _centred(draw, sign, (736, 136), 84, font, "#fbfbf4")
    for left in (150, 1000):
        _window(draw, (left, 262, left + 322, 560))
    draw.rectangle((560, 250, 912, 640), fill="#394654")
    for left in (574, 742):
        draw.rectangle((left, 264, left + 156, 634), fill="#86a8b8")
        draw.polygon(((left, 264), (left + 80, 264), (left, 420)), fill="#a6c3cf")
        draw.rectangle(
            (
                left + 128 if left < 700 else left + 16,
                430,
                left + 140 if left < 700 else left + 28,
                500,
            ),
            fill="#d9dde0",
        )
    draw.rectangle((940, 400, 990, 470), fill="#f4f0e4", outline="#8a7a52", width=3)
    for line in range(4):
        draw.line((948, 412 + line * 14, 982, 412 + line * 14), fill="#8c8778", width=3)
    _pavement(draw, 640)
    return image


def classroom(sign: str, font: Path) -> Image.Image:
    """A tutoring room: board, desks, windows at the side."""
    image = _gradient("#e8e2d2", "#cfc6b2")
    draw = ImageDraw.Draw(image)
    draw.polygon(((0, 0), (260, 90), (260, 520), (0, 690)), fill="#d8d0bd")
    for top in ((40, 130, 40, 300), (150, 156, 150, 330)):
        x, y = top[0], top[1]
        draw.polygon(((x, y), (x + 84, y + 22), (x + 84, y + 230), (x, y + 260)), fill="#cfe6f2")
        draw.line((x + 42, y + 10, x + 42, y + 245), fill="#f7f7f2", width=7)
    draw.rectangle((330, 110, 1160, 420), fill="#7a5a36")
    draw.rectangle((344, 124, 1146, 406), fill="#234b3c")
    _centred(draw, sign, (745, 220), 62, font, "#eef3ea")
    for index, length in enumerate((430, 520, 360)):
        y = 290 + index * 34
        draw.line((470, y, 470 + length, y + 3), fill="#9fb8a8", width=5)
    draw.rectangle((1210, 150, 1420, 300), fill="#f6f4ec", outline="#b7ac93", width=4)
    for row in range(5):
        draw.line((1228, 178 + row * 24, 1400, 178 + row * 24), fill="#b8b3a4", width=4)
    draw.polygon(((0, 690), (260, 520), (1472, 520), (1472, 828), (0, 828)), fill="#b99f78")
    for row, (y, size) in enumerate(((500, 92), (580, 124), (690, 168))):
        for column in range(-1, 8 - row):
            _desk(draw, column * (size * 1.9) + row * 30 + 60, y, size)
    return image


def interview_room(sign: str, font: Path) -> Image.Image:
    """A room for interviews: a table with papers between two chairs."""
    image = _gradient("#dfe3e4", "#b9c1c4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 470, 1472, 500), fill="#9aa3a6")
    draw.rectangle((0, 500, 1472, 828), fill="#8d8172")
    draw.rectangle((560, 60, 930, 150), fill="#f7f7f4", outline="#a7adb0", width=4)
    _centred(draw, sign, (745, 104), 46, font, "#28506e")
    draw.rectangle((1120, 70, 1400, 380), fill="#f2efe6", outline="#98a0a3", width=6)
    for row in range(7):
        draw.line((1144, 118 + row * 36, 1376, 118 + row * 36), fill="#c0bcae", width=5)
    draw.ellipse((150, 80, 270, 200), fill="#fafaf7", outline="#4b5558", width=8)
    draw.line((210, 140, 210, 100), fill="#30383b", width=6)
    draw.line((210, 140, 240, 152), fill="#30383b", width=6)
    _sitting(draw, 420, 330, "#3c5a78")
    _sitting(draw, 1010, 330, "#7a4f42")
    draw.polygon(((180, 560), (1290, 560), (1440, 760), (30, 760)), fill="#a97c4f")
    draw.polygon(((30, 760), (1440, 760), (1440, 800), (30, 800)), fill="#7e5a37")
    for x, y in ((430, 610), (620, 650), (910, 600)):
        draw.polygon(((x, y), (x + 170, y - 6), (x + 190, y + 74), (x - 8, y + 80)), fill="#fbfaf4")
        for row in range(4):
            draw.line(
                (x + 16, y + 14 + row * 15, x + 150, y + 10 + row * 15), fill="#a3a099", width=3
            )
    draw.ellipse((1150, 600, 1214, 632), fill="#f2f2ee", outline="#6c7578", width=4)
    return image


def canteen(sign: str, font: Path) -> Image.Image:
    """A school kitchen: tiles, steel shelves, pots."""
    image = _gradient("#eef3f2", "#d3dcdc")
    draw = ImageDraw.Draw(image)
    for column in range(0, 1472, 64):
        draw.line((column, 0, column, 560), fill="#d5dedd", width=2)
    for row in range(0, 560, 64):
        draw.line((0, row, 1472, row), fill="#d5dedd", width=2)
    draw.rectangle((460, 46, 1010, 128), fill="#c0392b")
    _centred(draw, sign, (735, 86), 50, font, "#fff6ec")
    draw.polygon(((90, 170), (650, 170), (720, 250), (20, 250)), fill="#aab4b7")
    for shelf, y in enumerate((330, 430)):
        draw.rectangle((830, y, 1420, y + 14), fill="#909b9f")
        for item in range(7):
            x = 850 + item * 80
            colours = ("#d7a64a", "#5d8c5a", "#e7e2d6", "#b4553f")
            draw.rounded_rectangle(
                (x, y - 62 + (item + shelf) % 3 * 8, x + 54, y), 8, fill=colours[(item + shelf) % 4]
            )
    draw.rectangle((0, 520, 1472, 560), fill="#c3cbcd")
    draw.rectangle((0, 560, 1472, 720), fill="#9fa9ac")
    for x in (120, 380, 640):
        draw.ellipse((x, 456, x + 190, 506), fill="#6d777b")
        draw.rectangle((x, 480, x + 190, 540), fill="#7f8a8e")
        draw.ellipse((x + 10, 462, x + 180, 496), fill="#4a5357")
    draw.rectangle((0, 720, 1472, 828), fill="#7c7f7d")
    return image


def corridor(sign: str, font: Path) -> Image.Image:
    """A corridor with doors on both sides, in perspective."""
    image = _gradient("#f0efe9", "#e3e1d8")
    draw = ImageDraw.Draw(image)
    draw.polygon(((0, 0), (600, 280), (600, 500), (0, 828)), fill="#d9d7cc")
    draw.polygon(((1472, 0), (872, 280), (872, 500), (1472, 828)), fill="#cfcdc1")
    draw.polygon(((0, 828), (600, 500), (872, 500), (1472, 828)), fill="#a7a093")
    draw.rectangle((600, 280, 872, 500), fill="#c7dbe4")
    draw.line((736, 280, 736, 500), fill="#f1f1ed", width=8)
    for near, far in ((60, 210), (330, 420), (480, 540)):
        for mirror in (False, True):
            quad = [
                (x, y)
                for x, y in (
                    (near, near * 0.4667 + 120),
                    (far, far * 0.4667 + 95),
                    (far, 828 - far * 0.5467),
                    (near, 828 - near * 0.5467),
                )
            ]
            if mirror:
                quad = [(1472 - x, y) for x, y in quad]
            draw.polygon(quad, fill="#8a6b4c" if not mirror else "#7f6246", outline="#5d4833")
    for y in (40, 130, 200):
        half = (280 - y) * 0.9
        draw.polygon(
            (
                (736 - half, y),
                (736 + half, y),
                (736 + half * 0.8, y + 26),
                (736 - half * 0.8, y + 26),
            ),
            fill="#fffef4",
        )
    draw.rectangle((636, 226, 836, 272), fill="#1f7a4d")
    _centred(draw, sign, (736, 247), 30, font, "#f3fff6")
    return image


def road(sign: str, font: Path) -> Image.Image:
    """A street at dusk through a windscreen."""
    image = _gradient("#24344f", "#e8a36b")
    draw = ImageDraw.Draw(image)
    for index, (left, width, top) in enumerate(
        (
            (0, 190, 150),
            (180, 150, 240),
            (340, 170, 190),
            (960, 160, 220),
            (1110, 190, 140),
            (1290, 182, 200),
        )
    ):
        draw.rectangle((left, top, left + width, 520), fill="#1d2736" if index % 2 else "#243044")
        for row in range(top + 20, 500, 34):
            for column in range(left + 18, left + width - 18, 32):
                if (row * 7 + column * 3 + index) % 5 < 2:
                    draw.rectangle((column, row, column + 14, row + 18), fill="#f5d48a")
    draw.polygon(
        ((0, 828), (0, 600), (640, 500), (832, 500), (1472, 600), (1472, 828)), fill="#3a3d44"
    )
    for y in range(510, 828, 54):
        half = (y - 495) * 0.035
        draw.polygon(
            (
                (736 - half, y),
                (736 + half, y),
                (736 + half * 1.5, y + 30),
                (736 - half * 1.5, y + 30),
            ),
            fill="#d9d4c2",
        )
    draw.rectangle((560, 340, 912, 412), fill="#174f8a", outline="#e8eef4", width=5)
    _centred(draw, sign, (736, 375), 40, font, "#ffffff")
    draw.rectangle((720, 412, 732, 500), fill="#6b7078")
    draw.polygon(
        ((0, 828), (0, 760), (500, 720), (972, 720), (1472, 760), (1472, 828)), fill="#12151a"
    )
    return image


PLACES: dict[str, Drawing] = {
    "shop_front": shop_front,
    "classroom": classroom,
    "interview_room": interview_room,
    "canteen": canteen,
    "corridor": corridor,
    "road": road,
}


def _gradient(top: str, bottom: str) -> Image.Image:
    mask = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    size = (WIDTH, HEIGHT)
    image = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)
    return image.filter(ImageFilter.GaussianBlur(2))


def _centred(
    draw: ImageDraw.ImageDraw,
    text: str,
    middle: tuple[int, int],
    size: int,
    font: Path,
    colour: str,
) -> None:
    draw.text(middle, text, font=ImageFont.truetype(str(font), size), fill=colour, anchor="mm")


def _window(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill="#7f9fb0", outline="#efece3", width=12)
    draw.polygon(
        ((left + 12, top + 12), (left + 190, top + 12), (left + 12, top + 200)), fill="#9dbac8"
    )
    draw.line(((left + right) // 2, top, (left + right) // 2, bottom), fill="#efece3", width=10)
    draw.rectangle((left + 40, bottom - 96, left + 130, bottom - 16), fill="#d46a4c")
    draw.rectangle((right - 130, bottom - 120, right - 46, bottom - 16), fill="#e9c46a")


def _pavement(draw: ImageDraw.ImageDraw, top: int) -> None:
    draw.rectangle((0, top, WIDTH, HEIGHT), fill="#98958f")
    draw.rectangle((0, top, WIDTH, top + 14), fill="#b9b5ad")
    for offset in range(-1400, 1500, 150):
        draw.line(
            (736 + offset * 0.55, top + 14, 736 + offset * 1.6, HEIGHT), fill="#87847e", width=3
        )
    for row in (690, 750):
        draw.line((0, row, WIDTH, row), fill="#87847e", width=3)


def _desk(draw: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    draw.rectangle((x + size * 0.1, y, x + size * 0.2, y + size * 0.75), fill="#5c5348")
    draw.rectangle((x + size * 1.3, y, x + size * 1.4, y + size * 0.75), fill="#5c5348")
    draw.polygon(
        (
            (x + size * 0.1, y - size * 0.22),
            (x + size * 1.4, y - size * 0.22),
            (x + size * 1.5, y),
            (x, y),
        ),
        fill="#dcb67f",
    )
    draw.rectangle((x, y, x + size * 1.5, y + size * 0.09), fill="#b38a54")
    draw.rectangle(
        (x + size * 0.5, y - size * 0.17, x + size * 0.85, y - size * 0.06), fill="#f5f2e6"
    )


def _sitting(draw: ImageDraw.ImageDraw, x: int, y: int, coat: str) -> None:
    draw.rounded_rectangle((x - 120, y - 30, x + 120, y + 270), 30, fill="#4e565b")
    draw.rounded_rectangle((x - 105, y, x + 105, y + 260), 56, fill=coat)
    draw.rectangle((x - 22, y - 36, x + 22, y + 20), fill="#c99f80")
    draw.ellipse((x - 62, y - 150, x + 62, y - 8), fill="#d8b193")
    draw.pieslice((x - 66, y - 160, x + 66, y - 20), 175, 365, fill="#221d1a")
