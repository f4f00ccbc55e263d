"""Blanks that the buyer left in a draft: « [PRÉCISER LA DURÉE] », « XX jours », « à compléter par l'acheteur »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausier.engine.checks.around import after, before, place, said, whole_words
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

# The parts that candidates fill in; their blanks are theirs.
FILLED_BY_CANDIDATES = frozenset({"ae", "crt", "price_schedule"})
_UNITS = r"(?:jours?|mois|ans?|annees?|heures?|h\b|minutes?|semaines?|%|€|euros?|points?)"
_VERBS = (
    r"(?:a )?(?:preciser|completer|indiquer|inserer|renseigner|choisir|adapter|lister|supprimer|ajouter|mentionner|"
    r"decrire|detailler|reprendre)"
)
_BRACKET = re.compile(
    rf"\[ ?(?:{_VERBS}|(?:nom|date|duree|montant|delai|nombre|numero|objet|intitule|reference|adresse|taux|seuil|"
    rf"liste)s? (?:d[eu']|a |\.\.\.|…|\])|\.{{2,}}|…|_{{2,}}|x{{2,}})[^\[\]]{{0,200}}\]|"
    rf"<{_VERBS}\b[^<>]{{0,120}}>|\[ *\]"
)
_WORD_FIELD = re.compile(
    r"\bcliquez (?:ou appuyez )?ici pour (?:entrer|taper|saisir)\b|\bchoisissez un element\b|\blorem ipsum\b"
)
_TO_FILL = re.compile(
    r"[(«:] ?(?:a (?:completer|preciser|renseigner))(?: par (?:l'acheteur|le pouvoir adjudicateur|la collectivite|"
    r"le service|nos services|la dsi))? ?(?:[)»]|$)|\ba (?:completer|preciser|renseigner) par (?:l'acheteur|"
    r"le pouvoir adjudicateur|la collectivite|le service (?:acheteur|prescripteur)|le prescripteur|la dsi)\b"
)
# Dots or underscores where a figure is awaited: « un délai de ..... jours », never a leader or a signature.
_LEADER = re.compile(r"\.{4,}|…+|_{3,}")
_UNIT_AFTER = re.compile(rf"\s?{_UNITS}(?! ?:)")
_WORD_BEFORE = re.compile(r"(?:^|[ '(])(?:de|a|du|au) $")
_FORM = 2  # leaders in a passage from which it is a form to fill in
_CAPITALS = re.compile(r"(?<![\w/.*-])(?:X{2,}|X(?= ?(?:jours?|mois|ans?|heures?|semaines?|%|€|euros?)\b))(?![\w*-])")
_SMALL = re.compile(rf"(?<![\w/.*-])x{{2,}} ?{_UNITS}")
_DATE = re.compile(r"\bjj/mm/aaaa\b")
_SIGNED = re.compile(
    r"\bsoussigne|\bfait a\b|\bsignature\b|\ben qualite de\b|\braison sociale\b|\bsiret\b|\bcandidat|\bsoumissionnaire"
)
_FORMS = re.compile(
    r"\bsoussigne|\bfait a\b|\bsignature\b|\ben qualite de\b|\braison sociale\b|\bsiret\b|\bcadre reserve\b|"
    r"\bcandidats?\b|\bsoumissionnaires?\b|\btitulaire\b|\bfournisseurs?\b|\bvotre\b|\bnom et prenom|\bsous-traitant|"
    r"\bresponsable du traitement\b"
)
_PATTERN_OF = re.compile(
    r"\bformats?\b|\bforme\b|\bmasque|\bnommage\b|\bexemple|\bpar ex|\bex ?[.:]|\bnomenclature\b|\bcodification\b|"
    r"\bnumerotation\b|\bsaisi|\bchamps?\b|\btype d'exigence\b|\bidentifiant"
)
_PREFILTER = ("[", "<", "xx", "x mois", "x jours", "x an", "x heure", "x semaine", "x %",
              "x €", "x euro", "completer", "a preciser", "a renseigner", "....", "…", "___", "jj/mm",
              "cliquez", "choisissez", "lorem")  # fmt: skip
_MOST_QUOTED = 6
_BEFORE, _AFTER, _LONGEST = 40, 20, 70  # characters quoted around the first blank, and at most


def blanks(line: Line) -> tuple[tuple[int, int], ...]:
    """The offsets of the blanks that the buyer left in a line, in order; () where candidates are to fill it in."""
    folded = line.folded
    if line.part in FILLED_BY_CANDIDATES:
        return ()
    spans: set[tuple[int, int]] = set()
    if "cliquez" in folded or "choisissez" in folded or "lorem" in folded:
        spans.update(match.span() for match in _WORD_FIELD.finditer(folded))
    if "[" in folded or "<" in folded:
        spans.update(match.span() for match in _BRACKET.finditer(folded))
    spans.update(match.span() for match in _to_fill(line))
    if "..." in folded or "…" in folded or "___" in folded:
        spans.update(_dotted(folded))
    masks: list[re.Match[str]] = []
    if "X" in line.passage.text or "xx" in folded:
        masks += [*_CAPITALS.finditer(line.passage.text), *_SMALL.finditer(folded)]
    if "jj/mm" in folded:
        masks += _DATE.finditer(folded)
    if masks and not _PATTERN_OF.search(folded):
        spans.update(match.span() for match in masks)
    return tuple(_apart(sorted(spans)))


def _dotted(folded: str) -> Iterator[tuple[int, int]]:
    leaders = list(_LEADER.finditer(folded))
    if sum(len(leader[0]) > 1 for leader in leaders) >= _FORM:
        return
    for leader in leaders:
        before = folded[max(0, leader.start() - 4) : leader.start()]
        awaited = _UNIT_AFTER.match(folded, leader.end())
        if (awaited or (len(leader[0]) > 1 and _WORD_BEFORE.search(before))) and not _SIGNED.search(folded):
            yield leader.start(), awaited.end() if awaited else leader.end()


def _to_fill(line: Line) -> list[re.Match[str]]:
    """« à compléter », unless candidates are asked to: it is surely for the buyer only where that is written."""
    asked = any(word in line.folded for word in ("a completer", "a preciser", "a renseigner"))
    found = list(_TO_FILL.finditer(line.folded)) if asked else []
    if not found or all(" par " in match[0] for match in found):
        return found
    theirs = line.passage.location.cell is not None or _FORMS.search(line.folded) or _FORMS.search(line.above)
    return [match for match in found if " par " in match[0] or not theirs]


def _apart(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans without those that another one overlaps."""
    end = -1
    for span in spans:
        if span[0] >= end:
            yield span
            end = span[1]


