"""The verdicts of a review: what settles one, what leaves it open, and what the draft shows of its purchase."""

from __future__ import annotations

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.context import Aside, aside
from clausier.engine.lines import lines_of
from clausier.engine.overlay import resolve_profile, whole_catalogue
from clausier.engine.purchase import Purchase, parse_purchase
from clausier.engine.recogniser import shipped_recogniser
from clausier.engine.release import shipped
from clausier.engine.review import CriterionReview, Review, TopicReview, review
from clausier.engine.selection import select
from clausier.readers.dossier import assemble, read_document

AS_OF = "2026-11-22"
RGAA = "Le site est conforme au RGAA 4.1.2 à 90 %, constaté par un audit avant la recette."


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def reviewed(catalogue: Catalogue, **parts: str) -> Review:
    """A review of drafts written in Markdown, of a purchase of which nothing is known."""
    documents = [read_document(f"{part}.md", text.encode(), part) for part, text in parts.items()]
    return review(catalogue, assemble(documents), AS_OF, select(catalogue, Purchase("", AS_OF)))


def criterion(result: Review, name: str) -> CriterionReview:
    return next(c for c in result.criteria if c.criterion.id == name)


def topic(result: Review, name: str) -> TopicReview:
    return next(t for t in result.topics if t.topic.id == name)


def need(found: CriterionReview, name: str) -> tuple[str, str]:
    return next((n.verdict, n.reason) for n in found.needs if n.need.id == name)


def test_a_level_with_its_control_settles_the_needs_they_answer(catalogue: Catalogue) -> None:
    found = criterion(reviewed(catalogue, cctp=f"# Exigences\n\n{RGAA}"), "nr-0012")
    assert need(found, "niveau") == ("satisfied", "")
    assert need(found, "controle") == ("satisfied", "")


def test_what_no_part_handed_in_could_say_cannot_be_evaluated(catalogue: Catalogue) -> None:
    found = criterion(reviewed(catalogue, ae="# Prix\n\nLe prix est ferme."), "nr-0012")
    assert (found.verdict, found.reason) == ("cannot_evaluate", "part_absent")


def test_a_book_of_clauses_stands_for_both_books(catalogue: Catalogue) -> None:
    silent = criterion(reviewed(catalogue, ccp="# Prix\n\nLe prix est ferme."), "nr-0012")
    assert silent.verdict == "missing"


def test_a_blank_leaves_its_need_open(catalogue: Catalogue) -> None:
    blank = "Le site est conforme au RGAA à [PRÉCISER LE TAUX] des critères."
    found = criterion(reviewed(catalogue, cctp=f"# Accessibilité\n\n{blank}"), "nr-0012")
    assert need(found, "niveau") == ("cannot_evaluate", "blank")
    settled = criterion(reviewed(catalogue, cctp=f"# Accessibilité\n\n{blank}\n\n{RGAA}"), "nr-0012")
    assert need(settled, "niveau") == ("satisfied", "")


def test_a_reservation_weakens_what_another_sentence_requires(catalogue: Catalogue) -> None:
    emptied = f"# Exigences\n\n{RGAA}\n\nLe titulaire veille au respect du RGAA dans la mesure du possible."
    assert need(criterion(reviewed(catalogue, cctp=emptied), "nr-0012"), "niveau") == ("weak", "contradicted")


def test_an_outdated_text_makes_a_need_weak(catalogue: Catalogue) -> None:
    found = criterion(reviewed(catalogue, cctp="# Exigences\n\nLe site respecte le RGAA 3."), "nr-0012")
    assert need(found, "niveau") == ("weak", "contradicted")


@pytest.mark.parametrize(
    ("heading", "text", "why"),
    [
        ("4. Prestations hors périmètre", RGAA, "excluded"),
        ("1.2 Glossaire", RGAA, "defined"),
        ("2. Description de l'existant", RGAA, "existing"),
        ("3. Textes applicables", RGAA, "law_list"),
        ("5. Le service", "La conformité au RGAA n'est pas exigée pour ce marché.", "negated"),
        ("5. Le service", "La collectivité a mis en place un audit RGAA de ses sites.", "buyer"),
        ("5. Le service", "Référentiel RGAA : sans objet", "negated"),
        ("5. Le service", RGAA, None),
    ],
)
def test_where_and_how_a_thing_is_said_decides_whether_it_counts(heading: str, text: str, why: Aside | None) -> None:
    drafts = assemble([read_document("cctp.md", f"# {heading}\n\n{text}".encode(), "cctp")])
    line = lines_of(drafts)[-1]
    start = line.folded.index("rgaa")
    assert aside(line, start, start + 4) == why


def test_the_words_of_a_web_address_say_nothing() -> None:
    text = "Voir https://ecoresponsable.exemple.fr/rgaa, puis www.exemple.fr/insertion."
    (line,) = lines_of(assemble([read_document("cctp.md", text.encode(), "cctp")]))
    assert len(line.folded) == len(text)
    assert line.folded.split() == ["voir", "puis"]


def test_a_line_that_opens_a_list_is_read_with_its_items(catalogue: Catalogue) -> None:
    text = "Les données personnelles sont hébergées :\n\n- en France ;\n- dans l'Union européenne."
    (first, *_) = lines_of(assemble([read_document("cctp.md", text.encode(), "cctp")]))
    assert first.whole == "les donnees personnelles sont hebergees : en france ; dans l'union europeenne."
    found = topic(reviewed(catalogue, cctp=f"# Hébergement\n\n{text}"), "data_location_sovereignty")
    assert found.hints[0].passage.text == "Les données personnelles sont hébergées :"


