"""A standard or a label without « ou équivalent », and a label asked of the firm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import EQUIVALENT, ESTATE, before, next_line, row, said, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.checks.firm_policy import CANDIDACY, scored
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_STANDARD = re.compile(
    r"\b(?:(?:nf|en|iso|iec|cei|afnor|bs|din|ansi|etsi)(?:[ /-](?:en|iso|iec|cei|ts|tr))* ?[ -]?[a-z]?\d{3,6}"
    r"(?:[ -]\d{1,4})*(?: ?[:/] ?\d{4})?|sa ?8000|pci[ -]dss)\b"
)
_LABEL = re.compile(
    r"\b(?:tco certified|tco edge|(?:label|certifi\w+) tco|epeat(?: (?:bronze|silver|gold|argent|or))?|energy ?star|"
    r"blue angel|ange bleu|"
    r"der blaue engel|nordic swan|cygne blanc|nordique|ecolabel europeen|eco-?label de l'union|fairtrade|fsc\b|pefc)\b"
)
_FIRM_LABEL = re.compile(
    r"\b(?:labell?(?:s|isation)? (?:numerique responsable|nr|lucie|engage rse|diversite|"
    r"egalite(?: professionnelle)?|b ?corp|envol|"
    r"relations fournisseurs[^.;]{0,30})|ecovadis|b[- ]corp|qualiopi|iso ?(?:/iec ?)?(?:9001|14001|26000|45001|50001|"
    r"20000|27001)(?:-1)?|msi ?20000|emas)\b"
)
# Standards that write data or a law imposes, and those of the accessibility of public services: no equivalent is asked.
_NEEDS_NONE = re.compile(
    r"\biso[ /-]?(?:iec )?(?:8601|8859|10646|639|3166|4217|26300|32000|19005|15836|11179|19115|19139|19136|2709|25964|"
    r"13616|20022|14641|15489|16363)\b|\ben[ -]?301[ -]?549\b|\bnf z ?42[ -]?013\b|\ben ?16931\b|\biso ?7816\b"
)
_ASKED = re.compile(
    r"\b(?:doi(?:t|vent)|devra|devront|est tenu|sera|seront|sont|exige(?:e?s?|nt)|impose\w*|"
    r"obligatoire\w*|conformes?|conformement|"
    r"conformite|respect\w*|certifi\w+|labell?is\w+|titulaires? d'|repond\w*|selon (?:la|les) normes?|"
    r"porte\w*|beneficie\w*|"
    r"dispos\w+ d(?:u|e|es)?|(?:a|ont|auront|aura) (?:le|un|les|des) (?:eco-?)?labels?)\b"
)
_SOFT = re.compile(
    r"\bex ?[.:]|\b(?:par exemple|notamment|tel(?:le)?s? que|comme|au sens d|inspir\w+|si (?:le|la|l'|"
    r"vous)|eventuel\w*|"
    r"le cas echeant|souhait\w*|apprecie\w*|precis\w+ (?:si|les|le)|indiqu\w+ (?:si|les|le)|questions?|un plus|"
    r"methodologies? reconnues?|reference a|sont-ils|a-t-il|quels?|quelles?|preuve par tout moyen|tout moyen de preuve|"
    r"autre preuve|actuel\w*|reput\w+|n'est pas|ne sont pas|aucun|hebergeurs? de donnees de sante|hds)\b"
)
_FIRM = re.compile(
    r"\b(?:candidats?|soumissionnaires?|entreprises?|societe|operateurs? economiques?|"
    r"membres? du groupement|cotraitants?)\b"
)
_ASKED_OF_FIRM = re.compile(
    r"\b(?:doi(?:t|vent)|devra|devront|exige\w*|obligatoire\w*|titulaires? d|certifi\w+|labell?is\w+|"
    r"justifi\w+|produi\w+|"
    r"fourni\w+|dispos\w+|detien\w+|attest\w+|certificats?|labels?|possed\w+)\b"
)
_PLURAL_LAW = re.compile(r"\bobligations? (?:legales?|reglementaires?)|\breglement \(ue\)|\bmarquage ce\b")
_NEEDLES = [
    "norme",
    "iso",
    "nf ",
    "iec",
    "tco",
    "epeat",
    "energy",
    "angel",
    "ange bleu",
    "ecolabel",
    "sa8000",
    "sa 8000",
    "pci",
    "fsc",
    "pefc",
    "afnor",
]


class StandardWithoutEquivalent(Check):
    """R. 2111-8 and following: a standard is quoted with « ou équivalent »; R. 2111-12 and following: a label too."""

    id = "standard_without_equivalent"
    title = "Norme ou label sans « ou équivalent »"
    references = ("ccp-r2111-8", "ccp-r2111-12")
    risk = (
        "Une norme ou un label exigé sans « ou équivalent » écarte des offres qui répondent au besoin autrement ; une "
        "offre équivalente ne peut être rejetée, et l'exigence peut faire annuler la procédure."
    )
    better = "Ajoutez « ou équivalent, prouvé par tout moyen approprié », ou décrivez la performance attendue."
    found = (
        {"cctp": "# Hébergement\n\nLe centre de données est certifié ISO 27001."},
        {"cctp": "# Écrans\n\nLes écrans doivent porter le label TCO Certified."},
        {"cctp": "# Câbles\n\nLes câbles sont conformes à la norme NF EN 50173-1."},
        {"cctp": "# Postes\n\nLes ordinateurs disposent du label EPEAT Gold."},
        {"cctp": "# Écrans\n\nLes écrans ont le label TCO."},
    )
    not_found = (
        {"cctp": "# Hébergement\n\nLe centre de données est certifié ISO 27001 ou équivalent."},
        {"cctp": "# Accessibilité\n\nL'application est conforme à la norme EN 301 549 et au RGAA."},
        {"cctp": "# Données\n\nLes dates sont conformes à la norme ISO 8601."},
        {"cctp": "# Écrans\n\nLes écrans portent un label environnemental, par exemple TCO Certified."},
        {"cctp": "# Existant\n\nLe centre de données actuel est certifié ISO 27001."},
        {"cctp": "# Câbles\n\n| Norme exigée | Preuve |\n| --- | --- |\n| conforme à NF EN 50173-1 | ou équivalent |"},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for rank in reading.holding(*_NEEDLES):
            line = reading.lines[rank]
            match = _LABEL.search(line.folded) or _first_standard(line)
            if match is None or line.passage.kind == "heading" or ESTATE.search(line.above):
                continue
            first, last = sentence(line.folded, *match.span())
            words = line.folded[first:last]
            asked = _ASKED.search(words) or any(_ASKED.search(near.folded) for near in row(reading, rank))
            if not asked or _SOFT.search(words) or _PLURAL_LAW.search(words) or EQUIVALENT.search(line.folded):
                continue
            if _of_firm(reading, rank, words) or any(EQUIVALENT.search(near.folded) for near in row(reading, rank)):
                continue
            following = next_line(reading, rank)
            if following is not None and len(following.folded) < 120 and EQUIVALENT.search(following.folded):
                continue
            quoted = said(line, *match.span())
            yield Finding(f"« {quoted} » est exigé sans « ou équivalent ».", (line.quote(*match.span()),))


def _first_standard(line: Line) -> re.Match[str] | None:
    """The first standard that needs an equivalent; « en 2024 » is none, « EN 50173 » is one."""
    for match in _STANDARD.finditer(line.folded):
        small = line.passage.text[match.start()].islower() and match[0].startswith(("en", "din", "bs", "nf"))
        if not small and not _NEEDS_NONE.match(line.folded, match.start()):
            return match
    return None


def _of_firm(reading: Reading, rank: int, words: str) -> bool:
    line = reading.lines[rank]
    return line.part in ("rc", "notice") and bool(_FIRM.search(words) or CANDIDACY.search(line.above))


class LabelAskedOfCandidate(Check):
    """A label bears on what is bought (R. 2111-12); what a candidate must prove is listed by the code (R. 2143-3)."""

    id = "label_asked_of_candidate"
    title = "Label ou certification demandé à l'entreprise"
    references = ("ccp-r2111-12", "ccp-l2142-1", "ccp-r2143-3")
    risk = (
        "Un label ne peut pas être une condition de candidature ; un certificat de qualité demandé à l'entreprise doit "
        "être utile au marché, proportionné et ouvert aux équivalents : à défaut, des candidats sont écartés à tort."
    )
    better = (
        "Demandez le label ou la norme pour le produit ou la prestation, dans le CCTP, avec « ou équivalent » ; gardez "
        "pour la candidature les seules capacités nécessaires au marché."
    )
    found = (
        {"rc": "# Candidature\n\nLe candidat doit être titulaire du label Numérique Responsable."},
        {"rc": "# Capacités techniques\n\n- Certificat ISO 14001 du candidat en cours de validité"},
        {"rc": "# Candidature\n\nLes pièces sont :\n\n- une attestation de labellisation Numérique Responsable"},
        {"rc": "# Pièces de la candidature\n\nLes candidats produisent leur évaluation EcoVadis."},
    )
    not_found = (
        {"rc": "# Candidature\n\nLe candidat produit son certificat ISO 9001 ou équivalent."},
        {"rc": "# Candidature\n\nLe candidat produit une attestation d'assurance."},
        {"cctp": "# Écrans\n\nLes écrans portent le label TCO Certified ou équivalent."},
        {"rc": "# Candidature\n\nAucun label Numérique Responsable n'est exigé des candidats."},
        {"rc": "# Critères\n\n- Certification ISO 27001 du service proposé, ou équivalent : 5 %"},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for rank in reading.holding("label", "ecovadis", "iso", "corp", "emas", "qualiopi", "msi"):
            line = reading.lines[rank]
            if line.part not in ("rc", "notice"):
                continue
            match = _FIRM_LABEL.search(line.folded) or _LABEL.search(line.folded)
            if match is None or line.passage.kind == "heading" or scored(reading, rank):
                continue
            first, last = sentence(line.folded, *match.span())
            words = line.folded[first:last]
            candidate = CANDIDACY.search(line.above) or _FIRM.search(words) or _listed(reading, rank)
            if not candidate or not (_ASKED_OF_FIRM.search(words) or CANDIDACY.search(line.above)):
                continue
            # A quality certificate open to equivalents is allowed; a label of the firm is not, even so.
            certificate = re.match(r"iso|msi|emas", match[0]) is not None
            if _SOFT.search(words) or (certificate and EQUIVALENT.search(line.folded)):
                continue
            quoted = said(line, *match.span())
            how = "sans « ou équivalent »" if certificate else "comme condition de candidature"
            yield Finding(f"« {quoted} » est demandé à l'entreprise, {how}.", (line.quote(*match.span()),))


def _listed(reading: Reading, rank: int) -> bool:
    """An item of the list of what candidates hand in."""
    line: Line = reading.lines[rank]
    return line.passage.kind == "list_item" and any(
        CANDIDACY.search(near.folded) and near.folded.rstrip().endswith(":") for near in before(reading, rank, 10)
    )
