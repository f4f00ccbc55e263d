"""Weights of the award criteria that do not add up, or that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausier.engine.checks.award_items import PRICE, Award, Item, award_lines, awards
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_CLOSE = 0.05
_WHOLE = 100.0
_ORDER = re.compile(
    r"\bordre (?:decroissant|d'importance|de priorite)|\bhierarch|\bponder|\d ?%|\bpoints?\b|\bcoefficient|\bnote\b|"
    r"\bannexe|\bavis d'appel|\bavis de marche|\baapc\b|\bequiponder|\bcritere unique|\bseul critere|\bunique critere"
)
_CRITERION = re.compile(
    r"^[\W\d]*(?:criteres? (?:n. ?)?\d* ?[:.-]* ?)?(?:le |la |les )?(?:prix|couts?|valeur|qualite|delais?|"
    r"performances?|"
    r"methodologie|pertinence|environnement\w*|developpement durable|insertion|accompagnement|"
    r"organisation)\b[^.]{0,80}$"
)
_SHARE = r"(?P<figure>\d{1,3}(?:[.,]\d{1,2})?) ?(?P<unit>%|points?\b|pts?\b)"
_PART = re.compile(_SHARE)
_WITH_PARTS = re.compile(rf"^(?P<name>[^\d%]{{2,80}}?)[ :(=-]+{_SHARE}\)?,? ?[(:]? ?dont\b(?P<parts>.{{5,400}})$")
_NOT_PARTS = re.compile(r"\b(?:maxim\w+|jusqu'a|minim\w+|au moins|au plus|seuil|elimin\w+|ou|dont)\b")
_MOST_ITEMS = 60  # criteria and sub-criteria of one list
_LEAST = 50.0  # a sum under this is a list read in part
_MOST = 200.0


class AwardWeights(Check):
    """Criteria and their weights are in the documents of the consultation (L. 2152-8, R. 2152-11, R. 2152-12)."""

    id = "award_weights"
    title = "Poids des critères d'attribution"
    references = ("ccp-r2152-12", "ccp-l2152-8")
    risk = (
        "Des poids absents ou qui ne font pas le compte laissent à l'acheteur le choix de la note : le classement peut "
        "être annulé. En procédure formalisée, chaque critère a un poids ; un ordre décroissant ne suffit que si le "
        "poids est objectivement impossible à fixer."
    )
    better = "Donnez un poids à chaque critère, total 100, et des sous-critères qui font le compte de leur critère."
    found = (
        {"rc": "# Critères d'attribution\n\n- Prix : 60 %\n- Valeur technique : 30 %"},
        {
            "rc": "# Jugement des offres\n\n| Critère | Pondération |\n| --- | --- |\n| Prix | 40 % |\n"
            "| Valeur technique | 50 % |\n| Environnement | 20 % |"
        },
        {
            "rc": "# Critères\n\nCritère 1 : Prix 40 %\n\nCritère 2 : Valeur technique 60 %\n\n"
            "- Sous-critère : méthode 30 %\n- Sous-critère : équipe 20 %"
        },
        {
            "rc": "# Critères\n\n- Prix : 70 points\n- Technique : 30 points, dont méthode 15 points, équipe 10 "
            "points, délai 10 points"
        },
        {"rc": "# Critères\n\n## Prix\n\nPondération : 60 %\n\n## Technique\n\nPondération : 50 %"},
        {
            "rc": "# Critères\n\nCritère 1 : Prix (60 %) : apprécié au vu du détail estimatif.\n\n"
            "Critère 2 : Technique (30 %) : appréciée au vu du mémoire."
        },
        {"rc": "# Critères\n\nLes offres sont jugées ainsi :\n\n- Prix\n- Valeur technique\n- Environnement"},
        {
            "rc": "# Critères\n\nLes offres sont notées sur 100 points.\n\n- Prix : 50 points\n"
            "- Valeur technique : 30 points\n- Environnement : 10 points"
        },
    )
    not_found = (
        {"rc": "# Critères d'attribution\n\n- Prix : 60 %\n- Valeur technique : 30 %\n- Environnement : 10 %"},
        {
            "rc": "# Critères\n\n- Prix : 40 %\n- Valeur technique : 60 % dont\n- Sous-critère : méthode 40 %\n"
            "- Sous-critère : équipe 20 %"
        },
        {
            "rc": "# Critères\n\n| Critère | Sous-critère | Pondération |\n| --- | --- | --- |\n| Prix | | 60 % |\n"
            "| Technique | Méthode | 25 % |\n| | Équipe | 15 % |"
        },
        {
            "rc": "# Critères\n\n## Lot 1\n\n- Prix : 60 %\n- Technique : 40 %\n\n## Lot 2\n\n- Prix : 50 %\n"
            "- Technique : 50 %"
        },
        {
            "rc": "# Critères\n\n- Prix : 60 %\n- Technique : 40 %\n\nUne offre dont la note technique est "
            "inférieure à 50 % est éliminée."
        },
        {"rc": "# Critères\n\n- Prix : 40 points\n- Technique : 30 points"},
        {"rc": "# Critères\n\n- Prix : 70 points\n- Technique : 30 points, dont méthode 15 points, équipe 10 points"},
        {"rc": "# Critères\n\n- Prix : 70 %\n- Technique : 30 %, dont méthode 60 %, équipe 40 %"},
        {"rc": "# Critères\n\nLes critères sont classés par ordre décroissant :\n\n- Prix\n- Valeur technique"},
        {
            "rc": "# Critères\n\n- Prix : 60 %\n- Technique : 30 %\n\nLe poids restant, de 10 %, revient à la "
            "protection de l'environnement."
        },
        {"rc": "# Critères\n\n| Critère | Poids |\n| --- | --- |\n| Prix | 60 |\n| Technique | 40 |\n| Total | 100 |"},
        {
            "rc": "# Critères\n\n| Critères | Poids | Sous-critères | Poids |\n| --- | --- | --- | --- |\n"
            "| Prix | 40 % | Forfait | 50 % |\n| | | Unités | 50 % |\n| Technique | 60 % | Méthode | 70 % |\n"
            "| | | Équipe | 30 % |"
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        yield from _inline(award_lines(reading))
        found = awards(reading)
        for award in found:
            yield from _judge(award)
        if not found and (without := _without_weights(reading)):
            names = ", ".join(f"« {_name(line.passage.text)} »" for line in without[:4])
            yield Finding(
                f"Des critères sont annoncés sans poids ni ordre d'importance : {names}.",
                tuple(line.quote() for line in without[:4]),
            )


def _judge(award: Award) -> Iterator[Finding]:
    """What does not add up; nothing where another reading of the same weights does."""
    items = award.items
    units = {item.unit for item in items}
    if units & award.strays or award.ranges or not 2 <= len(items) <= _MOST_ITEMS or len(units) != 1:
        return
    if _adds_up([item.value for item in items]):
        return
    if not any(PRICE.search(item.name) for item in items):
        return  # a list of criteria without the price is not the whole list
    yield from _parts(items)
    tops = [item for item in items if item.depth == 0]
    whole = sum(item.value for item in tops)
    if len(tops) < 2 or abs(whole - _WHOLE) < _CLOSE or not _LEAST <= whole <= _MOST:
        return
    declared = award.total == _WHOLE or any(
        re.search(r"\b100 points\b|/ ?100\b|sur 100\b", x.folded) for x in award.lines
    )
    if units == {"points"} and not declared:
        return  # points may add up to any total
    without = f" ; sans poids : « {_name(award.unweighted[0].passage.text)} »" if award.unweighted else ""
    unit = " %" if units == {"%"} else " points"
    yield Finding(
        f"Les poids des critères font {_sum(tops)}{unit}, et non 100{without}.",
        tuple(item.line.quote(item.start, item.end) for item in tops),
    )


def _inline(lines: Sequence[Line]) -> Iterator[Finding]:
    """« Technique : 30 points, dont méthode 15 points et équipe 20 points »: parts that are more than their criterion.

    Fewer are no fault: « dont » may name some of them only.
    """
    for line in lines:
        match = _WITH_PARTS.match(line.folded)
        if match is None or _NOT_PARTS.search(match["parts"]):
            continue
        whole = _number(match["figure"])
        found = [(_number(part["figure"]), part["unit"][0]) for part in _PART.finditer(match["parts"])]
        total = sum(value for value, _ in found)
        shares = abs(total - _WHOLE) < _CLOSE
        if len(found) < 2 or {unit for _, unit in found} != {match["unit"][0]} or shares or total - whole < _CLOSE:
            continue
        told = " + ".join(_figure(value) for value, _ in found)
        name = _name(line.passage.text[: match.end("name")])
        yield Finding(
            f"Les sous-critères de « {name} » font {told} = {_figure(total)}, et non {_figure(whole)}.",
            (line.quote(),),
        )


def _number(printed: str) -> float:
    return float(printed.replace(",", "."))


def _parts(items: Sequence[Item]) -> Iterator[Finding]:
    """Sub-criteria whose weights are neither those of their criterion nor shares of it."""
    top: Item | None = None
    group: list[Item] = []
    for item in (*items, None):
        if item is not None and item.depth:
            group.append(item)
            continue
        if top is not None and len(group) > 1:
            whole = sum(part.value for part in group)
            if abs(whole - top.value) >= _CLOSE and abs(whole - _WHOLE) >= _CLOSE:
                yield Finding(
                    f"Les sous-critères de « {_name(top.name)} » font {_sum(group)}, et non {_figure(top.value)}.",
                    tuple(part.line.quote(part.start, part.end) for part in (top, *group)),
                )
        top, group = item, []


def _adds_up(values: Sequence[float]) -> bool:
    """Whether the weights, in their order, can be read as criteria that make 100, each perhaps followed by its parts.

    `reached[i]` are the totals of the criteria that the first i weights can make.
    """
    reached: list[set[float]] = [set() for _ in range(len(values) + 1)]
    reached[0].add(0.0)
    for i, value in enumerate(values):
        if not reached[i]:
            continue
        ends = {i + 1}
        parts = 0.0
        for j in range(i + 1, len(values)):
            parts += values[j]
            if j > i + 1 and (abs(parts - value) < _CLOSE or abs(parts - _WHOLE) < _CLOSE):
                ends.add(j + 1)
        for end in ends:
            reached[end].update(round(total + value, 2) for total in reached[i] if total + value <= _WHOLE + _CLOSE)
    return any(abs(total - _WHOLE) < _CLOSE for total in reached[-1])


def _without_weights(reading: Reading) -> list[Line]:
    """The criteria of a list in which nothing gives a weight or an order, the price among them."""
    lines = award_lines(reading)
    if not lines or any(_ORDER.search(line.folded) for line in reading.lines if line.part in ("rc", "notice")):
        return []
    named = [line for line in lines if line.passage.kind in ("list_item", "cell") and _CRITERION.match(line.folded)]
    return named if len(named) > 1 and any(PRICE.search(line.folded) for line in named) else []


def _sum(items: Sequence[Item]) -> str:
    return f"{' + '.join(_figure(item.value) for item in items)} = {_figure(sum(item.value for item in items))}"


def _figure(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _name(text: str) -> str:
    name = " ".join(text.split()).strip(" .;:-•–")
    return name if len(name) <= 50 else name[:49].rsplit(" ", 1)[0] + "…"
