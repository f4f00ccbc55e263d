"""What every document of one selection shares: its title, footer, metadata and notice, and its items by clause."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import FilledClause, Segment, filled_clauses, french_date
from clausier.engine.selection import Item, Selection
from clausier.generators.document import (
    Block,
    Document,
    Footer,
    Heading,
    Metadata,
    Paragraph,
    Run,
    Runs,
    TitleBlock,
    Toc,
    every_run,
    runs,
)
from clausier.generators.sentences import read_by
from clausier.generators.words import AMBITION, STRENGTH, UNSAID, counted, enumeration, upper_first

LONG_TOC = 30  # entries
PROJECT = "Projet de clauses à adapter et à faire relire."


@dataclass(frozen=True)
class Frame:
    """A selection and the catalogue it was made on."""

    catalogue: Catalogue
    selection: Selection

    @cached_property
    def filled(self) -> tuple[FilledClause, ...]:
        """Every clause to print."""
        return filled_clauses(self.selection)

    @property
    def date(self) -> str:
        return french_date(self.selection.purchase.as_of)

    @property
    def ccag(self) -> str:
        """The general clauses book that the purchase refers to; `words.UNSAID` where it does not say."""
        return str(self.selection.purchase.facts.get("purchase.ccag", UNSAID))

    @property
    def profile(self) -> str:
        """« sans profil », « profil « Syndicat d'exemple » »; the layers from the base outwards."""
        titles = [f"« {self.profile_title(name)} »" for name in self.selection.layers]
        if not titles:
            return "sans profil"
        return f"{'profil' if len(titles) == 1 else 'profils'} {' + '.join(titles)}"

    def profile_title(self, name: str) -> str:
        """The title of a layer; a caller's own profile, unknown to the release, goes by its id."""
        return str(self.catalogue.release.profiles.get(name, {}).get("title", name))

    @property
    def base(self) -> str:
        """« base 2026.11.0, sans profil, ambition « socle » »."""
        ambition = AMBITION[self.selection.purchase.ambition]
        return f"base {self.selection.release}, {self.profile}, ambition « {ambition} »"

    def document(self, title: str, label: str, blocks: tuple[Block, ...]) -> Document:
        """`title` heads the document, `label` names it in the footer and the file's title."""
        purchase = self.selection.purchase
        return Document(
            metadata=Metadata(
                title=f"{label} – {purchase.title}",
                subject=f"{title}, à la date du {self.date}",
                keywords=("achat public", "numérique responsable", f"base {self.selection.release}"),
                author=purchase.buyer_name or "clausier",
                date=purchase.as_of,
            ),
            title_block=TitleBlock(purchase.buyer_name, purchase.title, title, f"À la date du {self.date}"),
            blocks=tuple(_after_long_toc(blocks)),
            footer=Footer(f"{label} – {purchase.title}", f"{upper_first(self.base)}, droit au {self.date}"),
        )

    def item(self, filled: FilledClause, lot: str | None = None) -> Item:
        """The judgement that keeps a clause; of one of its lots where it is given."""
        wanted = (lot,) if lot and filled.lots else filled.lots
        return next(
            item
            for item in self.selection.applying()
            if item.criterion.id == filled.criterion.id and (not wanted or item.lot in wanted)
        )

    def lots(self, ids: tuple[str, ...]) -> str:
        """« S'applique au lot 1 (Postes de travail). »; empty where the clause holds for every lot."""
        known = {lot.id: lot.title for lot in self.selection.purchase.lots}
        if not ids or len(ids) == len(known):
            return ""
        named = enumeration(f"{name} ({known[name]})" for name in ids)
        return f"S'applique {'au lot' if len(ids) == 1 else 'aux lots'} {named}."

    def short_lots(self, ids: tuple[str, ...]) -> str:
        """« lots 1 et 2 », for a heading; empty where the clause holds for every lot."""
        if not ids or len(ids) == len(self.selection.purchase.lots):
            return ""
        return f"{'lot' if len(ids) == 1 else 'lots'} {enumeration(ids)}"

    def trace(self, filled: FilledClause) -> str:
        """« NR-0012 · cctp-conformite · v1.0.0 — critère obligatoire — loi n° 2005-102, art. 47 ».

        The strength is the criterion's: one of its clauses may go further than the law asks.
        """
        because = self.item(filled).because
        law = self.catalogue.release.references[because.ref].citation if because and because.ref else ""
        strength = f"critère {STRENGTH[filled.strength]}" if filled.strength else ""
        source = f"{filled.criterion.label} · {filled.clause.id} · v{filled.criterion.version}"
        return " — ".join(piece for piece in (source, strength, law) if piece)


def _after_long_toc(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks, the first heading on a new page where the table of contents fills the first ones."""
    depth = next((block.depth for block in blocks if isinstance(block, Toc)), 0)
    found = [block for block in blocks if isinstance(block, Heading) and block.level <= depth]
    for block in blocks:
        long = len(found) > LONG_TOC and block is found[0]
        yield replace(block, new_page=True) if long and isinstance(block, Heading) else block


def by_lots(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[tuple[Item, tuple[str, ...]]]:
    """Items of one criterion that differ by their lot alone, once, with their lots."""
    groups: dict[Hashable, tuple[Item, tuple[str, ...]]] = {}
    for item in items:
        known = groups.get((item.criterion.id, key(item)), (item, ()))
        groups[item.criterion.id, key(item)] = known[0], (*known[1], *((item.lot,) if item.lot else ()))
    return list(groups.values())


def filled_runs(segments: tuple[Segment, ...]) -> Runs:
    return tuple(Run(segment.text, segment.kind) for segment in segments)


def anchor(filled: FilledClause) -> str:
    return "-".join((filled.criterion.id, filled.clause.id, *filled.lots))


def notice(frame: Frame, filled: tuple[FilledClause, ...], body: tuple[Block, ...]) -> Runs:
    """What the reader of a part must know before using it."""
    blanks = sum(run.kind == "blank" for run in every_run(body))
    undecided = sum(len(item.undecided) for item in frame.selection.applying())
    law = read_by(state.reference for clause in filled for state in frame.item(clause).legal)
    texts: list[str | Run] = [
        Run(PROJECT, "strong"),
        f" Établi avec la {frame.base}, droit applicable à la date du {frame.date}.",
    ]
    if blanks:
        texts.append(f" Les passages surlignés et entre crochets sont à compléter ({counted(blanks, 'passage')}).")
    texts.append(f" {law}")
    if undecided:
        texts.append(
            f" Pour l'ensemble du dossier, {counted(undecided, 'clause')} "
            f"{'reste' if undecided == 1 else 'restent'} à décider : voir la note de justification."
        )
    if any(isinstance(block, Paragraph) and block.style == "identifier" for block in body):
        texts.append(" Les lignes « NR-… » sous une clause sont à retirer avant publication ; sous une question, non.")
    else:
        texts.append(" Les lignes « NR-… » disent d'où vient chaque clause ; retirez-les avant publication.")
    return runs(*texts)
