"""The report of a review: a page that says the essential, then topic by topic, the risks, and how it was read.

It is a `Document` like the others: Word, OpenDocument and the page say the same.
"""

from __future__ import annotations

from collections import Counter

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import french_date, french_number
from clausier.engine.presumption import Shown
from clausier.engine.review import Review
from clausier.engine.standing import QualityStanding, quality_standings
from clausier.engine.text import lower_first
from clausier.generators import report_passages, report_topics
from clausier.generators.document import (
    Block,
    Document,
    Footer,
    Heading,
    ListBlock,
    Metadata,
    Paragraph,
    Radar,
    Run,
    Runs,
    Table,
    TitleBlock,
    Toc,
    runs,
)
from clausier.generators.radar import percent
from clausier.generators.remedies import Remedies
from clausier.generators.sentences import plain_value, read_by
from clausier.generators.words import STATUS, VERDICT, VERDICTS, counted, enumeration, shortened, upper_first

TITLE = "Rapport de relecture"
CAUTION = "Relecture automatique, à confirmer par une personne."
_NAMED = 4  # documents named on the first page; of more, the parts are counted
_NAME = 45  # characters of such a name
_READ = 190  # characters of them and of the remarks of their reading


def report(catalogue: Catalogue, review: Review) -> Document:
    """The report of a review made with this catalogue."""
    remedies = Remedies(catalogue, review)
    purchase = review.selection.purchase if review.scoped else None
    date = french_date(review.as_of)
    about = purchase.title if purchase else enumeration(document.name for document in review.dossier.documents)
    base = f"base {review.release} {_status(catalogue)}"
    return Document(
        metadata=Metadata(
            title=f"{TITLE} – {about}",
            subject=f"{TITLE}, droit lu au {date}",
            keywords=("achat public", "numérique responsable", "relecture", f"base {review.release}"),
            author="clausier",
            date=review.as_of,
        ),
        title_block=TitleBlock(
            purchase.buyer_name if purchase else "",
            purchase.title if purchase else "",
            TITLE,
            f"Droit lu au {date} · {upper_first(base)} · Relecture automatique, à confirmer",
        ),
        blocks=(
            *_essential(remedies),
            Toc("Sommaire", new_page=True),
            *report_topics.topics(remedies),
            *report_passages.risks(remedies),
            *report_passages.annotated(remedies),
            *_how_read(remedies),
        ),
        footer=Footer(TITLE, f"{CAUTION} {upper_first(base)}, droit au {date}"),
    )


def _status(catalogue: Catalogue) -> str:
    """« en relecture » while a criterion of the base is."""
    found = {criterion.status for criterion in catalogue.criteria.values()}
    return STATUS["review"] if found - {"stable", "deprecated"} else STATUS["stable"]


# The first page


def _essential(remedies: Remedies) -> list[Block]:
    standings = quality_standings(remedies.review, remedies.catalogue.release.qualities.values())
    return [
        Heading(1, "L'essentiel", "essential"),
        Paragraph(_read(remedies)),
        _counts(remedies.review),
        _radar(standings),
        *_to_do(remedies),
    ]


def _read(remedies: Remedies) -> Runs:
    """The documents with their part, and what is to be known of how they were read, as far as there is room."""
    documents = remedies.review.dossier.documents
    if len(documents) > _NAMED:
        parts = Counter(remedies.part(document.part) for document in documents)
        read = f"{len(documents)} documents : " + ", ".join(
            f"{part} ({n})" if n > 1 else part for part, n in parts.items()
        )
    else:
        read = ", ".join(f"{shortened(d.name, _NAME)} ({remedies.part(d.part)})" for d in documents)
    remarks = " ".join(dict.fromkeys(remark for document in documents for remark in document.remarks))
    if len(read) + len(remarks) > _READ:
        remarks = "Remarques de lecture : voir à la fin."
    return runs(Run("Relu : ", "strong"), f"{read}. {remarks}".rstrip())


def _counts(review: Review) -> Table:
    verdicts = [topic.verdict for topic in review.topics]
    findings = sum(len(risk.findings) for risk in review.risks)
    told = counted(findings, "constat")
    return Table(
        caption="Les sujets par constat, et les risques",
        description="Le nombre de sujets pour chacun des cinq constats, puis le nombre de risques de droit.",
        header=(*(upper_first(label) for label in VERDICTS.values()), "Risques de droit"),
        widths=(14, 14, 14, 15, 22, 21),
        rows=(
            (
                *(runs(Run(str(verdicts.count(verdict)), "strong")) for verdict in VERDICT),  # type: ignore[arg-type]
                runs(Run(str(len(review.risks)), "strong"), f" ({told})" if review.risks else ""),
            ),
        ),
        keep=True,
        titled=False,
    )


