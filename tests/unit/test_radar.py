"""The radar: where its points stand, and the two forms it is drawn in."""

import struct
from collections.abc import Iterator

import pytest

from clausier.generators.document import Radar, Table, runs
from clausier.generators.radar import FILL, HEIGHT, INK, NAVY, RIM, RING, WIDTH, drawing, radar_emf, radar_svg

NAMES = ("Capacitant", "Démocratique", "Équitable", "Frugal", "Inclusif", "Innovant", "Protecteur")


def radar(*shares: float | None) -> Radar:
    rows = tuple((runs(name), runs("…")) for name in NAMES[: len(shares)])
    return Radar(Table("Parts", "Les parts", ("Qualité", "Part"), (1, 1), rows), shares, "Dessin", "Sept & parts")


def outlines(drawn: Radar) -> list[tuple[tuple[float, float], ...]]:
    shapes, _ = drawing(drawn)
    return [shape.points for shape in shapes if shape.kind == "polygon" and shape.stroke == NAVY]


def test_the_first_axis_goes_up_and_the_outline_follows_the_shares() -> None:
    ((first, second, *_),) = outlines(radar(1, 0.5, 0, 0, 0, 0, 0))
    assert first[0] == WIDTH / 2 and first[1] < second[1]
    assert second[0] > WIDTH / 2  # clockwise


def test_an_axis_without_a_share_is_dashed_and_the_outline_passes_it_by() -> None:
    drawn = radar(1, None, 0.5, 0.5)
    shapes, labels = drawing(drawn)
    assert [shape.dashed for shape in shapes if shape.kind == "line"] == [False, True, False, False]
    assert [len(points) for points in outlines(drawn)] == [3]
    assert "non évalué" in [label.text for label in labels]


@pytest.mark.parametrize("shares", [(None,) * 7, (0.4, *(None,) * 6), (0.4, 0.2, *(None,) * 5)])
def test_two_shares_or_less_make_dots_without_an_outline(shares: tuple[float | None, ...]) -> None:
    shapes, _ = drawing(radar(*shares))
    assert outlines(radar(*shares)) == []
    assert sum(shape.kind == "dot" for shape in shapes) == sum(share is not None for share in shares)


def test_everything_drawn_stays_inside_the_picture() -> None:
    shapes, labels = drawing(radar(*(1,) * 7))
    points = [point for shape in shapes for point in shape.points] + [label.point for label in labels]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)


def luminance(code: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [value / 255 for value in bytes.fromhex(code)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_lines_and_points_stand_out_of_what_is_behind_them() -> None:
    white = "ffffff"
    assert contrast(INK, white) >= 7  # words
    assert contrast(RIM, white) >= 3 and contrast(NAVY, white) >= 3  # lines that say something
    assert contrast(NAVY, FILL) >= 3  # the outline on its own surface, in grey too
    assert contrast(NAVY, RING) >= 3  # and on the rings


def test_the_page_reads_its_title_and_its_description() -> None:
    svg = radar_svg(radar(1, 0.5, 0), "parts")
    assert 'role="img" aria-labelledby="parts-title parts-desc"' in svg
    assert '<title id="parts-title">Parts</title><desc id="parts-desc">Sept &amp; parts</desc>' in svg


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        kind, size = struct.unpack_from("<II", data, position)
        assert size % 4 == 0 and size >= 8
        yield kind, data[position : position + size]
        position += size


def test_the_metafile_says_its_own_length_and_count_and_ends_with_its_end() -> None:
    data = radar_emf(radar(1, 0.5, None, 0.2, 0.3, 0.4, 0.5))
    found = list(records(data))
    assert (found[0][0], found[-1][0]) == (1, 14)
    assert data[40:44] == b" EMF"
    assert struct.unpack_from("<II", data, 48) == (len(data), len(found))
    assert len(data) < 8_000


def test_the_metafile_holds_its_words_as_text() -> None:
    texts = [
        body[76 : 76 + 2 * struct.unpack_from("<I", body, 44)[0]]
        for kind, body in records(radar_emf(radar(1, 0, None)))
        if kind == 84
    ]
    assert [text.decode("utf-16-le").replace("\u00a0", " ") for text in texts] == [
        "100 %", "0 %", "non évalué", "Capacitant", "Démocratique", "Équitable",
    ]  # fmt: skip


def test_the_same_radar_gives_the_same_bytes() -> None:
    assert radar_emf(radar(0.1, 0.2, 0.3)) == radar_emf(radar(0.1, 0.2, 0.3))
