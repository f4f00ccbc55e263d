"""A buyer's own .docx given back with comments and tracked clauses; every other member of the package stays."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, groupby

from lxml import etree

from clausier.generators.annotations import Annotations, Comment, Remark
from clausier.generators.insertions import Insertion
from clausier.generators.word_anchors import Anchors
from clausier.generators.word_blocks import Element
from clausier.generators.word_comments import AUTHOR, Comments, Saying, comment_styles, empty_comments
from clausier.generators.word_insertions import Insertions
from clausier.readers.docx import Members, members_of
from clausier.readers.docx_names import INSERTED, R, w
from clausier.readers.docx_styles import NO_STYLES, read_styles
from clausier.readers.errors import ReadError
from clausier.readers.limits import DAMAGED, Archive

MARK = b"<!--clausier-->"  # in the member of comments: a word processor that saves the file drops it
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TYPES = "[Content_Types].xml"
_CALL = w("commentReference")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Annotated:
    """The bytes of the file, with how many comments and clauses were added; the bytes given where there is none."""

    data: bytes
    comments: int
    clauses: int


class NotAnnotatedError(ValueError):
    """Why a file that could be read cannot be written again, in the middle of a French sentence."""


def annotated_docx(data: bytes, annotations: Annotations, as_of: str) -> Annotated:
    """Put the annotations in the bytes of the .docx they were made from; the same ones always give the same bytes.

    Raises NotAnnotatedError.
    """
    try:
        return _annotated(Archive(annotations.document.name, data), data, annotations, as_of)
    except ReadError as error:  # it was read: what stops it now is a limit on what is held at one time
        raise NotAnnotatedError("il est trop long") from error


def _annotated(archive: Archive, data: bytes, annotations: Annotations, as_of: str) -> Annotated:
    members = members_of(archive)
    if _STRICT in next(archive.slices(members.document), b""):
        raise NotAnnotatedError(
            "il est au format « Open XML strict » ; enregistrez-le au format « Document Word (.docx) »"
        )
    root = archive.tree(members.document)
    date = f"{as_of}T00:00:00Z"
    styles_member, comments_member = members.one("styles"), members.one("comments")
    styles = archive.tree(styles_member) if styles_member else None
    comments = Comments(
        archive.tree(comments_member) if comments_member else empty_comments(), root, comment_styles(styles), date
    )
    notes = {name: archive.tree(name) for role in ("footnotes", "endnotes") for name in members.by_role.get(role, ())}
    read = read_styles(styles) if styles is not None else NO_STYLES
    anchors = Anchors(root, members.document, read, notes)
    # Clauses last: the rank of a paragraph is that of the file as it was read.
    body = root.find(w("body"))
    insertions = Insertions(root if body is None else body, annotations.document, members.document, read, date)
    commented = _comment(annotations, anchors, comments)
    clauses = _insert(annotations, insertions, comments)
    if not commented and not clauses:
        return Annotated(data, 0, 0)
    if annotations.opening:
        _say(annotations.opening, (annotations.opening,), anchors, comments)
    changed = {members.document: _written(root)}
    name = comments_member or _free(archive, posixpath.join(posixpath.dirname(members.document), "comments.xml"))
    changed[name] = _written(comments.tree, MARK)
    if not comments_member:
        changed |= _declared(archive, members, name)
    return Annotated(_repacked(data, changed), commented, clauses)


def _comment(annotations: Annotations, anchors: Anchors, comments: Comments) -> int:
    return sum(_say(comment, comment.remarks, anchors, comments) for comment in annotations.comments)


def _say(where: Remark | Comment, remarks: tuple[Remark, ...], anchors: Anchors, comments: Comments) -> int:
    """Put what no earlier run said in one comment; gives 1, or 0 where nothing is new."""
    paragraph = anchors.paragraph(where.passage)
    if paragraph is None or _is_ours(paragraph):
        return 0
    sayings = [Saying(remark.title, remark.what, remark.lines) for remark in remarks]
    new = [saying for saying in sayings if not comments.knows(paragraph, saying)]
    span = anchors.span(where.passage, where.start, where.end) if new else None
    if span is None:
        return 0
    comments.add(*span, new)
    return 1


def _is_ours(paragraph: Element) -> bool:
    """Whether a paragraph is one of our clauses, neither accepted nor refused yet."""
    runs = list(paragraph.iter(R))
    return bool(runs) and all(
        any(mark.get(w("author")) == AUTHOR for mark in run.iterancestors(INSERTED)) or run.find(_CALL) is not None
        for run in runs
    )


def _insert(annotations: Annotations, insertions: Insertions, comments: Comments) -> int:
    """The clauses, those of one place together; each with a comment that says what it is for."""
    inner_first = sorted(annotations.insertions, key=lambda insertion: (_rank(insertion), -insertion.place.level))
    for _, group in groupby(inner_first, key=_rank):
        clauses = list(group)
        for clause, heading in zip(clauses, insertions.add(clauses[0].place, clauses), strict=True):
            inserted = heading[-1]
            insertions.hold(comments.add(inserted, inserted, [Saying(clause.title, clause.what, clause.lines)]))
    return len(annotations.insertions)


def _rank(insertion: Insertion) -> float:
    """The end of the part comes last."""
    before = insertion.place.before
    return before.location.paragraph if before is not None else float("inf")


# The package


def _written(root: Element, mark: bytes = b"") -> bytes:
    xml: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    declaration, line, rest = xml.partition(b"?>\n")
    return declaration + line + mark + rest


def _free(archive: Archive, name: str) -> str:
    """The name, or that name with a number, that no member has."""
    stem, dot, suffix = name.rpartition(".")
    free, number = name, 1
    while free in archive:
        number += 1
        free = f"{stem}{number}{dot}{suffix}"
    return free


def _declared(archive: Archive, members: Members, name: str) -> dict[str, bytes]:
    """The lists of the package, with a new member of comments."""
    types = archive.tree(_TYPES)
    etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{name}", ContentType=_COMMENTS)
    folder, base = posixpath.split(members.document)
    links = posixpath.join(folder, "_rels", f"{base}.rels")
    space = f"{_PACKAGE}/relationships"
    relations = (
        archive.tree(links) if links in archive else etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    )
    taken = {relation.get("Id") for relation in relations}
    number = next(n for n in count(1) if f"rId{n}" not in taken)
    target = posixpath.relpath(name, folder or ".")
    etree.SubElement(relations, f"{{{space}}}Relationship", Id=f"rId{number}", Type=_RELATION, Target=target)
    return {_TYPES: _written(types), links: _written(relations)}


def _repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The package with some members changed or new; names of members are compared without case."""
    left = {name.lower(): (name, content) for name, content in changed.items()}
    try:
        return _copied(data, left)
    except DAMAGED as error:  # in a member that nobody reads, such as a picture
        raise NotAnnotatedError("un élément du fichier est abîmé ; enregistrez-le à nouveau dans Word") from error


def _copied(data: bytes, left: dict[str, tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            name = entry.filename.replace("\\", "/").lower()
            content = left.pop(name)[1] if name in left else source.read(entry)
            same = zipfile.ZipInfo(entry.filename, entry.date_time)
            same.compress_type, same.external_attr = entry.compress_type, entry.external_attr
            target.writestr(same, content)
        for name, content in left.values():
            fresh = zipfile.ZipInfo(name, _EPOCH)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fresh, content)
    return buffer.getvalue()
