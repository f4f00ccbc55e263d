"""Which pieces of words a text must hold for an expression to match it: most texts are set aside without running it.

A piece is written between marks where the expression says that a word begins ("^") or ends ("$"): `\\baccessib\\w+`
gives "^accessib", `\\bia\\b` gives "^ia$", and neither is looked for inside other words. The idea is that of RE2's own
FilteredRE2, on words rather than on letters, since a tender has many passages and few different words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SHORTEST = 3  # characters, marks included: shorter pieces are in nearly every text
LONG = 5  # characters from which a piece is looked for by that many
LONGEST = 40  # characters of a word that are looked at; nothing longer is in an expression
# Words that stand in one paragraph of a tender out of ten or so, and their beginnings.
FREQUENT = frozenset(
    """
    acces accord acheteur administration agent agents application applications avec besoin cadre candidat
    candidats charge collectivite compte condition contrat dans date delai demande document documents donnees
    duree editeur ensemble entreprise etre fait fournisseur fourni gestion information jour jours les leur
    logiciel maintenance marche mise niveau objet offre offres outil par permet personne personnes place plan
    point pour prestataire prestation prestations prix projet public propos realis respect securite service
    services site sites solution suivi support sur systeme technique tous toute type une usager usagers usage
    utilis utilisateur utilisateurs titulaire travail
    """.split()
)
WORD = re.compile("[a-z0-9_]+")  # what RE2 calls a word, in folded text

# One group is an "or" of pieces; a text is worth a search where every group of one of the alternatives is met.
Group = frozenset[str]
Alternative = tuple[Group, ...]


def alternatives(pattern: str) -> list[Alternative]:
    """What any text that a folded expression matches holds; [] where nothing is sure.

    An expression that is an "or" as a whole gives one alternative a branch, any other gives one.
    """
    if "[[:" in pattern:
        return []  # a class of RE2 that Python reads otherwise
    try:
        tokens = list(parser.parse(pattern))
    except (re.error, OverflowError, RecursionError):
        return []  # what only RE2 reads
    ahead = [token for token in tokens if token[0] is op.AT]  # Python puts what all branches begin with before them
    branches = [tokens]
    if len(tokens) == len(ahead) + 1 and tokens[-1][0] is op.BRANCH:
        branches = [[*ahead, *branch] for branch in tokens[-1][1][1]]
    found = [tuple(_groups(branch)) for branch in branches]
    return found if all(found) else []


def one_of(pattern: str) -> list[Group]:
    """The same as one group, less exact: a piece of any of the alternatives; [] where nothing is sure."""
    found = alternatives(pattern)
    return [frozenset().union(*map(rarest, found))] if found else []


def _groups(tokens: Sequence[tuple[Any, Any]], before: str = "", after: str = "") -> list[Group]:
    """The groups of a sequence; `before` and `after` are "\b" where a boundary is asked for around it."""
    groups: list[Group] = []
    run = before  # literals that follow one another, and "\b" for a boundary
    for place, (kind, value) in enumerate(tokens):
        if kind is op.LITERAL:
            run += chr(value).lower()
        elif _is_boundary(tokens[place]):
            run += "\b"
        elif kind is not op.AT:
            groups += _pieces(run)
            closes = _is_boundary(tokens[place + 1]) if place + 1 < len(tokens) else bool(after)
            groups += _inside(kind, value, run[-1:] if run[-1:] == "\b" else "", "\b" if closes else "")
            run = ""
    return groups + _pieces(run + after)


def _is_boundary(token: tuple[Any, Any]) -> bool:
    return token[0] is op.AT and token[1] is op.AT_BOUNDARY


def _inside(kind: Any, value: Any, before: str, after: str) -> list[Group]:
    if kind is op.SUBPATTERN:
        return _groups(value[-1], before, after)
    if kind is op.MAX_REPEAT or kind is op.MIN_REPEAT:
        least, _, repeated = value
        return _groups(repeated) if least else []
    if kind is op.BRANCH:
        branches = [_groups(branch, before, after) for branch in value[1]]
        return [frozenset().union(*map(rarest, branches))] if all(branches) else []
    return []


def _pieces(run: str) -> list[Group]:
    """The words of a run of literals; its ends are those of words only where a boundary or another letter says so."""
    groups = []
    for found in WORD.finditer(run):
        before, after = run[: found.start()], run[found.end() :]
        piece = f"{'^' if before else ''}{found[0]}{'$' if after else ''}"
        if SHORTEST <= len(piece) <= LONGEST:
            groups.append(frozenset({piece}))
    return groups


def rarest(groups: Sequence[Group]) -> Group:
    """The group that fewest texts meet, at a guess: by the number and length of its pieces, and what tenders say."""
    return min(groups, key=lambda group: sum(_frequency(piece) for piece in group))


def _frequency(piece: str) -> float:
    """A rough order of how often a piece is met: each letter makes it rarer, what every tender says is frequent."""
    word = piece.strip("^$")
    return 1.0 if word in FREQUENT or len(word) < SHORTEST else 0.7 ** len(piece)


class Pieces:
    """Pieces to look for in words; each is found by its first letters."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for piece in pieces:
            self._by_start.setdefault(piece[: LONG if len(piece) >= LONG else SHORTEST], []).append(piece)

    def of(self, text: str) -> set[str]:
        """The pieces that the words of a text hold."""
        found: set[str] = set()
        begun = self._by_start.get
        for word in WORD.findall(text):
            marked = f"^{word[:LONGEST]}$"
            for start in range(len(marked) - SHORTEST + 1):
                for letters in (marked[start : start + SHORTEST], marked[start : start + LONG]):
                    for piece in begun(letters, ()):
                        if marked.startswith(piece, start):
                            found.add(piece)
        return found
