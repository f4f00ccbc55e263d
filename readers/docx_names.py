"""Names of WordprocessingML elements (ISO 29500-1) in lxml's notation."""

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def w(name: str) -> str:
    """The name of an element or attribute of the main namespace: w("p") is a paragraph."""
    return _MAIN + name


VAL = w("val")
ID = w("id")
TYPE = w("type")
P, R, T = w("p"), w("r"), w("t")
TBL, TR, TC = w("tbl"), w("tr"), w("tc")
NUM_ID, ILVL, OUTLINE, P_STYLE, R_STYLE = w("numId"), w("ilvl"), w("outlineLvl"), w("pStyle"), w("rStyle")
BOLD, STRIKE, DOUBLE_STRIKE, VANISH = w("b"), w("strike"), w("dstrike"), w("vanish")
MATH_T = _MATH + "t"
FALLBACK = _COMPATIBILITY + "Fallback"
TEXT_BOX = w("txbxContent")
INSERTED, DELETED, MOVED_AWAY = w("ins"), w("del"), w("moveFrom")


def is_on(value: str | None) -> bool:
    """Read the value of an on/off property: absent means on (ISO 29500-1, 17.17.4)."""
    return value not in ("0", "false", "off")


def whole(value: str | None, default: int) -> int:
    """Read a whole number of at most four digits, anything else being `default`."""
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 5 else default
