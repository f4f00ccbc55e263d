"""A `Document` as one HTML page that needs nothing else: no script, no font, no picture beside it."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from clausier.generators.document import Block, Document, Radar, headings, numbered
from clausier.generators.page import html_templates
from clausier.generators.radar import radar_svg

_TAGS: Final = {"strong": "strong", "emphasis": "em"}


def html_bytes(document: Document) -> bytes:
    """The document as a page in UTF-8; the same document always gives the same bytes."""
    page = html_templates().get_template("document.html")
    return page.render(
        document=document,
        numbers=numbered(document.blocks),
        entries=lambda depth: headings(document, depth),
        kind_of=_kind,
        tags=_TAGS,
        radar=_radar,
    ).encode()


def _kind(block: Block) -> str:
    return type(block).__name__


def _radar(radar: Radar) -> Markup:
    return Markup(radar_svg(radar, "radar"))
