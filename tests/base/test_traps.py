"""The traps that drafting guides fall into, each held: by the law, by the rules, or by the reading of drafts."""

import re
from pathlib import Path
from typing import Any

import pytest

from clausier.engine.base.prose import all_prose
from clausier.engine.base.source import read_source
from clausier.engine.dossier import Dossier
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import Purchase, presumed_facts
from clausier.engine.release import shipped
from clausier.engine.review import review
from clausier.engine.selection import Item, judge
from clausier.readers.dossier import read_document

BASE = Path(__file__).parents[2] / "criteria"
TODAY = "2026-11-22"
CATALOGUE = whole_catalogue(shipped())


def judged(criterion: str, as_of: str = TODAY, **facts: Any) -> Item:
    declared = {name.replace("__", "."): value for name, value in facts.items()}
    known = {**presumed_facts(CATALOGUE, declared, as_of), **declared}
    return judge(CATALOGUE, CATALOGUE.criteria[criterion], Purchase("", as_of, facts=known))


def value(reference: str, name: str, as_of: str = TODAY) -> Any:
    """The figure of law in force at a date."""
    rows = CATALOGUE.release.references[reference].values[name]
    return max((row.since, row.value) for row in rows if row.since <= as_of)[1]


def told(part: str, text: str) -> set[str]:
    """The risks and the signals of a draft of one part."""
    found = review(CATALOGUE, Dossier((read_document(f"{part}.md", text.encode(), part),)), TODAY)
    signals = {
        f"{hint.criterion.id}/{hint.signal.id}" for c in found.criteria for hint in c.hints if hasattr(hint, "signal")
    }
    return {risk.id for risk in found.risks} | signals


# --- Dates and dead texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        (
            "cctp",
            "# Réemploi\n\nSelon le décret n° 2021-254, le matériel est réemployé.",
            "outdated_reference",
        ),
        ("ccap", "# Fin\n\nLa réversibilité est régie par l'article 38 du CCAG-TIC.", "wrong_ccag_article"),
        ("cctp", "# Sobriété\n\nLe service respecte les 79 critères du RGESN.", "outdated_reference"),
        ("rc", "# Procédure\n\nSous 40 000 € HT, le marché est dispensé de mise en concurrence.", "outdated_reference"),
        ("rc", "# Procédure\n\nLe seuil européen de 221 000 € HT n'est pas atteint.", "outdated_reference"),
        (
            "cctp",
            "# IA\n\nLe règlement (UE) 2024/1689 s'applique aux systèmes à haut risque au 2 août 2026.",
            "nr-0022/s-ancien-calendrier",
        ),
        (
            "cctp",
            "# Téléphones\n\nChaque smartphone a un indice de réparabilité de 8 au moins.",
            "outdated_reference",
        ),
        ("cctp", "# Postes\n\nLes postes sont certifiés Energy Star.", "nr-0010/s-energy-star"),
        # --- Scope
        ("cctp", "# Sobriété\n\nLe RGESN est une obligation légale de la commune.", "nr-0008/s-legal-duty"),
        ("cctp", "# Mobile\n\nL'application mobile native est conforme au RGAA 4.1.2.", "nr-0017/s-rgaa-hors-champ"),
        (
            "cctp",
            "# Réemploi\n\nSelon la loi AGEC, le titulaire fournit 20 % de matériel reconditionné.",
            "nr-0015/s-quota-contract",
        ),
        # --- Drafting
        ("rc", "# Critères\n\n- Prix : 60 %\n- Politique RSE de l'entreprise : 40 %", "firm_policy_criterion"),
        (
            "rc",
            "# Candidature\n\nLes candidats doivent être titulaires du label Numérique Responsable pour candidater.",
            "label_asked_of_candidate",
        ),
        ("cctp", "# Postes\n\nLes postes sont de marque Exemplar ou équivalent.", "nr-0035/s-equivalent-unjustified"),
        (
            "rc",
            "# Critères\n\n- Prix : 60 %\n- Critère environnemental : respect de la réglementation en vigueur (40 %)",
            "environmental_criterion_empty",
        ),
        ("cctp", "# Données\n\nLes données sont hébergées exclusivement en France.", "nr-0003/s-france-seule"),
        ("cctp", "# Nuage\n\nL'hébergeur est en cours de qualification SecNumCloud.", "nr-0007/s-procedure-en-cours"),
    ],
)
def test_a_draft_that_falls_into_a_trap_is_told_so(part: str, text: str, expected: str) -> None:
    assert expected in told(part, text)


