"""Shares around a centre, as a drawing: its shapes, then the same shapes as SVG for pages and as EMF for documents.

EMF is the vector picture that Word and LibreOffice both show, text included, with nothing beside it: SVG needs a bitmap
twin in Word, and a bitmap needs fonts of its own. [MS-EMF] gives the records, which are numbered here as it does.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import escape

from clausier.generators.document import Radar
from clausier.generators.typography import NO_BREAK, french

WIDTH: Final = 352  # units of the drawing
HEIGHT: Final = 244
CENTIMETRES: Final = 0.0185  # of a unit on paper
_CENTRE: Final = (WIDTH / 2, 127.0)
_RADIUS: Final = 80.0
_RINGS: Final = (0.25, 0.5, 0.75, 1.0)
_TEXT: Final = 14  # height of a letter, in units

NAVY: Final = "1b365d"
INK: Final = "1f2933"
FILL: Final = "c3d3e8"
RING: Final = "9aa8ba"
RIM: Final = "6b7a8f"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed polygon, an open line, or a dot around its one point."""

    kind: Literal["polygon", "line", "dot"]
    points: tuple[Point, ...]
    stroke: str
    width: float
    fill: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Text on its base line; `anchor` is the end of it that stands at the point."""

    text: str
    point: Point
    anchor: Literal["start", "middle", "end"]
    bold: bool = False


def percent(share: float | None) -> str:
    """« 45 % », « non évalué »."""
    return "non évalué" if share is None else f"{round(share * 100)}{NO_BREAK}%"


def drawing(radar: Radar) -> tuple[tuple[Shape, ...], tuple[Label, ...]]:
    """What is drawn, from back to front. An axis without a share is dashed and the outline passes it by."""
    count = len(radar.shares)
    known = [(rank, share) for rank, share in enumerate(radar.shares) if share is not None]
    outline = tuple(_at(rank, count, share) for rank, share in known)
    shapes = [Shape("polygon", outline, FILL, 0, FILL)] if len(outline) > 2 else []
    for ring in _RINGS:
        rim = ring == _RINGS[-1]
        points = tuple(_at(rank, count, ring) for rank in range(count))
        shapes.append(Shape("polygon", points, RIM if rim else RING, 1.2 if rim else 0.7))
    for rank, share in enumerate(radar.shares):
        shapes.append(Shape("line", (_CENTRE, _at(rank, count, 1)), RING, 0.7, dashed=share is None))
    if len(outline) > 2:
        shapes.append(Shape("polygon", outline, NAVY, 2.4))
    shapes += [Shape("dot", (point,), NAVY, 0, NAVY) for point in outline]
    labels = [label for rank in range(count) for label in _labels(radar, rank)]
    return tuple(shapes), tuple(labels)


def _at(rank: int, count: int, share: float) -> Point:
    """A point of an axis; the first goes up, the others follow the hands of a clock."""
    angle = 2 * math.pi * rank / count
    return _CENTRE[0] + _RADIUS * share * math.sin(angle), _CENTRE[1] - _RADIUS * share * math.cos(angle)


def _labels(radar: Radar, rank: int) -> Iterator[Label]:
    """The name of an axis outside its end, with the share under it."""
    x, y = _at(rank, len(radar.shares), 1 + 9 / _RADIUS)
    side = x - _CENTRE[0]
    anchor: Literal["start", "middle", "end"] = "middle" if abs(side) < 1 else "start" if side > 0 else "end"
    # Two lines that end above the top of the drawing, begin under its foot, and are centred on its sides.
    lift = 0.5 * (1 - math.cos(2 * math.pi * rank / len(radar.shares)))
    base = y - _TEXT + lift * 2 * _TEXT
    yield Label(radar.names[rank], (x, base), anchor, bold=True)
    yield Label(percent(radar.shares[rank]), (x, base + _TEXT + 1), anchor)


# SVG

_ROOM: Final = 16  # units on each side, for the wider letters a browser may have


def radar_svg(radar: Radar, name: str) -> str:
    """An inline SVG image, with its title and description; `name` begins its ids."""
    shapes, labels = drawing(radar)
    return (
        f'<svg viewBox="{-_ROOM} 0 {WIDTH + 2 * _ROOM} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(french(radar.table.caption))}</title>'
        f'<desc id="{name}-desc">{escape(french(radar.description))}</desc>'
        f"{''.join(map(_svg_shape, shapes))}"
        f'<g font-size="{_TEXT}" fill="#{INK}">{"".join(map(_svg_label, labels))}</g></svg>'
    )


def _svg_shape(shape: Shape) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
    fill = f"#{shape.fill}" if shape.fill else "none"
    if shape.kind == "dot":
        ((x, y),) = shape.points
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{fill}"/>'
    stroke = f' stroke="#{shape.stroke}" stroke-width="{shape.width}"' if shape.width else ""
    dashes = ' stroke-dasharray="3 3"' if shape.dashed else ""
    tag = "polygon" if shape.kind == "polygon" else "polyline"
    return f'<{tag} points="{points}" fill="{fill}"{stroke}{dashes} stroke-linejoin="round"/>'


def _svg_label(label: Label) -> str:
    weight = ' font-weight="600"' if label.bold else ""
    x, y = label.point
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{label.anchor}"{weight}>{escape(french(label.text))}</text>'


# EMF

_DOT: Final = 3.2
_SCALE: Final = 20  # points of the metafile in a unit: lines fall where they should
_ANCHOR: Final = {"start": 0, "end": 2, "middle": 6}
_BASELINE: Final = 24
_STOCK: Final = 0x80000000
_NO_BRUSH: Final = _STOCK | 5
_NO_PEN: Final = _STOCK | 8
_OBJECT: Final = 1  # one pen, brush or font at a time
_REGULAR, _BOLD = 400, 700
_FONT: Final = "Arial"


def radar_emf(radar: Radar) -> bytes:
    """The drawing as an enhanced metafile; the same radar always gives the same bytes."""
    shapes, labels = drawing(radar)
    records = [
        _record(17, 8),  # SETMAPMODE: anisotropic
        _record(10, 0, 0),  # SETWINDOWORGEX
        _record(9, WIDTH * _SCALE, HEIGHT * _SCALE),  # SETWINDOWEXTEX
        _record(12, 0, 0),  # SETVIEWPORTORGEX
        _record(11, WIDTH * _SCALE, HEIGHT * _SCALE),  # SETVIEWPORTEXTEX
        _record(18, 1),  # SETBKMODE: transparent
        _record(24, _colour(INK)),  # SETTEXTCOLOR
        *(record for shape in shapes for record in _emf_shape(shape)),
        *(record for bold in (False, True) for record in _emf_labels([x for x in labels if x.bold is bold], bold)),
        _record(14, 0, 16, 20),  # EOF
    ]
    return _header(records) + b"".join(records)


def _record(kind: int, *values: int) -> bytes:
    return _packed(kind, struct.pack(f"<{len(values)}I", *(value & 0xFFFFFFFF for value in values)))


def _packed(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, 8 + len(body)) + body


def _header(records: Sequence[bytes]) -> bytes:
    width, height = WIDTH * _SCALE, HEIGHT * _SCALE
    hundredths = CENTIMETRES * 1000  # hundredths of a millimetre in a unit
    frame = (0, 0, round(WIDTH * hundredths), round(HEIGHT * hundredths))
    size = 88 + sum(map(len, records))
    # A screen on which a point of the metafile is exactly what the frame says.
    device = (width, height, round(WIDTH * CENTIMETRES * 10), round(HEIGHT * CENTIMETRES * 10))
    bounds = (0, 0, width, height)
    fixed = struct.pack(
        "<8i4sIIIHHIII4i", *bounds, *frame, b" EMF", 0x10000, size, len(records) + 1, 2, 0, 0, 0, 0, *device
    )
    return struct.pack("<II", 1, 8 + len(fixed)) + fixed


def _emf_shape(shape: Shape) -> Iterator[bytes]:
    outline = shape.width > 0
    if outline:
        style = 1 if shape.dashed else 0
        yield _record(38, _OBJECT, style, round(shape.width * _SCALE), 0, _colour(shape.stroke))  # CREATEPEN
        yield _record(37, _OBJECT)  # SELECTOBJECT
        yield _record(37, _NO_BRUSH)
    else:
        yield _record(39, _OBJECT, 0, _colour(shape.fill), 0)  # CREATEBRUSHINDIRECT
        yield _record(37, _OBJECT)
        yield _record(37, _NO_PEN)
    if shape.kind == "dot":
        ((x, y),) = shape.points
        yield _record(42, *_scaled([(x - _DOT, y - _DOT), (x + _DOT, y + _DOT)]))  # ELLIPSE
    else:
        kind = 3 if shape.kind == "polygon" else 4  # POLYGON, POLYLINE
        yield _record(kind, 0, 0, WIDTH * _SCALE, HEIGHT * _SCALE, len(shape.points), *_scaled(shape.points))
    yield _record(37, _STOCK | (7 if outline else 0))  # the stock pen or brush: what is in use cannot be deleted
    yield _record(40, _OBJECT)  # DELETEOBJECT


def _emf_labels(labels: Iterable[Label], bold: bool) -> Iterator[bytes]:
    face = _FONT.encode("utf-16-le").ljust(64, b"\0")
    font = struct.pack("<5i8B", -_TEXT * _SCALE, 0, 0, 0, _BOLD if bold else _REGULAR, *[0] * 8) + face
    yield _packed(82, struct.pack("<I", _OBJECT) + font.ljust(320, b"\0"))  # EXTCREATEFONTINDIRECTW
    yield _record(37, _OBJECT)
    for label in labels:
        yield _record(22, _ANCHOR[label.anchor] | _BASELINE)  # SETTEXTALIGN
        text = label.text.encode("utf-16-le")
        bounds = struct.pack("<4i", 0, 0, WIDTH * _SCALE, HEIGHT * _SCALE)
        place = struct.pack("<2i", *_scaled([label.point]))
        body = bounds + struct.pack("<Iff", 1, 1.0, 1.0) + place
        # Characters, where they begin in the record, no options, no rectangle, no spacing of our own.
        body += struct.pack("<III4iI", len(text) // 2, 76, 0, 0, 0, 0, 0, 0)
        yield _packed(84, body + text)  # EXTTEXTOUTW
    yield _record(37, _STOCK | 13)  # the stock font
    yield _record(40, _OBJECT)


def _scaled(points: Iterable[Point]) -> list[int]:
    return [round(value * _SCALE) for point in points for value in point]


def _colour(code: str) -> int:
    red, green, blue = bytes.fromhex(code)
    return red | green << 8 | blue << 16
