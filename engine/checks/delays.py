"""Two figures for the same thing: payment, duration, validity of offers, warranty, time to intervene or to restore."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clausier.engine.checks.around import place, said, sentences
from clausier.engine.checks.check import Check, Finding
from clausier.engine.checks.hierarchy import prevails
from clausier.engine.checks.lengths import LENGTH, SPAN, WORDS, count_of, value_of
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_FAMILIES = ("minutes", "jours", "mois")
_MONTH = 30.4  # days
_SHORT_DAY, _LONG_DAY = 7 * 60, 24 * 60  # minutes of a working day, of a whole one


@dataclass(frozen=True, slots=True)
class _Subject:
    """A delay of which there is one in a contract. `pattern` holds the figure, `apart` says it is another one."""

    name: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    parts: frozenset[str]
    apart: re.Pattern[str]


_DURATION = "La durée du marché"
_GOING_LIVE = "Le délai de mise en ligne"
_ANY = frozenset({"rc", "ccap", "cctp", "ae", "notice"})
_SUBJECTS = (
    _Subject(
        "Le délai de paiement",
        ("paiement", "payees", "reglees"),
        re.compile(
            r"\b(?:delais?(?: \w+){0,2} de paiement|paiement des (?:prestations|factures|sommes)|"
            r"(?:factures?|sommes?|prestations)[^.;]{0,30} (?:payees?|reglees?)|mandatement)\b"
            rf"[^.;]{{0,90}}?{LENGTH}"
        ),
        _ANY,
        re.compile(
            r"\bsous-trait|\bavances?\b|\bacomptes? (?:est|sont) verse|\bdemande de paiement\b|\binterets\b|\bretard\b|"
            r"\bsuspen|\bpoints?\b|\bprojet de decompte\b|\bdgfip\b|\bmandataire\b|\bindemnite"
        ),
    ),
    _Subject(
        _DURATION,
        ("duree", "conclu", "passe pour", "etabli pour"),
        re.compile(
            r"\b(?:(?:marche|accord-cadre|contrat)[^.;]{0,40}\b(?:est|sera) (?:conclu|passe|etabli)e?[^.;]{0,25}\bpour|"
            r"duree (?:initiale |totale |ferme )?(?:du (?:present )?(?:marche|contrat)|de l'accord-cadre|"
            r"de l'accord cadre)"
            rf"[^.;]{{0,30}}\b(?:est|sera|de|:|fixee))[^.;]{{0,40}}?{LENGTH}"
        ),
        _ANY,
        re.compile(
            r"\btranches?\b|\blots?\b|\bbons? de commande\b|\bsubsequents?\b|\bphase|\bgarantie|"
            r"\bmaintenance\b|\bpreavis\b|"
            r"\bau-dela\b|\bapres\b|\bavant\b|\bannuel|\bprolong"
        ),
    ),
    _Subject(
        "La validité des offres",
        ("validite",),
        re.compile(rf"\bvalidite (?:des|de l'|de leur|de son|d'une) ?offres?\b[^.;]{{0,60}}?{LENGTH}"),
        _ANY,
        re.compile(r"\bprolong|\blots?\b|\bnegoci|\bfinale"),
    ),
    _Subject(
        "La durée de la garantie",
        ("garanti",),
        re.compile(
            r"\b(?:(?:duree|periode|delai) (?:minimale? )?de (?:la )?garantie|garantie (?:contractuelle )?"
            r"(?:est |sera |a une duree |s'etend |minimale |d'une duree )?(?:fixee |de |d'|pendant |sur |"
            r"pour |: ?|a ){0,2}|"
            rf"garantie?s? pendant|garantis? |garanties? )[^.;\d]{{0,40}}?{LENGTH}"
        ),
        frozenset({"ccap", "cctp", "ae"}),
        re.compile(
            r"\bextension|\boption|\bpse\b|\bsupplementaire|\bau-dela\b|\bdelai d'intervention|\bavant\b|\bprolong|"
            r"\bau (?:moins|minimum)\b|\bminim|\bretenue\b|\bcaution|\bpremiere demande|\bpieces? detachees?|"
            r"\bdisponib|\btemps d|\bgtr\b|\bgti\b|\bcorrig|\bsous \d|\bdans (?:un|les|le)\b|\bexpir|"
            r"\bgarantit\b|\bfin de\b"
        ),
    ),
    _Subject(
        _GOING_LIVE,
        ("en ligne",),
        re.compile(
            rf"\b(?:mise?|mises) en ligne\b[^.;]{{0,80}}?{LENGTH}[^.;]{{0,10}}"
            r"\b(?:apres|a compter de|a partir de|suivant|des) la notification\b"
        ),
        _ANY,
        re.compile(
            r"\bretard\b|\bpenalit|\bphases?\b|\btranches?\b|\bavant\b|\bprolong|\bfois\b|\bcorrig|\bpublications?\b"
        ),
    ),
)
# What goes live: two delays for two services are no conflict.
_SERVICES = re.compile(
    r"\b(?:site|portail|intranet|extranet|application|module|lot|version|plate-?forme|solution|service|maquette|"
    r"espace|blog|boutique|logiciel|outil|maintenance|pilote|prototype|provisoire|beta|public|interne|mobile|"
    r"premiere|seconde|deuxieme|definitive)s?\b"
)
_LABOUR = re.compile(r"\bpieces?,?(?: et)? main[- ]d'(?:oe|œ)uvre(?:,? et deplacements?)?")
_RENEWABLE = re.compile(r"\b(?:reconduct|reconduit|renouvel|tacite)\w*")
_RENEWALS_IN = re.compile(
    r"\b(?:toutes )?reconductions? (?:comprises?|incluses?)|\by compris(?:es)? (?:les )?reconductions?"
)
# What a warranty bears on: two lengths for two things are no conflict.
_OBJECTS = re.compile(
    r"\b(?:batteries?|ecrans?|logiciels?|materiels?|portables?|ordinateurs?|postes?|serveurs?|pieces?|"
    r"main[- ]d'(?:oe|œ)uvre|"
    r"developpements?|imprimantes?|accessoires?|reseau|cables?|stockage|telephones?|tablettes?|evolutions?|"
    r"corrections?|"
    r"editeurs?|constructeurs?|fabricants?|reconditionne\w*|prestations?|equipements?|peripheriques?|casques?|lots?)\b"
)
_TOTAL = re.compile(r"\b(?:reconductions? (?:comprises?|incluses?)|totale?|maximale?|toutes reconductions|y compris)\b")
_RENEWED = re.compile(
    rf"\b(?:reconduct\w+|renouvel\w+)\b[^.;]{{0,60}}?\b(?P<times>{'|'.join(WORDS)}|\d)(?: ?\(\w+\))? fois\b"
)
_SEVERITY = re.compile(
    r"\b(?:(?:anomalies?|incidents?|demandes?|niveaux?|severites?|priorites?|gravites?|"
    r"criticites?)(?: de (?:niveau|priorite"
    r"|severite|gravite|criticite))? )?(?P<level>bloquante?s?|critiques?|majeure?s?|mineure?s?|semi-bloquante?s?|"
    r"non[- ]bloquante?s?|genante?s?|p[1-4]|(?:niveau|severite|priorite|gravite|criticite) ?[1-4])\b"
)
_KINDS = (
    (
        "d'intervention",
        re.compile(
            r"\bgti\b|\bdelais? (?:maximal |maximum |garanti |cible )?(?:d'intervention|de prise en (?:compte|charge))|"
            r"\btemps d'intervention\b"
        ),
    ),
    (
        "de rétablissement",
        re.compile(
            r"\bgtr\b|\bdelais? (?:maximal |maximum |garanti |cible )?(?:de (?:retablissement|resolution|correction|"
            r"reparation|remise en service))|\btemps de (?:retablissement|resolution|reparation)\b"
        ),
    ),
)
_CONDITIONS = re.compile(
    r"\b(?:vip|astreintes?|hors heures|heures? (?:non )?ouvr\w+|jours? non ouvr\w+|nuits?|week-ends?|"
    r"24 ?h?/ ?24|7j/7|sites? "
    r"distants?|contournement|definitive?|palliative?|provisoire|a distance|sur site|option\w*|lots? \d|"
    r"moyen|objectif|penalite\w*)\b"
)


@dataclass(frozen=True, slots=True)
class _Figure:
    line: Line
    start: int
    end: int
    value: tuple[float, str]  # in minutes, days or months, with what counts them apart ("ouvre")
    about: str  # what it bears on: two figures are compared only where this is the same
    also: tuple[tuple[float, str], ...] = ()  # other ways to say the same: the whole duration, renewals included


class ConflictingDelays(Check):
    """Two pieces that contradict each other leave the reading to the judge, or to the order of the pieces."""

    id = "conflicting_delays"
    title = "Délais contradictoires"
    references = ("ccp-l2111-1", "ccp-l3")
    risk = (
        "Deux durées pour le même objet : les candidats ne chiffrent pas la même chose, et le titulaire "
        "retiendra la plus "
        "favorable si l'ordre des pièces ne tranche pas."
    )
    better = "Gardez la durée voulue dans une seule pièce, et renvoyez-y dans les autres."
    found = (
        {
            "ccap": "# Paiement\n\nLe délai de paiement est de 30 jours.",
            "ae": "# Paiement\n\nLe délai global de paiement est fixé à 45 jours.",
        },
        {
            "ccap": "# Pièces\n\nLes pièces prévalent dans l'ordre suivant :\n\n- l'acte d'engagement\n- "
            "le CCAP\n- le CCTP\n\n"
            "# Durée\n\nLe marché est conclu pour une durée de 36 mois.",
            "cctp": "# Durée\n\nLa durée du marché est de deux ans.",
        },
        {
            "rc": "# Offres\n\nLe délai de validité des offres est de 120 jours.",
            "ae": "# Offres\n\nLa validité de l'offre est de six mois.",
        },
        {
            "cctp": "# Support\n\nLe délai de résolution d'une anomalie bloquante est de 4 heures.",
            "ccap": "# Niveaux\n\nPour une anomalie bloquante, le délai de résolution est de 8 heures.",
        },
        {
            "cctp": "# Garantie\n\nLa durée de garantie des écrans est de 3 ans.",
            "ccap": "# Garantie\n\nLa durée de garantie des écrans est de 24 mois.",
        },
        {
            "cctp": "# Garantie\n\nLa garantie est de cinq ans sur site, pièces et main d'œuvre.",
            "ccap": "# Garantie\n\nLa garantie est de trois ans à compter de l'admission.",
        },
        {
            "ccap": "# Durée\n\nLe marché est conclu pour une durée de trois ans. La durée totale du marché, "
            "reconductions comprises, est de quatre ans."
        },
        {
            "cctp": "# Site\n\nLe site est mis en ligne au plus tard six mois après la notification du marché.",
            "ccap": "# Délais\n\nLe délai de mise en ligne du site est de neuf mois à compter de la notification.",
        },
    )
    not_found = (
        {
            "ccap": "# Durée\n\nLe marché est conclu pour une durée initiale de 12 mois, reconductible trois fois.",
            "rc": "# Durée\n\nLa durée du marché est de 48 mois, reconductions comprises.",
        },
        {
            "ccap": "# Durée\n\nLe marché est conclu pour une durée de deux ans.",
            "rc": "# Durée\n\nLa durée du marché est de 24 mois.",
        },
        {
            "cctp": "# Garantie\n\nLa durée de garantie des écrans est de 3 ans. La durée de garantie des "
            "batteries est de "
            "2 ans."
        },
        {
            "cctp": "# Support\n\nLe délai de résolution d'une anomalie bloquante est de 4 heures. Le "
            "délai de résolution "
            "d'une anomalie mineure est de 10 jours."
        },
        {
            "ccap": "# Paiement\n\nLe délai de paiement est de 30 jours.\n\nLe titulaire paie ses "
            "sous-traitants sous 45 "
            "jours ; le délai de paiement du sous-traitant est de 45 jours."
        },
        {
            "cctp": "# Site\n\nLe site est mis en ligne six mois après la notification.",
            "ccap": "# Délais\n\nL'intranet est mis en ligne neuf mois après la notification.",
        },
        {
            "cctp": "# Site\n\nLe site pilote est mis en ligne trois mois après la notification.",
            "ccap": "# Délais\n\nLe site est mis en ligne six mois après la notification.",
        },
        {
            "ccap": "# Durée\n\nLe marché est conclu pour une durée de trois ans.\n\nIl est reconduit une fois pour un "
            "an.\n\nLa durée totale du marché, reconductions comprises, est de quatre ans."
        },
        {
            "ccap": "# Garantie\n\nLa durée minimale de garantie est d'un an.",
            "cctp": "# Garantie\n\nLa durée de garantie est de 3 ans.",
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for subject in _SUBJECTS:
            figures = list(_figures(reading, subject))
            yield from _conflicts(reading, subject.name, figures)
            if subject.name == _DURATION:
                yield from _total(reading, figures)
        yield from _conflicts(reading, "", _service_levels(reading))


def _figures(reading: Reading, subject: _Subject) -> Iterator[_Figure]:
    for rank in reading.holding(*subject.words):
        line = reading.lines[rank]
        if line.part not in subject.parts:
            continue
        for first, last in sentences(line.folded):
            words = line.folded[first:last]
            match = subject.pattern.search(words)
            if match is None or subject.apart.search(words) or len(SPAN.findall(words)) > 2:
                continue
            value = value_of(match)
            bears = _LABOUR.sub("", words) if "garanti" in words else words if subject.name == _GOING_LIVE else ""
            objects = _SERVICES if subject.name == _GOING_LIVE else _OBJECTS
            about = " ".join(sorted({m[0].rstrip("s") for m in objects.finditer(bears)}))
            also: tuple[tuple[float, str], ...] = ()
            if subject.name == _DURATION:
                times = _RENEWED.search(line.folded)
                also = ((value[0] * (1 + count_of(times["times"])), value[1]),) if times else ()
                about = "total" if _TOTAL.search(words) else ""
            yield _Figure(line, first + match.start(), first + match.end(), value, about, also)


def _total(reading: Reading, figures: Sequence[_Figure]) -> Iterator[Finding]:
    """A whole duration that no renewal explains: three years, and four « reconductions comprises »."""
    initial = [figure for figure in figures if not figure.about]
    whole = [figure for figure in figures if figure.about == "total"]
    renewals = (
        _RENEWALS_IN.sub("", reading.lines[rank].folded) for rank in reading.holding("recondu", "renouv", "tacit")
    )
    if not initial or not whole or any(_RENEWABLE.search(words) for words in renewals):
        return
    yield from _conflicts(reading, _DURATION, [replace(figure, about="") for figure in (initial[0], whole[0])])


def _service_levels(reading: Reading) -> Iterator[_Figure]:
    """« le délai de résolution d'une anomalie bloquante est de 4 heures »: one kind, one severity, one figure."""
    for rank in reading.holding("gti", "gtr", "delai", "temps d"):
        line = reading.lines[rank]
        if line.part not in ("cctp", "ccap", "ae") or not _SEVERITY.search(line.folded):
            continue
        for first, last in sentences(line.folded):
            words = line.folded[first:last]
            kinds = [(name, match) for name, pattern in _KINDS if (match := pattern.search(words))]
            levels = {_level(m["level"]) for m in _SEVERITY.finditer(words)}
            figures = list(SPAN.finditer(words))
            if len(kinds) != 1 or len(levels) != 1 or len(figures) != 1:
                continue
            around = f"{line.above} {words[: figures[0].start()]} {words[figures[0].end() :]}"
            conditions = " ".join(sorted({m[0] for m in _CONDITIONS.finditer(around)}))
            name = f"Le délai {kinds[0][0]} ({next(iter(levels))})"
            start, end = min(kinds[0][1].start(), figures[0].start()), max(kinds[0][1].end(), figures[0].end())
            yield _Figure(line, first + start, first + end, value_of(figures[0]), f"{name}|{conditions}")


