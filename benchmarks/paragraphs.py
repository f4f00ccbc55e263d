"""How well a passage is found beyond the usual words: `make paragraphs`.

850 paragraphs by two authors who did not read each other nor the texts of `training/`: 10 good ones a topic (8 without
its usual words) and 7 traps made of those words. Each is reviewed alone, as a document of one passage. Half of them, by
a hash of their text, chose thresholds and means ("tuned"); the other half was only ever counted ("kept").
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from clausier.engine.dossier import Document, Dossier, Location, Passage
from clausier.engine.overlay import whole_catalogue
from clausier.engine.recogniser import shipped_recogniser
from clausier.engine.release import shipped
from clausier.engine.review import review
from clausier.engine.text import fold

HERE = Path(__file__).parent
AS_OF = "2026-11-22"
# A plain list of the usual words of each topic, as one would write it in five minutes: what there is to beat.
KEYWORDS = {
    "accessibility": "accessib|rgaa|wcag|handicap",
    "ecodesign": "ecoconception|eco-conception|rgesn|sobriete|empreinte",
    "energy_hosting": "pue\\b|datacenter|data center|centre de donnees|energie|renouvelable",
    "gdpr_processing": "rgpd|donnees personnelles|donnees a caractere personnel",
    "gdpr_subprocessor_clause": "sous-traitant|article 28|rgpd",
    "data_location_sovereignty": "localisation|localisees|union europeenne|souverain|secnumcloud",
    "reversibility": "reversib",
    "open_formats": "formats? ouvert|format libre|odt|csv|interoperable",
    "open_source_code_ownership": "code source|logiciel libre|open source|propriete intellectuelle",
    "interoperability_api": "interoperab|\\bapi\\b|connecteur|interface",
    "repairability_spare_parts": "reparab|pieces detachees|indice",
    "reuse_refurbished": "reemploi|reconditionne|seconde main",
    "durability_support_updates": "garantie|mises? a jour|duree de vie|support|obsolescence",
    "waste_end_of_life": "dechets|deee|recyclage|fin de vie",
    "security": "securite|anssi|chiffre|vulnerabilit|pssi",
    "ai_transparency": "intelligence artificielle|\\bia\\b|algorithm",
    "attention_respectful_design": "attention|notifications?|dark pattern|captologie",
    "inclusion_non_digital_alternative": "guichet|accueil physique|illectronisme|inclusion|telephone",
    "training_capacity_building": "formation|transfert de competences|former",
    "social_insertion": "insertion|clause sociale|eloignees de l.emploi",
    "environmental_award_criterion": "critere environnement|environnementa",
    "environmental_condition": "environnementa|dechets|livraison|deplacement",
    "brand_reference_without_equivalent": "microsoft|cisco|dell|marque|oracle|apple",
    "proprietary_format_requirement": "word|excel|format",
    "unverifiable_wording": "performant|intuitif|convivial|dans la mesure du possible|optimal",
}


def measure() -> dict[str, Any]:
    """Shares found, by half and by kind of paragraph, and by topic for the half that was never tuned on."""
    paragraphs = [p for file in sorted(HERE.glob("paragraphs/*.yaml")) for p in yaml.safe_load(file.read_text("utf-8"))]
    catalogue, recogniser = whole_catalogue(shipped()), shipped_recogniser()
    counts: dict[str, Counter[str]] = {}
    topics: dict[str, Counter[str]] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        print(f"\r[{number}/{len(paragraphs)}]", end="", file=sys.stderr, flush=True)
        passage = Passage("essai.txt", "paragraph", paragraph["text"], Location(1), None)
        dossier = Dossier((Document("essai.txt", "txt", None, (passage,), False),))
        result = review(catalogue, dossier, AS_OF, None, recogniser)
        said = {t.topic.id for t in result.topics if t.verdict in ("satisfied", "weak")} | {r.id for r in result.risks}
        kind = "trap" if not paragraph["good"] else "usual_words" if paragraph["usual"] else "other_words"
        half = "kept" if hashlib.sha256(paragraph["text"].encode()).digest()[-1] % 2 else "tuned"
        by_keywords = re.search(KEYWORDS[paragraph["topic"]], fold(paragraph["text"])) is not None
        for name, found in (("clausier", paragraph["topic"] in said), ("keywords", by_keywords)):
            count = counts.setdefault(f"{name}, {half}", Counter())
            count[f"{kind}:{found}"] += 1
        if half == "kept":
            topics.setdefault(paragraph["topic"], Counter())[f"{paragraph['good']}:{paragraph['topic'] in said}"] += 1
    print(file=sys.stderr)
    return {
        "paragraphs": len(paragraphs),
        "shares": {
            name: {
                "good": _share(count, "other_words", "usual_words"),
                "other_words": _share(count, "other_words"),
                "usual_words": _share(count, "usual_words"),
                "traps": _share(count, "trap"),
            }
            for name, count in sorted(counts.items())
        },
        "kept_by_topic": {
            topic: f"{c['True:True']}/{c['True:True'] + c['True:False']} good, "
            f"{c['False:True']}/{c['False:True'] + c['False:False']} traps"
            for topic, c in topics.items()
        },
    }


def _share(count: Counter[str], *kinds: str) -> float:
    found = sum(count[f"{kind}:True"] for kind in kinds)
    return round(found / (found + sum(count[f"{kind}:False"] for kind in kinds)), 3)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
