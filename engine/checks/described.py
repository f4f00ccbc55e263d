"""A product named in the present tense, as specifications are written: « Les tablettes sont des iPad »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import EQUIVALENT, ESTATE, after, before, sentences
from clausier.engine.dossier import Quote
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_DEVICES = (
    r"(?:postes?|ordinateurs?|portables?|unites? centrales?|serveurs?|tablettes?|telephones?|smartphones?|ecrans?|"
    r"imprimantes?|copieurs?|multifonctions?|stations? de travail|machines?|commutateurs?|bornes?|pc)"
)
_HARDWARE = (
    r"(?:intel|amd|ryzen|xeon|nvidia|apple|ipads?|iphones?|macbooks?|imacs?|chromebooks?|samsung|galaxy|dell|lenovo|"
    r"thinkpads?|hp|hewlett|asus|acer|fujitsu|toshiba|cisco|aruba|fortinet|canon|ricoh|epson|xerox|kyocera|lexmark|"
    r"surface pro|huawei|zebra|crosscall)"
)
_SYSTEMS = r"(?:windows|macos|chrome ?os|ios|ipados|red hat)"
_SOFTWARE = (
    r"(?:oracle|sql server|microsoft sql|windows server|vmware|sharepoint|salesforce|drupal|wordpress|typo3|joomla|"
    r"spip|"
    r"prestashop|liferay|arcgis|esri|sap|ibm|websphere|weblogic|power ?bi|qlik|azure|aws|google cloud)"
)
_MADE = r"(?:fonctionne|tourne|repose|s'appuie|s'execute|est (?:developpee?|realisee?|construite?|batie?|installee?))"
# What is to be delivered, described by its parts; then what is to be made, by what it is made with.
_DEVICE = (
    re.compile(
        rf"\b{_DEVICES}\b[^.;]{{0,50}}\b(?:est|sont|sera|seront) (?:equipe|dote|muni|pourvu|livre|fourni)e?s? (?:d'|"
        rf"de |avec |"
        rf"sous )[^.;]{{0,50}}?\b{_HARDWARE}\b"
    ),
    re.compile(rf"\b{_DEVICES}\b[^.;]{{0,30}}\b(?:est|sont|sera|seront) (?:des? |un |une |de marque )?{_HARDWARE}\b"),
    re.compile(
        rf"\bsysteme d'exploitation\b[^.;]{{0,30}}\b(?:est|sera) (?:(?:un|de type|microsoft|"
        rf"de la famille) )?{_SYSTEMS}\b"
    ),
    re.compile(rf"\bprocesseurs?\b[^.;]{{0,20}}\b(?:est|sont|sera|seront) (?:un |une |des |de type )?{_HARDWARE}\b"),
)
_BUILT = (
    re.compile(
        r"\b(?:titulaire|prestataire)\b[^.;]{0,15}\b(?:developpe|realise|construit|utilise|emploie|met en (?:oe|œ)uvre|"
        rf"livre|deploie|s'appuie|batit)\b[^.;]{{0,50}}?\b{_SOFTWARE}\b"
    ),
    re.compile(
        r"\b(?:site|portail|intranet|extranet|application|solution|logiciel|progiciel|plate-?forme|outil|base)"
        rf"(?: (?:proposee?|fournie?|livree?|attendue?|demandee?|future?|a livrer|a fournir))?,? {_MADE} "
        rf"(?:sous|sur|avec|en|dans) (?:[\w']+ ){{0,5}}?{_SOFTWARE}\b"
    ),
)
# Signs that the lines around specify what is to be supplied; those of works to be made name who makes them.
_SUPPLY = re.compile(
    r"\b(?:fourni\w*|livr(?:e|es|ee|ees|er|era|aisons?)|acqui\w+|achats?|garanti\w*|au moins|minimum|minimale?s?|"
    r"titulaire|lots?|quantites?)\b"
)
_SPECIFICATION = re.compile(
    r"\b(?:caracteristiques|specifications|configurations?|fournitures|materiels? (?:a (?:fournir|livrer)|attendus?|"
    r"demandes?))\b"
)
_MAKER = re.compile(
    r"\b(?:titulaire|prestataire) (?:\w+ ){0,2}(?:developpe|realise|construit|fournit|livre|concoit|cree|batit)\w*\b"
)
# What is described, connected to, kept running or taught.
_NOT_ASKED = re.compile(
    r"\bactuel\w*|\bexistant\w*|\ben place\b|\ben service\b|\ben production\b|\bdeja\b|\baujourd'hui\b|\ba ce jour\b|"
    r"\bdepuis\b|\bparcs?\b|\bhistorique\b|\bdispose\b|\bpossede\b|\butilise par\b|\bpropriete de\b|\bproprietaire\b|"
    r"\bcompatib\w+|\binterfac\w+|"
    r"\binteroper\w+|\bconnect\w+|\bs'integr\w+|\bintegration avec\b|\bimport\w*|\bexport\w*|\bmigr\w+|\bmaint\w+|"
    r"\bexploitation (?:du|de la|des|courante)\b|\badministr\w+|\bsupervis\w+|\bform(?:ation|er|e|es)\b|\bstagiaires?|"
    r"\bcompetences?\b|\bcertifi\w+|\bpar exemple\b|\bnotamment\b|\bcomme\b|\btel(?:le)?s? que\b|\bnavigateurs?\b|"
    r"\bpar l(?:a ville|a commune|a collectivite|'acheteur|e departement)\b|\bde l(?:a ville|a commune|"
    r"a collectivite|'acheteur|e departement)\b|"
    r"\breprise?s?\b|\brepren\w+|\bremplac\w+|\bancien\w*|\bevolutions?\b|\bau choix\b|\bsi l|\bsauf\b|\bpas\b|"
    r"\bni\b|\baucun"
)
_ASIDE = re.compile(
    r"\bmaintenance\b|\btma\b|\btierce\b|\bmaintien\b|\bformations?\b|\bcompatib|\bprerequis\b|\binterfac|"
    r"\benvironnement\w*\b|"
    r"\barchitecture\b|\bsysteme d'information\b|\binfogerance\b|\bmigration\b|\breprise\b|\bperimetre\b|\bobjet\b|"
    r"\bcartographie\b|\bsocle\b|\bacteurs\b|\bhebergement\b|\bsupport\b|\bassistance\b"
)
_NEEDLES = (
    *("intel", "amd", "ryzen", "xeon", "nvidia", "apple", "ipad", "iphone", "macbook", "imac", "chromebook", "samsung"),
    *("galaxy", "dell", "lenovo", "thinkpad", "hp", "hewlett", "asus", "acer", "fujitsu", "toshiba", "cisco", "aruba"),
    *(
        "fortinet",
        "canon",
        "ricoh",
        "epson",
        "xerox",
        "kyocera",
        "lexmark",
        "surface pro",
        "huawei",
        "zebra",
        "crosscall",
    ),
    *(
        "windows",
        "macos",
        "chrome os",
        "chromeos",
        "ios",
        "red hat",
        "oracle",
        "sql",
        "vmware",
        "sharepoint",
        "salesforce",
    ),
    *("drupal", "wordpress", "typo3", "joomla", "spip", "prestashop", "liferay", "arcgis", "esri", "sap", "ibm"),
    *("websphere", "weblogic", "power bi", "powerbi", "qlik", "azure", "aws", "google cloud"),
)
# « Toute autre solution sera rejetée. » after the name of a product.
_REFUSED = re.compile(
    r"\b(?:tout(?:e)? autre|aucun(?:e)? autre) (?:marque|produit|solution|outil|logiciel|materiel|modele|cms|"
    r"technologie|"
    r"systeme|progiciel)\b[^.;]{0,40}\b(?:rejet|refus|ecart|exclu|elimin|interdi|irreguli|n'est (?:pas )?(?:admis|"
    r"accept)|"
    r"ne sera (?:pas )?(?:admis|accept|retenu|etudi))\w*"
)
_KNOWN = re.compile(rf"\b(?:{_HARDWARE}|{_SYSTEMS}|{_SOFTWARE})\b")
_NAMED = re.compile(
    r"\b(?i:solution|logiciel|progiciel|cms|outil|produit|plate-?forme|syst[eè]me|mod[eè]le|marque|gamme|suite) «? ?"
    r"(?!SaaS|API|Web|RGAA|SGBD|GED)[A-Z][\w.+-]{2,}"
)
_EXISTS = re.compile(
    r"\bactuel\w*|\bexistant\w*|\ben place\b|\bdeja\b|\baujourd'hui\b|\ba ce jour\b|\bparc\b|\bdepuis\b"
)
_NEAR = 6  # lines around in which the supply is looked for


def described(reading: Reading) -> Iterator[tuple[str, Quote]]:
    """What each passage names, as a French sentence, and its words."""
    for rank in reading.holding(*_NEEDLES):
        line = reading.lines[rank]
        if line.part not in ("cctp", "ccp") or line.passage.kind == "heading" or _set_aside(line):
            continue
        for first, last in sentences(line.folded):
            words = line.folded[first:last]
            device = _first(_DEVICE, words)
            match = device or _first(_BUILT, words)
            if match is None or _NOT_ASKED.search(words) or EQUIVALENT.search(line.folded):
                continue
            asked = device and _SPECIFICATION.search(line.above)
            if asked or _specifies(reading, rank, _SUPPLY if device else _MAKER):
                message = "Ce qui est à fournir est décrit par le nom d'un produit : décrivez ce qu'il doit faire."
                yield message, line.quote(first + match.start(), first + match.end())
    for rank in reading.holding("autre "):
        line = reading.lines[rank]
        match = _REFUSED.search(line.folded)
        if match is None or _set_aside(line) or line.part not in ("cctp", "ccp", "ccap", "rc"):
            continue
        named = _NAMED.search(line.passage.text, 0, match.start())
        known = _KNOWN.search(line.folded, 0, match.start())
        if named or known:
            yield "Un produit est nommé et tout autre est refusé.", line.quote(*match.span())


def _set_aside(line: Line) -> bool:
    return bool(ESTATE.search(line.above) or _ASIDE.search(line.above.rsplit(" > ", 1)[-1]))


def _first(patterns: tuple[re.Pattern[str], ...], words: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(words))), None)


def _specifies(reading: Reading, rank: int, sign: re.Pattern[str]) -> bool:
    """Whether the lines around, under the same heading, tell of what is to be supplied, and none of what exists."""
    line = reading.lines[rank]
    around = [n for n in (*before(reading, rank, _NEAR), line, *after(reading, rank, _NEAR)) if n.above == line.above]
    return any(sign.search(n.folded) for n in around) and not any(_EXISTS.search(n.folded) for n in around)