_LEVELS = {
    "blo": "bloquante",
    "cri": "critique",
    "maj": "majeure",
    "min": "mineure",
    "gen": "gênante",
    "non": "non bloquante",
    "sem": "semi-bloquante",
}


def _level(word: str) -> str:
    """The severity that a word names, whatever its gender and number."""
    return _LEVELS.get(word[:3], word)


def _same(one: _Figure, other: _Figure) -> bool:
    """Whether two figures agree, or cannot be compared: working days and days, an initial and a whole duration."""
    for a in (one.value, *one.also):
        for b in (other.value, *other.also):
            if a == b:
                return True
    if one.value[1] != other.value[1]:
        short, long = sorted(
            (one.value, other.value), key=lambda value: _FAMILIES.index(value[1].removesuffix("ouvré"))
        )
        if (short[1], long[1]) == ("jours", "mois"):
            return abs(short[0] - long[0] * _MONTH) <= long[0] + 1
        if short[1].startswith("minutes") and long[1].startswith("jours"):
            return _SHORT_DAY * long[0] <= short[0] <= _LONG_DAY * long[0]
        return True
    return False


def _conflicts(reading: Reading, name: str, figures: Iterable[_Figure]) -> Iterator[Finding]:
    """The first two figures that disagree, for each thing they bear on."""
    groups: dict[str, list[_Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.about, []).append(figure)
    for about, group in groups.items():
        first = group[0]
        other = next((figure for figure in group[1:] if not _same(first, figure)), None)
        if other is None:
            continue
        subject = name or about.split("|")[0]
        texts = [f"« {said(f.line, f.start, f.end)} » ({place(f.line)})" for f in (first, other)]
        rule = prevails(reading, first.line.part, other.line.part)
        same = "la même" if subject.startswith("La ") else "le même"
        what = f"{subject} n'est pas {same} partout : {texts[0]}, {texts[1]}{rule}."
        yield Finding(what, (first.line.quote(first.start, first.end), other.line.quote(other.start, other.end)))