def test_the_regulatory_part_asks_for_an_environmental_criterion_a_day_before_the_law() -> None:
    references = CATALOGUE.release.references
    assert references["ccp-r2152-7"].in_force_from == "2026-08-21"
    assert references["ccp-l2152-7"].in_force_from == "2026-08-22"
    assert judged("nr-0033", "2026-08-20", buyer__subject_to_ccp=True).strength == "recommended"
    assert (
        judged("nr-0033", "2026-08-21", buyer__subject_to_ccp=True, purchase__defence_or_security=False).strength
        == "mandatory"
    )


def test_thresholds_are_those_of_today() -> None:
    assert (value("seuils-2026-2027", "central"), value("seuils-2026-2027", "others")) == (140_000, 216_000)
    assert value("ccp-r2122-8", "dispensation") == 60_000


def test_the_base_never_ties_40_000_euros_to_publicity_or_competition() -> None:
    for path, where, text in all_prose(read_source(BASE)):
        if re.search(r"(?<!1)40 000", text):
            assert "données essentielles" in text or "ancien seuil de 40 000" in text, (path, where, text)


def test_the_standards_have_the_number_of_criteria_of_their_version() -> None:
    standards = read_source(BASE).standards
    assert len(standards["rgesn-2024"]["items"]) == 78
    assert len(standards["rgesn-2022"]["items"]) == 79
    assert len(standards["rgaa-4.1.2"]["items"]) == 106


def test_high_risk_ai_waits_for_december_2027_while_transparency_already_binds() -> None:
    references = CATALOGUE.release.references
    assert references["ai-act-hautrisque"].in_force_from == "2027-12-02"
    assert references["ai-act-50"].in_force_from == "2026-08-02"
    assert judged(
        "nr-0022", purchase__families=frozenset({"ai_system"}), purchase__ai_interacts_with_people=True
    ).applies


# --- Scope -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", ["hospital", "higher_education", "public_establishment", "state_operator"])
def test_the_repairability_index_and_the_reuse_share_bind_only_the_state_and_local_authorities(category: str) -> None:
    laptops = frozenset({"laptop"})
    assert judged("nr-0013", buyer__category=category, purchase__families=laptops).strength == "recommended"
    reuse = judged("nr-0015", buyer__category=category, purchase__families=laptops)
    assert reuse.strength == "recommended"
    assert {duty.verdict for duty in reuse.duties if duty.duty.because.ref == "agec-58"} <= {"does_not_apply"}


def test_secnumcloud_and_the_cloud_doctrine_never_bind_a_town() -> None:
    for criterion in CATALOGUE.criteria.values():
        for rule in criterion.applicability:
            if rule.because.ref in ("sren-31", "decret-2026-272", "arrete-2026-08-12", "circ-6404"):
                for category in ("local_authority", "local_authority_group", "hospital"):
                    item = judged(criterion.id, buyer__category=category, purchase__state_sensitive_data=True)
                    assert item.strength != "mandatory" and item.could_rise_to != "mandatory", criterion.id


def test_no_rule_rests_on_nis_2_which_french_law_has_not_taken_up() -> None:
    nis2 = CATALOGUE.release.references["nis2"]
    assert nis2.in_force_from is None
    for criterion in CATALOGUE.criteria.values():
        assert all(rule.because.ref != "nis2" for rule in criterion.applicability)


def test_the_duty_of_the_buyer_and_that_of_the_supplier_on_accessibility_stay_apart() -> None:
    roles = {basis.ref: basis.role for basis in CATALOGUE.criteria["nr-0012"].legal_basis}
    roles |= {basis.ref: basis.role for basis in CATALOGUE.criteria["nr-0017"].legal_basis}
    assert roles["loi-2005-47"] == "buyer_duty"
    assert roles["eaa-2019-882"] == "supplier_duty"


