"""Small OpenDocument packages written by hand, for tests."""

import io
import zipfile
from collections.abc import Mapping

KIND = "application/vnd.oasis.opendocument.text"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(
    [
        *(
            f'xmlns:{prefix}="{_URN}{name}:1.0"'
            for prefix, name in (
                ("office", "office"),
                ("style", "style"),
                ("text", "text"),
                ("table", "table"),
                ("draw", "drawing"),
                ("fo", "xsl-fo-compatible"),
                ("svg", "svg-compatible"),
                ("form", "form"),
                ("manifest", "manifest"),
            )
        ),
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
    ]
)


def odt(
    body: str,
    *,
    styles: str = "",
    own: str = "",
    masters: str = "",
    kind: str = KIND,
    members: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An .odt: `body` of office:text, `own` its automatic styles, `styles` the common ones, `masters` the pages."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{own}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    common = (
        f"<office:document-styles {NAMESPACES}><office:styles>{styles}</office:styles><office:automatic-styles/>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"mimetype": kind, "content.xml": content, "styles.xml": common, **(members or {})}.items():
            archive.writestr(name, data)
    return file.getvalue()