def _radar(standings: tuple[QualityStanding, ...]) -> Radar:
    shares = tuple(standing.share for standing in standings)
    told = ", ".join(f"{s.quality.label} {percent(s.share)}" for s in standings)
    return Radar(
        table=Table(
            caption="Les sept qualités : part des critères que le dossier couvre",
            description="Pour chaque qualité, la part des critères couverts et le nombre de critères par constat.",
            header=("Qualité", "Part", "Critères évalués"),
            widths=(30, 20, 50),
            rows=tuple(
                (runs(Run(s.quality.label, "strong")), runs(percent(s.share)), runs(_met(s))) for s in standings
            ),
        ),
        shares=shares,
        picture="En un coup d'œil",
        description=f"Radar à sept axes, du centre (0 %) au bord (100 %) : {told}.",
    )


def _met(standing: QualityStanding) -> str:
    """« 3 couverts, 1 faible, 12 absents »."""
    counts = {verdict: len(ids) for verdict, ids in standing.met.items()}
    told = [f"{n} {(VERDICTS if n > 1 else VERDICT)[verdict]}" for verdict, n in counts.items() if n]
    return ", ".join(told) or "aucun"


def _to_do(remedies: Remedies) -> list[Block]:
    found = remedies.first()
    if not found:
        return [Paragraph(runs("Rien à reprendre n'a été trouvé : à confirmer par une personne."))]
    return [
        Table(
            caption=f"Les {len(found)} choses à faire d'abord" if len(found) > 1 else "La chose à faire d'abord",
            description="Ce que dit le projet, où, ce qu'il faut faire et ce qui le demande ; le plus grave d'abord.",
            header=("Ce que dit le projet", "Ce qu'il faut faire"),
            widths=(50, 50),
            rows=tuple(
                (
                    runs(f"{rank}. ", Run(todo.place, "strong"), f". {todo.said}"),
                    runs(todo.action, Run(f" {todo.mark}" if todo.mark else "", "aside")),
                )
                for rank, todo in enumerate(found, start=1)
            ),
        )
    ]


# How it was read


def _how_read(remedies: Remedies) -> list[Block]:
    catalogue, review = remedies.catalogue, remedies.review
    references = [
        catalogue.release.references[basis.ref] for c in catalogue.criteria.values() for basis in c.legal_basis
    ]
    return [
        Heading(1, "Comment ce dossier a été lu", "how"),
        Table(
            caption="Les documents lus",
            description="Pour chaque document : la pièce reconnue, le nombre de mots, et les remarques de lecture.",
            header=("Document", "Pièce", "Mots", "Remarques de lecture"),
            widths=(34, 16, 12, 38),
            rows=tuple(
                (
                    runs(document.name),
                    runs(remedies.part(document.part)),
                    runs(french_number(sum(len(passage.text.split()) for passage in document.passages))),
                    runs(" ".join(document.remarks) or "Aucune"),
                )
                for document in review.dossier.documents
            ),
        ),
        ListBlock(
            (
                runs(
                    Run(CAUTION, "strong"),
                    " Elle reconnaît des tournures et des mots ; elle cite ses passages, peut "
                    "en manquer et peut se tromper. Elle ne remplace ni un juriste ni la décision de l'acheteur.",
                ),
                runs(
                    "Un sujet n'est dit absent que si la pièce où on l'attend a été remise ; sinon il est impossible à "
                    "évaluer. Les images, les plans et les annexes non remises n'ont pas été lus."
                ),
                runs(_purchase(review)),
                runs(
                    "La part d'une qualité compte chaque critère évalué : 1 s'il la sert d'abord, ½ s'il y contribue ; "
                    "couvert il compte en entier, faible pour moitié, absent pour rien. Elle décrit le projet, elle ne "
                    "le note pas."
                ),
                runs(
                    f"Les critères viennent de la base {review.release}, {_status(catalogue)} (empreinte "
                    f"{review.digest[:12]}), et le droit est lu au {french_date(review.as_of)}. {read_by(references)}"
                ),
                runs(
                    "La lecture se fait sur la machine où clausier est installé : aucun document n'en sort, et aucun "
                    "service distant n'est consulté. Ce rapport cite le projet : gardez-le aussi confidentiel que lui."
                ),
            )
        ),
    ]


def _purchase(review: Review) -> str:
    """What decides which topics are expected."""
    if review.scoped:
        return "L'achat décrit dit quels sujets le concernent ; les autres sont sans objet."
    described = "décrivez l'achat (option --purchase) pour une relecture plus juste."
    if not review.shown:
        return f"L'achat n'est pas décrit, et le projet ne le montre pas : tous les sujets sont attendus ; {described}"
    shown = ", ".join(f"{lower_first(one.fact.label)} : {_value(one)}" for one in review.shown)
    return f"L'achat n'est pas décrit ; il a été lu dans le projet, et reste à confirmer ({shown}) ; {described}"


def _value(shown: Shown) -> str:
    return plain_value(shown.fact, frozenset(shown.value) if isinstance(shown.value, list) else shown.value)