@pytest.mark.parametrize("family", ["mobile_app", "software"])
def test_what_the_rgaa_does_not_reach_is_judged_by_en_301_549(family: str) -> None:
    used = {"purchase__has_user_interface": True, "purchase__used_by_natural_persons": True}
    item = judged("nr-0017", purchase__families=frozenset({family}), **used)
    assert item.verdict == "applies"
    kept = [clause for clause in item.criterion.clauses if clause.id in item.clauses]
    assert any("EN 301 549" in clause.text for clause in kept)


def test_the_three_versions_of_en_301_549_are_told_apart() -> None:
    citation = CATALOGUE.release.references["en-301-549"].citation
    assert all(version in citation for version in ("V2.1.2", "V3.2.1", "V4.1.1"))


@pytest.mark.parametrize("category", ["local_authority", "state", "hospital"])
def test_free_software_has_priority_in_higher_education_only(category: str) -> None:
    software = frozenset({"software", "development"})
    item = judged("nr-0027", buyer__category=category, purchase__families=software)
    assert item.because is None or item.because.ref != "ceduc-l123-4-1"
    assert item.strength == "recommended" or item.because.ref != "lrn-16"


def test_nothing_excludes_a_candidate_for_data_protection_or_accessibility() -> None:
    """Exclusions are those of the code; no clause of the rules of the consultation adds one."""
    for criterion in CATALOGUE.criteria.values():
        for clause in criterion.clauses:
            if clause.part == "rc":
                assert "exclu de la procédure" not in clause.text and "exclus de la procédure" not in clause.text


# --- Drafting ----------------------------------------------------------------------------------------------------


def test_no_award_clause_marks_the_firm_or_its_label() -> None:
    for criterion in CATALOGUE.criteria.values():
        for clause in criterion.clauses:
            if clause.effect == "award_criterion":
                found = told("rc", f"# Critères d'attribution\n\n{clause.text}")
                assert not found & {"firm_policy_criterion", "environmental_criterion_empty"}, clause.id


def test_our_clauses_fall_into_no_trap() -> None:
    """A dossier made of every clause of the base shows no risk of law that our own checks look for."""
    traps = {
        "outdated_reference",
        "wrong_ccag_article",
        "label_asked_of_candidate",
        "local_preference",
        "standard_without_equivalent",
        "proprietary_format_requirement",
    }
    parts: dict[str, list[str]] = {}
    for criterion in CATALOGUE.criteria.values():
        for clause in criterion.clauses:
            parts.setdefault(clause.part, []).append(f"# {clause.heading}\n\n{clause.text}")
    documents = tuple(read_document(f"{p}.md", "\n\n".join(t).encode(), p) for p, t in parts.items())
    found = review(CATALOGUE, Dossier(documents), TODAY)
    shown = {
        risk.id: [quote.passage.text[quote.start : quote.end] for f in risk.findings for quote in f.quotes]
        for risk in found.risks
        if risk.id in traps
    }
    assert shown == {}


def test_the_label_of_telephones_is_asked_for_and_never_their_old_index() -> None:
    item = judged("nr-0013", purchase__families=frozenset({"smartphone"}))
    kept = " ".join(clause.text for clause in item.criterion.clauses if clause.id in item.clauses)
    assert "classe de réparabilité" in kept
    assert "indice de réparabilité" not in kept


def test_where_our_clauses_rest_on_the_ccag_they_fill_what_it_leaves_to_the_contract() -> None:
    """Articles 5.2 and 16.2 of the CCAG-TIC bind nobody alone: the clauses that cite them write a requirement."""
    citing = [
        (criterion.id, clause.id, clause.text)
        for criterion in CATALOGUE.criteria.values()
        for clause in criterion.clauses
        if clause.ccag and clause.ccag.article in ("tic-5.2", "tic-16.2")
    ]
    assert len(citing) >= 10
    assert [name for *name, text in citing if len(text.split()) < 15] == []


def test_what_is_not_sure_is_shown_as_such_and_carries_no_duty_alone() -> None:
    weak = {r.id for r in CATALOGUE.release.references.values() if r.confidence != "high"}
    assert weak
    for criterion in CATALOGUE.criteria.values():
        for rule in criterion.applicability:
            assert not (rule.strength == "mandatory" and rule.because.ref in weak), criterion.id
