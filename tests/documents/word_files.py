"""Word files written by hand for tests: packages, paragraphs and runs, and conversions by a real LibreOffice."""

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def made(
    body: str,
    styles: str = "",
    numbering: str = "",
    parts: Mapping[str, tuple[str, str]] | None = None,
    section: str = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>',
) -> bytes:
    """A package with this body; `parts` are other members by role, as (content type, XML)."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as package:
        members = {name: package.read(name) for name in package.namelist()}
    del members["word/stylesWithEffects.xml"]  # a stale copy of the styles, in python-docx's own template
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        members[name] = b">".join(m for m in members[name].split(b">") if b"stylesWithEffects" not in m)
    members["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>".encode()
    members["word/styles.xml"] = members["word/styles.xml"].replace(b"</w:styles>", f"{styles}</w:styles>".encode())
    if numbering:
        members["word/numbering.xml"] = f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>".encode()
    links = types = ""
    for number, (role, (kind, xml)) in enumerate((parts or {}).items()):
        members[f"word/{role}.xml"] = xml.encode()
        links += (
            f'<Relationship Id="rIdX{number}" Type="{RELATIONS.get(role, f"{OFFICE}/{role}")}" Target="{role}.xml"/>'
        )
        types += f'<Override PartName="/word/{role}.xml" ContentType="{kind}"/>'
    for name, end, added in (
        ("word/_rels/document.xml.rels", b"</Relationships>", links),
        ("[Content_Types].xml", b"</Types>", types),
    ):
        members[name] = members[name].replace(end, added.encode() + end)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return target.getvalue()


RELATIONS = {"commentsExtended": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"}


def p(text: str, style: str = "", properties: str = "", looks: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{r(text, looks)}</w:p>"


def r(text: str, looks: str = "") -> str:
    shown = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{shown}<w:t xml:space="preserve">{text}</w:t></w:r>'


def converted(soffice: Path, sources: Sequence[Path], filter_name: str, *options: str) -> list[bytes]:
    """Files of one folder, of any format, as LibreOffice saves them in Word's."""
    folder = sources[0].parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", *options, "--convert-to", filter_name, "--outdir", folder / "saved"]
    subprocess.run([*map(str, command), *map(str, sources)], check=True, capture_output=True, timeout=120)
    return [(folder / "saved" / f"{source.stem}.docx").read_bytes() for source in sources]


def edited(data: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """The same package, one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            content = source.read(name)
            package.writestr(name, change(content.decode()).encode() if name == member else content)
    return target.getvalue()


def saved(target: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()
