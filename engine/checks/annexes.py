"""An annex that the drafts announce, and that was not handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import place, said, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.reading import Reading

_NUMBER = r"(?:n. ?)?(\d{1,2}(?:\.\d{1,2})*|[a-h]|i{1,3}|iv|vi{0,3})"
_CITED = re.compile(rf"\bannexes? {_NUMBER}\b(?!')")
_TITLE = re.compile(rf"[\W\d]{{0,16}}(?:[ivx]{{1,4}}[ .)-]+)?annexe {_NUMBER}\b")
_IN_NAME = re.compile(r"annexe[ _-]*(?:n[o°]?[ _-]*)?(\d{1,2}(?:\.\d{1,2})*|[a-h]\b)")
# Annexes of a law or of a general book, or those that candidates write.
_ELSEWHERE = re.compile(
    r"\b(?:du|de la|de l'|des|au|a la|a l') ?(?:present )?(?:code|reglement \(|reglement (?:ue|n|europeen|general|"
    r"d'execution)|directive|arrete|decret|loi|ccag|c\.c\.a\.g|decision|norme|rgpd|rgs|rgaa|rgesn|circulaire|offre|"
    r"memoire|proposition|reponse|candidature|devis|bon de commande|facture|rapport|convention)|\bmemoire technique\b|"
    r"\bson offre\b|\bleur offre\b|\bde l'offre\b"
)
_HERE = re.compile(r"\b(?:present|presente|ci-joint|ci-apres|ci-annex|en fin d|a la fin d|joint)")
_LEAST_CONTENT = 2  # lines after the title of an annex, before the next one


class AnnouncedAnnexAbsent(Check):
    """What a clause leaves to an annex is not said where the annex is missing."""

    id = "announced_annex_absent"
    title = "Annexe annoncée et absente"
    references = ("ccp-l2111-1", "ccp-l3")
    risk = (
        "Ce que la clause renvoie à l'annexe n'est écrit nulle part dans le dossier remis : les candidats "
        "ne peuvent pas "
        "chiffrer, et l'exigence n'est pas opposable."
    )
    better = "Joignez l'annexe au dossier, ou écrivez son contenu dans la clause ; vérifiez le numéro du renvoi."
    found = (
        {
            "cctp": "# Niveaux\n\nLes niveaux de service figurent en annexe 3 du CCTP.",
            "ccap": "# Pénalités\n\nUne pénalité de 50 € est due par manquement.",
        },
        {"cctp": "# Sites\n\nLa liste des sites est en annexe 2.\n\n# Annexe 1\n\nPlan.\n\nAutre plan.\n\nSuite."},
        {"cctp": "# Parc\n\nLe parc est décrit à l'annexe 4 jointe au présent document."},
    )
    not_found = (
        {
            "cctp": "# Niveaux\n\nLes niveaux de service figurent en annexe 3.",
            "ccap": "# Pénalités\n\nUne pénalité est due.\n\n# Annexe 3 – Niveaux de service\n\nReprise en 4 heures.",
        },
        {"cctp": "# Niveaux\n\nLes niveaux de service figurent en annexe 3."},
        {
            "rc": "# Copie\n\nLa copie de sauvegarde suit l'annexe 8 du code de la commande publique.",
            "cctp": "# Parc\n\nLe parc compte 40 postes.",
        },
        {
            "cctp": "# Sécurité\n\nLe titulaire joint son plan en annexe 1 de son offre.",
            "ccap": "# Durée\n\nLe marché dure deux ans.",
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        ranks = reading.holding("annexe")
        if not ranks:
            return
        present = _present(reading, ranks)
        several = len(reading.dossier.documents) > 1
        told: set[str] = set()
        for rank in ranks:
            line = reading.lines[rank]
            if line.passage.kind == "heading":
                continue
            for match in _CITED.finditer(line.folded):
                number = match[1]
                first, last = sentence(line.folded, *match.span())
                if number in present or number in told or _ELSEWHERE.search(line.folded[first:last]):
                    continue
                if not number[0].isdigit() and not line.passage.text[match.start(1)].isupper():
                    continue  # « annexe à l'acte d'engagement » has no number
                if not (several or present or _HERE.search(line.folded, first, last)):
                    continue
                if _numbered_part(reading, number):
                    present.add(number)
                    continue
                told.add(number)
                name = said(line, *match.span())
                what = (
                    f"L'{name[0].lower()}{name[1:]}, annoncée ici ({place(line)}), n'est pas dans les documents remis."
                )
                yield Finding(what, (line.quote(*match.span()),))


def _present(reading: Reading, ranks: list[int]) -> set[str]:
    """The numbers of the annexes that the dossier holds: a title with words under it, or a file of that name."""
    present = {m[1] for d in reading.dossier.documents for m in _IN_NAME.finditer(d.name.lower())}
    titles = {}
    for rank in ranks:
        line = reading.lines[rank]
        match = _TITLE.match(line.folded)
        if match is not None and not match[1][0].isdigit() and not line.passage.text[match.start(1)].isupper():
            continue
        if match is not None and line.passage.kind in ("heading", "paragraph") and len(line.folded) < 160:
            titles[rank] = match[1]
    for rank, number in titles.items():
        heading = reading.lines[rank].passage.kind == "heading"
        if heading or not any(rank < other <= rank + _LEAST_CONTENT for other in titles):
            present.add(number)
    return present


def _numbered_part(reading: Reading, number: str) -> bool:
    """Whether a heading bears this number: « annexe 7.4 » may be paragraph 7.4 of a chapter of annexes."""
    if "." not in number:
        return False
    return any(
        reading.lines[rank].folded.lstrip().startswith(f"{number} ")
        or reading.lines[rank].folded.lstrip().startswith(f"{number}.")
        for rank in reading.holding(number)
    )