def test_what_is_set_aside_covers_nothing(catalogue: Catalogue) -> None:
    assert topic(reviewed(catalogue, cctp=f"# Glossaire\n\n{RGAA}"), "accessibility").verdict == "missing"
    assert topic(reviewed(catalogue, cctp=f"# Exigences\n\n{RGAA}"), "accessibility").verdict != "missing"


def test_the_purchase_is_read_in_the_draft_where_nobody_described_it(catalogue: Catalogue) -> None:
    text = (
        "# Objet du marché\n\nLa commune achète un site internet pour ses habitants.\n\n# Suite\n\nIl est livré en mai."
    )
    drafts = assemble([read_document("cctp.md", text.encode(), "cctp")])
    found = review(catalogue, drafts, AS_OF)
    shown = {one.fact.id: one.value for one in found.shown}
    assert shown["purchase.families"] == ["web"]
    assert shown["buyer.category"] == "local_authority"
    assert shown["purchase.public_facing"] is True
    assert not found.scoped
    assert criterion(found, "nr-0013").verdict == "not_applicable"  # no device is bought
    assert all(quote.passage.text[quote.start : quote.end] for one in found.shown for quote in one.quotes)


def test_the_description_of_the_buyer_comes_first(catalogue: Catalogue) -> None:
    drafts = assemble([read_document("cctp.md", b"# Objet\n\nUn site internet.", "cctp")])
    described = select(catalogue, Purchase("Postes", AS_OF, facts={"purchase.families": frozenset({"laptop"})}))
    found = review(catalogue, drafts, AS_OF, described)
    assert found.scoped
    assert found.shown == ()
    assert criterion(found, "nr-0013").verdict != "not_applicable"


def with_recogniser(catalogue: Catalogue, **parts: str) -> Review:
    documents = [read_document(f"{part}.md", text.encode(), part) for part, text in parts.items()]
    known = select(catalogue, Purchase("", AS_OF))
    return review(catalogue, assemble(documents), AS_OF, known, shipped_recogniser())


def test_a_need_said_much_like_an_example_is_weak_and_not_missing(catalogue: Catalogue) -> None:
    text = "# Exploitation\n\nLe prix est ferme. Tout incident est annoncé au centre en 24 heures."
    assert need(criterion(reviewed(catalogue, cctp=text), "nr-0006"), "incidents") == ("missing", "")
    found = criterion(with_recogniser(catalogue, cctp=text), "nr-0006")
    assert need(found, "incidents") == ("weak", "other_words")
    (quote,) = next(n.hints for n in found.needs if n.need.id == "incidents")
    assert quote.passage.text[quote.start : quote.end] == "Tout incident est annoncé au centre en 24 heures."


def test_a_sentence_about_something_else_is_like_no_example(catalogue: Catalogue) -> None:
    text = "# Prix\n\nLe prix est ferme la première année, puis révisé à chaque date anniversaire."
    found = with_recogniser(catalogue, cctp=text)
    assert {n.reason for c in found.criteria for n in c.needs} <= {"", "part_absent"}


def test_a_criterion_on_the_firm_is_a_bad_environmental_criterion_and_not_none(catalogue: Catalogue) -> None:
    text = "# Critères de jugement des offres\n\n- Politique environnementale de l'entreprise : 10 %\n- Prix : 90 %"
    found = topic(with_recogniser(catalogue, rc=text), "environmental_award_criterion")
    assert (found.verdict, found.reason) == ("weak", "contradicted")


def test_of_a_purchase_that_is_not_digital_only_what_is_asked_of_all_is_expected(catalogue: Catalogue) -> None:
    text = "# Objet\n\nFourniture de denrées.\n\n# Produits\n\nLe riz est livré en sacs.\n\nLes fruits sont de saison."
    drafts = assemble([read_document("cctp.md", text.encode(), "cctp")])
    found = review(catalogue, drafts, AS_OF, None, shipped_recogniser())
    assert not found.digital
    assert topic(found, "accessibility").verdict == "not_applicable"
    assert topic(found, "social_insertion").verdict != "not_applicable"
    site = "# Objet\n\nRefonte du site internet.\n\n# Hébergement\n\nLe serveur est sauvegardé."
    assert review(catalogue, assemble([read_document("cctp.md", site.encode(), "cctp")]), AS_OF).digital


# --- What the buyer's ambition and profile leave aside ------------------------------------------------------------


def _against(profile: str | None, ambition: str) -> Review:
    release = shipped()
    catalogue = resolve_profile(release, profile) if profile else whole_catalogue(release)
    facts = {"buyer.category": "local_authority", "purchase.families": ["web"]}
    purchase = parse_purchase({"title": "Site", "ambition": ambition, "facts": facts}, catalogue, "2026-11-22")
    draft = read_document("cctp.md", b"# Objet\n\nRefonte du site de la commune.", "cctp")
    return review(catalogue, assemble([draft]), "2026-11-22", select(catalogue, purchase))


def test_what_is_proposed_from_a_higher_ambition_only_is_not_missing() -> None:
    first = {c.criterion.id: c for c in _against(None, "baseline").criteria}
    assert (first["nr-0129"].verdict, first["nr-0129"].reason) == ("not_applicable", "beyond_ambition")
    assert first["nr-0012"].verdict == "missing"
    higher = {c.criterion.id: c for c in _against(None, "advanced").criteria}
    assert higher["nr-0129"].verdict == "missing"


def test_a_topic_of_which_the_profile_keeps_no_criterion_is_not_missing() -> None:
    topics = {t.topic.id: t for t in _against("premiers-pas", "baseline").topics}
    assert (topics["ecodesign"].verdict, topics["ecodesign"].reason) == ("not_applicable", "outside_profile")
    assert topics["accessibility"].verdict == "missing"
