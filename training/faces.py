"""The faces that lines are drawn in, with their packages (Debian's, npm's) and licences."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import ImageFont

DEBIAN = Path("/usr/share/fonts")
NPM = Path(__file__).parent / "node_modules"


class Family(NamedTuple):
    """One design.  ``share`` weighs its lines; ``files`` are (path, index in a collection)."""

    name: str
    package: str
    licence: str
    kind: Literal["serif", "sans", "display"]
    share: float
    files: tuple[tuple[str, int], ...]


def slices(name: str, *weights: int) -> tuple[tuple[str, int], ...]:
    """Return the files that hold the Korean part, Latin included, of a web font."""
    folder = f"@fontsource/{name}/files"
    return tuple((f"{folder}/{name}-korean-{weight}-normal.woff2", 0) for weight in weights)


def ttf(folder: str, *names: str) -> tuple[tuple[str, int], ...]:
    return tuple((f"{folder}/{name}.ttf", 0) for name in names)


NANUM = "truetype/nanum"
UN = "truetype/unfonts-core"
UN_EXTRA = "truetype/unfonts-extra"
BAEKMUK = "truetype/baekmuk"
WOOWA = "truetype/woowa-bm"
ALEE = "truetype/alee"
OFL = "OFL-1.1"

# In Noto's collections the second face is the Korean one.
NOTO_SANS = tuple(
    (f"opentype/noto/NotoSansCJK-{weight}.ttc", 1)
    for weight in ("Regular", "Bold", "Light", "DemiLight", "Medium", "Black")
)
NOTO_SERIF = tuple(
    (f"opentype/noto/NotoSerifCJK-{weight}.ttc", 1)
    for weight in ("Regular", "Bold", "Light", "Medium", "SemiBold")
)

FAMILIES = (
    Family("Nanum Myeongjo", "fonts-nanum, fonts-nanum-extra", OFL, "serif", 5.0,
           ttf(NANUM, "NanumMyeongjo", "NanumMyeongjoBold", "NanumMyeongjoExtraBold",
               "NanumMyeongjo-YetHangul")),
    Family("Nanum Myeongjo Eco", "fonts-nanum-eco", OFL, "serif", 0.7,
           ttf(NANUM, "NanumMyeongjoEco", "NanumMyeongjoEcoBold")),
    Family("Noto Serif CJK KR", "fonts-noto-cjk, fonts-noto-cjk-extra", OFL, "serif", 5.0,
           NOTO_SERIF),
    Family("Un Batang", "fonts-unfonts-core", "GPL-2", "serif", 3.0,
           ttf(UN, "UnBatang", "UnBatangBold")),
    Family("Un Shinmun", "fonts-unfonts-extra", "GPL-2", "serif", 2.0,
           ttf(UN_EXTRA, "UnShinmun")),
    Family("Un Gungseo", "fonts-unfonts-core", "GPL-2", "serif", 1.5, ttf(UN, "UnGungseo")),
    Family("Baekmuk Batang", "fonts-baekmuk", "BAEKMUK (MIT-like)", "serif", 5.0,
           ttf(BAEKMUK, "batang")),
    Family("Nanum Gothic", "fonts-nanum, fonts-nanum-extra, fonts-nanum-eco", OFL, "sans", 3.0,
           ttf(NANUM, "NanumGothic", "NanumGothicBold", "NanumGothicExtraBold",
               "NanumGothicLight", "NanumGothicEco", "NanumGothicCoding")),
    Family("Nanum Barun Gothic", "fonts-nanum, fonts-nanum-extra", OFL, "sans", 3.0,
           ttf(NANUM, "NanumBarunGothic", "NanumBarunGothicBold", "NanumBarunGothicLight")),
    Family("Nanum Square", "fonts-nanum, fonts-nanum-extra", OFL, "sans", 1.5,
           ttf(NANUM, "NanumSquareR", "NanumSquareB", "NanumSquareL", "NanumSquareEB")),
    Family("Nanum Square Round", "fonts-nanum, fonts-nanum-extra", OFL, "sans", 0.7,
           ttf(NANUM, "NanumSquareRoundR", "NanumSquareRoundB", "NanumSquareRoundL")),
    Family("Noto Sans CJK KR", "fonts-noto-cjk, fonts-noto-cjk-extra", OFL, "sans", 3.5,
           NOTO_SANS),
    Family("Un Dotum", "fonts-unfonts-core", "GPL-2", "sans", 2.0,
           ttf(UN, "UnDotum", "UnDotumBold")),
    Family("Un Graphic", "fonts-unfonts-core", "GPL-2", "sans", 1.0,
           ttf(UN, "UnGraphic", "UnGraphicBold")),
    Family("Un Dinaru", "fonts-unfonts-core", "GPL-2", "sans", 0.5,
           ttf(UN, "UnDinaru", "UnDinaruBold", "UnDinaruLight")),
    Family("Un Vada", "fonts-unfonts-extra", "GPL-2", "sans", 0.4, ttf(UN_EXTRA, "UnVada")),
    Family("Baekmuk Dotum", "fonts-baekmuk", "BAEKMUK (MIT-like)", "sans", 3.0,
           ttf(BAEKMUK, "dotum")),
    Family("Baekmuk Gulim", "fonts-baekmuk", "BAEKMUK (MIT-like)", "sans", 3.0,
           ttf(BAEKMUK, "gulim")),
    Family("Lexi Gulim", "fonts-lexi-gulim", "GPL-2+", "sans", 2.0,
           ttf("truetype/lexi", "LexiGulim")),
    Family("Lexi Saebom", "fonts-lexi-saebom", "GPL-2+", "sans", 1.0,
           ttf("truetype/lexi", "LexiSaebomR")),
    Family("D2Coding", "fonts-naver-d2coding", OFL, "sans", 1.0,
           (("truetype/naver-d2coding/D2Coding-Ver1.3.2-20180524-all.ttc", 0),)),
    Family("Un Taza", "fonts-unfonts-extra", "GPL-2", "display", 0.4, ttf(UN_EXTRA, "UnTaza")),
    Family("Baekmuk Headline", "fonts-baekmuk", "BAEKMUK (MIT-like)", "display", 0.5,
           ttf(BAEKMUK, "hline")),
    Family("Nanum Barun Pen", "fonts-nanum-extra", OFL, "display", 0.5,
           ttf(NANUM, "NanumBarunpenR", "NanumBarunpenB")),
    Family("Alee Bangwool", "fonts-alee", "Artistic", "display", 0.4, ttf(ALEE, "Bangwool")),
    Family("Alee Eunjin", "fonts-alee", "Artistic", "display", 0.4, ttf(ALEE, "Eunjin")),
    Family("Woowa Hanna", "fonts-woowa-bm", OFL, "display", 0.4,
           ttf(WOOWA, "BMHANNAAir_ttf", "BMHANNAPro")),
    Family("Woowa Do Hyeon", "fonts-woowa-bm", OFL, "display", 0.4,
           ttf(WOOWA, "BMDOHYEON_ttf")),
    Family("Woowa Jua", "fonts-woowa-bm", OFL, "display", 0.3, ttf(WOOWA, "BMJUA_ttf")),
    Family("Gowun Batang", "@fontsource/gowun-batang", OFL, "serif", 3.5,
           slices("gowun-batang", 400, 700)),
    Family("Gothic A1", "@fontsource/gothic-a1", OFL, "sans", 2.0,
           slices("gothic-a1", 300, 400, 500, 700)),
    Family("IBM Plex Sans KR", "@fontsource/ibm-plex-sans-kr", OFL, "sans", 1.5,
           slices("ibm-plex-sans-kr", 300, 400, 500, 700)),
    Family("Pretendard", "pretendard", OFL, "sans", 2.0,
           tuple((f"pretendard/dist/public/static/Pretendard-{weight}.otf", 0)
                 for weight in ("Regular", "Medium", "Bold", "Light"))),
    Family("Nanum Pen", "fonts-nanum-extra", OFL, "display", 0.3, ttf(NANUM, "NanumPen")),
)  # fmt: skip

# Two whole designs that no training line is drawn in, to measure on: one serif, one sans.
HELD_OUT = ("Un Batang", "Nanum Barun Gothic")


ASKED_AT = 25  # pixels per em at which faces are asked for signs


class MissingFonts(Exception):
    """Whoever trains must install these packages; no line is drawn without all faces."""


class Face(NamedTuple):
    """One font file of a family."""

    family: str
    path: str
    number: int  # in a collection of faces, else 0


def list_faces(families: Iterable[Family]) -> tuple[Face, ...]:
    """Return the faces of *families*.

    Raises:
        MissingFonts: a file is not there.
    """
    found = [
        (family, locate(family, name), index) for family in families for name, index in family.files
    ]
    missing = sorted({family.package for family, path, _ in found if not path.exists()})
    if missing:
        raise MissingFonts(f"training/install brings {', '.join(missing)}")
    return tuple(Face(family.name, str(path), index) for family, path, index in found)


def locate(family: Family, name: str) -> Path:
    """Return where the file *name* of *family* stands once its package is installed."""
    return (DEBIAN if family.package.startswith("fonts-") else NPM) / name


def training_families(*, all_faces: bool) -> tuple[Family, ...]:
    """Return the families to train on: *all_faces*, or all but those held out."""
    return tuple(f for f in FAMILIES if all_faces or f.name not in HELD_OUT)


def held_out_families() -> tuple[Family, ...]:
    return tuple(family for family in FAMILIES if family.name in HELD_OUT)


@cache
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return *face* at *size* pixels per em, laid out sign by sign."""
    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(face.path, size, index=face.number, layout_engine=layout)


@cache
def has(face: Face, sign: str) -> bool:
    """Return whether *face* draws *sign* as something other than its missing glyph or nothing."""
    if sign == " ":
        return True
    drawn = font(face, ASKED_AT).getmask(sign)
    return drawn.getbbox() is not None and (drawn.size, bytes(drawn)) != missing_glyph(face)


@cache
def missing_glyph(face: Face) -> tuple[tuple[int, int], bytes]:
    """Return size and pixels of what *face* draws for a sign that no face has."""
    drawn = font(face, ASKED_AT).getmask("\U0010fffe")
    return drawn.size, bytes(drawn)


def covers(face: Face, text: str) -> bool:
    return all(has(face, sign) for sign in text)
