"""The command line as a person meets it: real processes, French sentences, exit statuses, nothing half-written."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "clausier.api.cli", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    return call


def test_select_says_what_applies_why_and_under_which_law(run: Run) -> None:
    done = run("select", EXAMPLES / "achat.yaml")
    assert done.returncode == 0, done.stderr
    assert "NR-0012 [obligatoire]" in done.stdout
    assert "autorité publique centrale (non)" in " ".join(done.stdout.split())
    assert "Loi n° 2005-102" in " ".join(done.stdout.split())
    assert "Les sept qualités" in done.stdout


def test_select_reads_the_law_at_the_date_asked(run: Run) -> None:
    def environmental(date: str) -> str:
        chosen = json.loads(run("select", EXAMPLES / "achat.yaml", "--as-of", date, "--format", "json").stdout)
        return str(next(c["strength"] for c in chosen["criteria"] if c["id"] == "nr-0033"))

    assert (environmental("2026-08-20"), environmental("2026-08-22")) == ("recommended", "mandatory")


def test_select_shows_every_condition_when_asked(run: Run) -> None:
    done = run("select", EXAMPLES / "achat.yaml", "--trace")
    assert "règle « obligatoire »" in done.stdout and "Familles achetées" in done.stdout


def test_a_profile_of_ones_own_lies_over_that_of_the_base(run: Run) -> None:
    done = run("select", EXAMPLES / "achat.yaml", "--profile", EXAMPLES / "profil-opsn.yaml", "--format", "json")
    chosen = json.loads(done.stdout)
    assert chosen["profile"] == ["premiers-pas", "opsn-exemple"]
    assert any(c["kind"] == "exclude" and c["criterion"] == "nr-0013" for c in chosen["changes"])
    assert "nr-0013" not in {c["id"] for c in chosen["criteria"]}


def test_review_quotes_the_passages_of_a_word_draft(run: Run) -> None:
    done = run("review", EXAMPLES / "projet-cctp.docx", "--purchase", EXAMPLES / "achat.yaml", "--format", "json")
    found = json.loads(done.stdout)
    topics = {topic["topic"]: topic for topic in found["topics"]}
    assert topics["accessibility"]["verdict"] in ("weak", "satisfied")
    assert any("75 %" in quote["passage"] for quote in topics["accessibility"]["quotes"])
    assert topics["repairability_spare_parts"]["verdict"] == "not_applicable"
    risks = {risk["topic"]: risk for risk in found["risks"]}
    assert "proprietary_format_requirement" in risks
    for quote in topics["accessibility"]["quotes"]:
        assert 0 <= quote["start"] < quote["end"] <= len(quote["passage"])


def test_review_writes_its_report_in_the_forms_asked_for(run: Run, tmp_path: Path) -> None:
    done = run("review", EXAMPLES / "projet-cctp.docx", "-o", "relecture", "--formats", "html", "odt")
    assert done.returncode == 0, done.stderr
    assert {"rapport.html", "rapport.odt"} <= {path.name for path in (tmp_path / "relecture").iterdir()}
    assert "rapport.docx" not in {path.name for path in (tmp_path / "relecture").iterdir()}
    assert "relecture/rapport.html" in done.stderr


def test_review_counts_what_it_does_not_show_and_says_what_a_risk_puts_at_stake(run: Run, tmp_path: Path) -> None:
    vague = "\n\n".join(f"Le module {n} sera convivial et intuitif." for n in range(6))
    (tmp_path / "cctp.md").write_text(f"# Écrans\n\n{vague}\n\nL'interface devra être engageante.\n", "utf-8")
    said = run("review", "cctp.md").stdout
    assert "  et 3 autres constats\n" in said
    attention = said[said.index("Respect de l'attention (1 constat)") :]
    assert "Un service public se mesure au temps" in attention
    assert re.search(r"Mieux\s:\spar exemple «", attention)


def test_review_prints_a_sarif_log(run: Run) -> None:
    log = json.loads(run("review", EXAMPLES / "projet-cctp.docx", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"]


def test_several_drafts_are_one_dossier(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cctp.txt").write_text("Le service est rapide.\n", "utf-8")
    (tmp_path / "rc.md").write_text("# Critères d'attribution\n\nPrix : 60 %\n\nValeur technique : 40 %\n", "utf-8")
    alone = json.loads(run("review", "cctp.txt", "--format", "json").stdout)
    both = json.loads(run("review", "cctp.txt", "rc.md", "--format", "json").stdout)

    def award(review: dict[str, list[dict[str, str]]]) -> str:
        return next(t["verdict"] for t in review["topics"] if t["topic"] == "environmental_award_criterion")

    assert (award(alone), award(both)) == ("cannot_evaluate", "missing")


def test_assess_gives_intervals(run: Run) -> None:
    done = run("assess", EXAMPLES / "reponses.json", "--format", "json")
    scored = json.loads(done.stdout)
    low, high = scored["criteria"][0]["score"]
    assert 0 < low < high < 10
    assert scored["gains"][0]["points"] > 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("titre: x\n", "clé inconnue « titre »"),
        ("title: x\nfacts: {buyer.categry: state}\n", "Vouliez-vous « buyer.category » ?"),
        ("title: x\nparameters: {nr-0012: {target_rate: 12}}\n", "hors des bornes"),
        ("title: x\nas_of: 2026-13-45\n", "n'est pas une date"),
        ("title: [x\n", "n'est pas du YAML lisible"),
        ("- title\n", "le fichier ne contient pas de clés"),
        ("", "le fichier ne contient pas de clés"),
        ("title: x\ntitle: y\n", "clé écrite deux fois"),
        ("a: &a [1]\nb: *a\n", "renvois"),
        ("[" * 50_000, "trop de niveaux imbriqués"),
    ],
)
def test_a_purchase_at_fault_ends_in_a_sentence_that_names_the_file(
    run: Run, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "achat.yaml").write_text(content, "utf-8")
    for command in (["select", "achat.yaml"], ["clauses", "achat.yaml", "-o", "pieces"]):
        done = run(*command)
        assert done.returncode == 2
        assert said in done.stderr and "achat.yaml" in done.stderr
        assert "Traceback" not in done.stderr and done.stdout == ""
    assert not (tmp_path / "pieces").exists()


def test_a_purchase_in_a_wrong_encoding_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "achat.yaml").write_bytes("title: Été\n".encode("cp1252"))
    done = run("select", "achat.yaml")
    assert done.returncode == 2 and "UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "il manque commande"),
        (["selct"], "Vouliez-vous « select » ?"),
        (["select"], "il manque ACHAT"),
        (["select", "absent.yaml"], "absent.yaml : le fichier est introuvable"),
        (["select", "."], "c'est un dossier, pas un fichier"),
        (["select", EXAMPLES / "achat.yaml", "--profile", "inconnu"], "profil inconnu « inconnu »"),
        (["select", EXAMPLES / "achat.yaml", "--as-of", "demain"], "« demain » n'est pas une date"),
        (
            ["select", EXAMPLES / "achat.yaml", "--release", EXAMPLES / "reponses.json"],
            "n'est pas une version compilée",
        ),
        (["review", EXAMPLES / "projet-cctp.docx", "--as-of", "demain"], "« demain » n'est pas une date"),
        (["review", EXAMPLES / "projet-cctp.docx", "--part", "cctp"], "FICHIER=PIÈCE"),
        (["review", EXAMPLES / "projet-cctp.docx", "--part", "projet-cctp.docx=cctpp"], "Vouliez-vous « cctp » ?"),
        (["review", EXAMPLES / "projet-cctp.docx", "--formats", "html"], "--formats : aucun dossier où écrire"),
        (["review", EXAMPLES / "projet-cctp.docx", "-o", "/proc/x"], "/proc/x : ce dossier ne peut pas être créé"),
        (["assess", EXAMPLES / "achat.yaml"], "clé manquante « answers »"),
        (["base", "check", "--folder", "nulle-part"], "n'est pas une base de critères"),
        (["base", "explain", "nr-9999", "--folder", ROOT / "criteria"], "critère inconnu « nr-9999 »"),
        (["base", "new", "ecologie", "x", "--folder", ROOT / "criteria"], "thème inconnu « ecologie »"),
        (["serve", "--port", "99999"], "port"),
    ],
)
def test_each_mistake_of_the_command_line_is_said_in_french(run: Run, arguments: list[object], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_file_that_is_not_word_is_named_for_what_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cctp.docx").write_bytes(b"%PDF-1.7 pas du Word")
    with zipfile.ZipFile(tmp_path / "vide.docx", "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    for name in ("cctp.docx", "vide.docx"):
        done = run("review", name)
        assert done.returncode == 2 and done.stderr.startswith(name) and done.stderr.count("\n") == 1


def test_a_new_purchase_is_a_file_of_questions_that_works_as_it_stands(run: Run, tmp_path: Path) -> None:
    assert run("new", "achat.yaml").returncode == 0
    text = (tmp_path / "achat.yaml").read_text("utf-8")
    assert "# Quel type d'acheteur êtes-vous ?" in text and "local_authority : Collectivité" in text
    assert run("select", "achat.yaml").returncode == 0
    answered = text.replace("  # purchase.personal_data: oui", "  purchase.personal_data: oui")
    (tmp_path / "achat.yaml").write_text(answered, "utf-8")
    assert "purchase.personal_data," not in run("select", "achat.yaml").stdout
    assert run("new", "achat.yaml").returncode == 2
    assert (tmp_path / "achat.yaml").read_text("utf-8") == answered


def test_every_fact_offered_in_a_new_purchase_is_accepted(run: Run, tmp_path: Path) -> None:
    run("new", "achat.yaml")
    lines = (tmp_path / "achat.yaml").read_text("utf-8").splitlines()
    answered = [
        line.replace("# ", "", 1) if line.startswith(("  # buyer.", "  # purchase.")) else line for line in lines
    ]
    (tmp_path / "achat.yaml").write_text("\n".join(answered), "utf-8")
    done = run("select", "achat.yaml")
    assert done.returncode == 0, done.stderr


def test_a_vendor_gets_a_file_of_questions_to_fill_in_and_never_loses_one(run: Run, tmp_path: Path) -> None:
    asked = run("questions", EXAMPLES / "achat.yaml")
    assert "q-essais : Combien de séances" in " ".join(asked.stdout.split())
    assert run("questions", EXAMPLES / "achat.yaml", "-o", "reponses.json").returncode == 0
    form = json.loads((tmp_path / "reponses.json").read_text("utf-8"))
    form["answers"]["nr-0012"]["q-essais"]["value"] = 3
    (tmp_path / "reponses.json").write_text(json.dumps(form), "utf-8")
    scored = json.loads(run("assess", "reponses.json", "--format", "json").stdout)
    low, high = next(c["score"] for c in scored["criteria"] if c["id"] == "nr-0012")
    assert 0 < low < high
    again = run("questions", EXAMPLES / "achat.yaml", "-o", "reponses.json")
    assert again.returncode == 2 and "ce fichier existe déjà" in again.stderr
    assert json.loads((tmp_path / "reponses.json").read_text("utf-8")) == form


def test_a_criterion_is_explained_from_the_installed_base_alone(run: Run) -> None:
    listed, page = run("explain"), run("explain", "NR-0012")
    assert "NR-0012  " in listed.stdout
    assert page.stdout.startswith("# NR-0012") and "Loi n°\u00a02005-102" in page.stdout
    assert "critère inconnu « nr-9999 »" in run("explain", "nr-9999").stderr


def test_incomplete_documents_are_said_to_be_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "achat.yaml").write_text(
        "title: Logiciel\nas_of: 2026-11-22\nfacts: {purchase.families: [saas], purchase.personal_data: true}\n",
        "utf-8",
    )
    done = run("clauses", "achat.yaml", "-o", "pieces", "--formats", "odt")
    assert done.returncode == 0 and "Ces pièces sont incomplètes" in done.stderr
    assert "répondez d'abord à" in done.stderr


def test_a_publication_leaves_no_trace_of_its_making_but_in_the_note(run: Run, tmp_path: Path) -> None:
    done = run("clauses", EXAMPLES / "achat.yaml", "-o", "pieces", "--formats", "docx", "--publication")
    assert done.returncode == 0 and "à compléter, entre crochets" in done.stderr

    def text(name: str) -> str:
        with zipfile.ZipFile(tmp_path / "pieces" / name) as package:
            return package.read("word/document.xml").decode()

    assert "NR-0012" not in text("cctp.docx") and "RGAA" in text("cctp.docx")
    assert "NR-0012" in text("note-de-justification.docx")


def test_a_survey_reads_the_law_at_one_date(run: Run, tmp_path: Path) -> None:
    for name, date in (("a", "2026-08-20"), ("b", "2026-08-22")):
        (tmp_path / f"{name}.yaml").write_text(f"title: {name}\nas_of: {date}\n", "utf-8")
    assert "dates différentes" in run("survey", "a.yaml", "b.yaml").stderr
    assert "2 achats, droit lu au 22 août 2026" in run("survey", "a.yaml", "b.yaml", "--as-of", "2026-08-22").stdout


def test_a_new_criterion_is_created_under_the_next_free_id(run: Run, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "criteria", tmp_path / "criteria", ignore=shutil.ignore_patterns("__pycache__"))
    done = run("base", "new", "inclusion", "sous-titrage-des-videos")
    created = next((tmp_path / "criteria").rglob("*-sous-titrage-des-videos.yaml"))
    assert done.returncode == 0 and created.stem[:7] in done.stdout
    checked = run("base", "check", "--only", created.stem[:7])
    assert checked.returncode == 1 and "défauts" in checked.stderr
    assert "title : ce texte reste à écrire" in checked.stderr or "trop courte" in checked.stderr


def test_a_release_that_was_altered_is_refused(run: Run, tmp_path: Path) -> None:
    body = next((ROOT / "criteria" / "releases").glob("*.json")).read_text("utf-8")
    (tmp_path / "autre.json").write_text(body.replace('"version":', '"autre":', 1), "utf-8")
    done = run("select", EXAMPLES / "achat.yaml", "--release", "autre.json")
    assert done.returncode == 2 and "n'est pas une version compilée" in done.stderr


def test_profiles_are_listed_with_whom_they_serve(run: Run) -> None:
    done = run("profiles")
    assert done.returncode == 0, done.stderr
    assert "premiers-pas (12 critères)" in done.stdout
    assert "Établissement public de santé" in done.stdout
    assert {p["id"] for p in json.loads(run("profiles", "--format", "json").stdout)} >= {"opsn", "hopital"}


def test_coverage_says_what_each_standard_has_and_lacks(run: Run) -> None:
    done = run("base", "coverage", "--folder", ROOT / "criteria")
    assert done.returncode == 0, done.stderr
    assert re.search(r"rgaa-4\.1\.2 +106 sur 106 █{24}", done.stdout)
    assert "gr491 : cité par son adresse seulement" in " ".join(done.stdout.split())
    assert "rgesn-2022 : remplacé par rgesn-2024" in done.stdout
    one = run("base", "coverage", "--folder", ROOT / "criteria", "--standard", "rgesn-2024")
    assert "4.13 : NR-0021" in " ".join(one.stdout.split())
    data = json.loads(run("base", "coverage", "--folder", ROOT / "criteria", "--format", "json").stdout)
    assert data["standards"]["rgaa-4.1.2"]["left"] == []


def test_an_unknown_standard_is_refused_with_the_nearest(run: Run) -> None:
    done = run("base", "coverage", "--folder", ROOT / "criteria", "--standard", "rgesn-2023")
    assert done.returncode == 2
    assert "référentiel inconnu « rgesn-2023 »" in done.stderr and "rgesn-2024" in done.stderr


def test_a_purchase_that_asks_too_much_for_its_amount_is_told_so(run: Run, tmp_path: Path) -> None:
    achat = tmp_path / "achat.yaml"
    achat.write_text(
        "title: Site\nfacts:\n  buyer.category: local_authority\n  purchase.families: [web]\n"
        "  purchase.estimated_value: 12000\n"
    )
    said = " ".join(run("select", achat).stdout.split())
    assert "C’est trop pour le montant" in said and "soit 12 ici" in said
    assert json.loads(run("select", achat, "--format", "json").stdout)["proportion"]["excessive"] is True


def test_a_purchase_may_name_its_profile_and_the_command_line_has_the_last_word(run: Run, tmp_path: Path) -> None:
    achat = tmp_path / "achat.yaml"
    achat.write_text("title: Site\nprofile: premiers-pas\nfacts:\n  purchase.families: [web]\n")
    assert json.loads(run("select", achat, "--format", "json").stdout)["profile"] == ["premiers-pas"]
    other = run("select", achat, "--profile", "hopital", "--format", "json")
    assert json.loads(other.stdout)["profile"] == ["hopital"]
    achat.write_text("title: Site\nprofile: premier-pas\n")
    assert run("select", achat).returncode == 2
    assert "profil inconnu « premier-pas »" in run("select", achat).stderr


def test_a_criterion_is_explained_by_its_number_however_written_or_found_by_a_word(run: Run) -> None:
    assert run("explain", "NR12").stdout.startswith("# NR-0012")
    assert run("explain", "12").stdout.startswith("# NR-0012")
    assert "NR-0012" in run("explain", "rgaa").stdout
    assert run("explain", "zorglub").returncode == 2


def test_answers_are_written_to_json_only(run: Run, tmp_path: Path) -> None:
    done = run("questions", EXAMPLES / "achat.yaml", "-o", tmp_path / "reponses.docx")
    assert done.returncode == 2
    assert "reponses.docx » n'est pas un fichier .json" in done.stderr
    assert not (tmp_path / "reponses.docx").exists()


def test_a_criterion_still_to_be_written_is_not_locked(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "criteria"
    shutil.copytree(ROOT / "criteria", folder, ignore=shutil.ignore_patterns("releases", "__pycache__"))
    assert run("base", "new", "inclusion", "essai", "--folder", folder).returncode == 0
    before = (folder / "criteria.lock.json").read_bytes()
    done = run("base", "lock", "--folder", folder)
    assert done.returncode == 1 and "défaut" in done.stderr
    assert (folder / "criteria.lock.json").read_bytes() == before


def test_a_survey_counts_under_one_profile(run: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "un.yaml", tmp_path / "deux.yaml"
    one.write_text("title: Un\nas_of: '2026-11-22'\nprofile: premiers-pas\n")
    other.write_text("title: Deux\nas_of: '2026-11-22'\n")
    refused = run("survey", one, other)
    assert refused.returncode == 2
    assert "les achats ne nomment pas le même profil (aucun, premiers-pas)" in refused.stderr
    assert run("survey", one, other, "--profile", "premiers-pas").returncode == 0
    assert run("survey", one).stdout.count("NR-") <= 12
