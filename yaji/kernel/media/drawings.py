"""SVG that the project paints itself: checked all the same, because a browser runs what it finds in one."""

import re
from xml.parsers import expat

from yaji.kernel.media.errors import UnsafeDrawing

MAX_BYTES = 512 * 1024
_ELEMENTS = """
    svg g defs title desc path rect circle ellipse line polyline polygon text tspan textPath use symbol mask
    clipPath pattern marker linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer
    feComposite feDisplacementMap feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge
    feMergeNode feMorphology feOffset feSpecularLighting feDiffuseLighting fePointLight feDistantLight feTile
    feTurbulence
"""
#: what a still picture needs, and nothing that runs, loads or embeds
ELEMENTS = frozenset(_ELEMENTS.split())
_OUTWARD = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|//", re.IGNORECASE)
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(?:px)?$")


def measure(svg: str) -> tuple[int, int]:
    """Width and height in pixels of a drawing that is safe to show as an image.

    Raises UnsafeDrawing, naming the part, for scripts, event attributes, foreign or outside content, a document type,
    and anything not well-formed.
    """
    if len(svg.encode()) > MAX_BYTES:
        raise UnsafeDrawing(part=f"> {MAX_BYTES} B")
    root: dict[str, str] = {}
    parser = expat.ParserCreate()

    def refuse(part: str) -> None:
        raise UnsafeDrawing(part=part)

    def element(name: str, attributes: dict[str, str]) -> None:
        if name not in ELEMENTS:
            refuse(name)
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
        if not root:
            root.update({"": name, **attributes})

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = lambda *_: refuse("DOCTYPE")
    parser.ProcessingInstructionHandler = lambda target, _: refuse(target)
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise UnsafeDrawing(part=str(error)) from error
    return _size(root)


def _check_attribute(name: str, value: str) -> None:
    plain = name.lower()
    if plain.startswith("on") or plain == "style":
        raise UnsafeDrawing(part=name)
    if plain in ("href", "xlink:href") and not value.startswith("#"):
        raise UnsafeDrawing(part=value[:40])
    if not plain.startswith("xmlns") and _OUTWARD.search(value):
        raise UnsafeDrawing(part=value[:40])


def _size(root: dict[str, str]) -> tuple[int, int]:
    if root.get("") != "svg":
        raise UnsafeDrawing(part="svg?")
    found = [_LENGTH.match(root.get(side, "")) for side in ("width", "height")]
    if found[0] and found[1]:
        width, height = float(found[0][1]), float(found[1][1])
    else:
        box = root.get("viewBox", "").replace(",", " ").split()
        try:
            width, height = float(box[2]), float(box[3])
        except (IndexError, ValueError):
            raise UnsafeDrawing(part="size?") from None
    if not (1 <= width <= 20_000 and 1 <= height <= 20_000):
        raise UnsafeDrawing(part="size?")
    return round(width), round(height)
