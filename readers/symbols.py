"""Letters of symbol fonts: tick boxes, arrows and signs that stand for words, bullets that stand before them."""

import re

# By font name and code without its F0 prefix: a font of symbols puts its glyphs at F000–F0FF (private use) or below.
_SYMBOLS = {
    ("wingdings", 0x6F): "☐", ("wingdings", 0x71): "☐", ("wingdings", 0x72): "☐", ("wingdings", 0xA8): "☐",
    ("wingdings", 0x78): "☒", ("wingdings", 0xFD): "☒", ("wingdings", 0xFE): "☑", ("wingdings", 0xFC): "✓",
    ("wingdings", 0xE0): "→", ("wingdings", 0xF0): "→", ("wingdings 2", 0xA3): "☐", ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x53): "☒", ("symbol", 0xA0): "€", ("symbol", 0xA3): "≤", ("symbol", 0xB3): "≥",
    ("symbol", 0xB4): "×", ("symbol", 0xB1): "±",
}  # fmt: skip
# Fonts of a PDF are called « BCDHEE+Wingdings-Regular » or « SymbolMT ».
_FAMILIES = (("wingdings2", "wingdings 2"), ("wingdings", "wingdings"), ("symbol", "symbol"))
PRIVATE = re.compile("[\ue000-\uf8ff]")  # private use area: no character there means anything by itself


def symbol(font: str, code: int) -> str:
    """The character that a code of a symbol font shows, "" for one that we do not know: it is no word."""
    return _SYMBOLS.get((font.lower(), code & 0xFF), "")


def family(font: str) -> str:
    """The family of symbols of a font as a PDF names it, "" for any other font."""
    plain = font.partition("+")[2].lower() or font.lower()
    plain = plain.replace("-", "").replace(" ", "")
    return next((name for start, name in _FAMILIES if plain.startswith(start)), "")
