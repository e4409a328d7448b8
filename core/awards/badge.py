"""Draw the badge of a credential. Its shape shows the area, its bars show the level.

The badge is an SVG, or a PNG made from it, and is readable at 64 pixels. A baked badge contains the
signed credential.
"""

import io
import math
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from core.catalog.model import Catalog, Credential, Level
from core.typesetting import typeset

if TYPE_CHECKING:
    from jinja2 import Template

_MIDDLE, _RADIUS = 128, 112
_BARS = {Level.I: 1, Level.II: 2, Level.III: 3}
_SHAPES: tuple[tuple[int, float, float], ...] = (
    # number of corners; rotation in degrees; inner radius of a star divided by its outer radius, or
    # 1 for a polygon
    (6, 0, 1),
    (8, 22.5, 1),
    (4, 45, 1),
    (5, -90, 1),
    (4, 0, 0.84),
    (12, 0, 0.86),
    (8, 0, 0.76),
    (10, 0, 0.9),
    (16, 0, 0.9),
    (7, -90, 1),
    (72, 0, 1),
    (6, 30, 0.8),
)
"""The shapes of badges, one for each area, in the catalog's order.

The first shape is a hexagon, like a nut.
"""
_TYPST = """#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.given))), format: "svg", width: 100%)"""


def badge_svg(credential: Credential, catalog: Catalog, token: str = "") -> str:
    """Draw the badge as SVG, with the compact JWT `token` embedded unless it is "".

    https://www.imsglobal.org/spec/ob/v3p0/#svg
    """
    area = catalog.areas.index(credential.area)
    return _template().render(
        label=f"{credential.title}, {credential.area}, Level {credential.level}",
        shape=_shape(*_SHAPES[area % len(_SHAPES)]),
        bars=[
            {"x": 80 + place * 35, "y": 140 - height, "height": height, "lit": place < lit}
            for lit in (_BARS[credential.level],)
            for place, height in enumerate((34, 52, 70))
        ],
        word=credential.code.rpartition("-")[2][:4],
        token=token,
    )


def badge_png(credential: Credential, catalog: Catalog, token: str = "") -> bytes:
    """Draw the badge as a PNG of 512 pixels.

    The compact JWT `token` is embedded in an iTXt chunk, unless it is "".

    https://www.imsglobal.org/spec/ob/v3p0/#png
    """
    plain = _png(badge_svg(credential, catalog), 512)
    if not token:
        return plain
    from PIL import Image  # noqa: PLC0415 - pictures are rarely needed
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - pictures are rarely needed

    info, baked = PngInfo(), io.BytesIO()
    info.add_itxt("openbadgecredential", token)
    with Image.open(io.BytesIO(plain)) as picture:
        picture.save(baked, "PNG", pnginfo=info)
    return baked.getvalue()


@lru_cache(maxsize=256)
def _png(svg: str, size: int) -> bytes:
    return typeset(_TYPST.format(size=size).encode(), svg, format="png", ppi=72)


def _shape(corners: int, turned: float, between: float) -> str:
    """Return the SVG path of a polygon, or of a star if `between` is less than 1.

    `turned` is the rotation in degrees. `between` is the radius of the star's inner corners,
    divided by the radius of its points.
    """
    points = []
    for place in range(corners if between == 1 else corners * 2):
        radius = _RADIUS * (between if between != 1 and place % 2 else 1)
        angle = math.radians(turned + 360 * place / (corners if between == 1 else corners * 2))
        x, y = _MIDDLE + radius * math.cos(angle), _MIDDLE + radius * math.sin(angle)
        points.append(f"{x:.1f} {y:.1f}")
    return f"M{' L'.join(points)} Z"


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - pictures are rarely needed

    text = resources.files("core.awards").joinpath("badge.svg.jinja").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