class UnfilledBlank(Check):
    """The need is fixed with precision before the consultation (L. 2111-1): a blank fixes nothing."""

    id = "unfilled_blank"
    title = "Mention laissée en blanc"
    references = ("ccp-l2111-1", "ccp-l3")
    risk = (
        "Une durée, un montant ou un délai laissé en blanc n'oblige à rien : chaque candidat l'entend à "
        "sa façon, et la "
        "clause ne peut être opposée au titulaire."
    )
    better = "Écrivez la valeur voulue, ou retirez la phrase ; relisez le document avant de le publier."
    found = (
        {"ccap": "# Durée\n\nLe marché est conclu pour [PRÉCISER LA DURÉE]."},
        {"ccap": "# Pénalités\n\nUne pénalité de XX € est due par jour de retard."},
        {"cctp": "# Délais\n\nLe titulaire répond sous ..... jours."},
        {"rc": "# Offres\n\nLe lieu de la visite : à compléter par l'acheteur."},
        {"ccap": "# Durée\n\nLe délai d'exécution est de X mois."},
    )
    not_found = (
        {"ae": "# Engagement\n\nLe candidat s'engage pour un prix de ....... euros."},
        {"rc": "# Attestation\n\nJe soussigné ................ agissant en qualité de ............"},
        {"cctp": "# Données\n\nLe numéro du dossier est au format XXXX-2026."},
        {"cctp": "# Réponses\n\nLe cadre de réponse est à compléter par le candidat."},
        {"rc": "# Dates\n\nDate limite : 19 avril 2027 ........... Heure : 15 h ..........."},
        {"cctp": "# Dates\n\nLes champs de date sont saisis au format JJ/MM/AAAA."},
        {"ccap": "# Renvoi\n\nVoir l'article [1.3.7 Suivi de l'insertion]."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for rank in reading.holding(*_PREFILTER):
            line = reading.lines[rank]
            spans = blanks(line)
            if not spans or _in_form(reading, rank):
                continue
            start, _ = whole_words(line.folded, max(0, spans[0][0] - _BEFORE), spans[0][0])
            _, end = whole_words(line.folded, spans[0][1], min(len(line.folded), spans[0][1] + _AFTER))
            first = said(line, start, end, _LONGEST)
            count = f"{len(spans)} mentions sont restées" if len(spans) > 1 else "Une mention est restée"
            what = f"{count} en blanc ({place(line)}) : « {first} »."
            yield Finding(what, tuple(line.quote(*span) for span in spans[:_MOST_QUOTED]))


def _in_form(reading: Reading, rank: int) -> bool:
    """Whether a line belongs to a form at the end of a document that candidates sign."""
    if reading.lines[rank].part not in ("rc", None):
        return False
    around = (*before(reading, rank, 3), *after(reading, rank, 3))
    return any(_SIGNED.search(line.folded) for line in around)
