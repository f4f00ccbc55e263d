"""A dossier given back annotated, as a person asks for it: where it goes, what is said, and what is refused."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("projet-cctp.docx", "achat.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    return tmp_path


def review(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "clausier.api.cli", "review", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_draft_comes_back_with_comments_and_clauses(folder: Path) -> None:
    done = review(folder, "projet-cctp.docx", "--purchase", "achat.yaml", "-o", "rendu")
    assert done.returncode == 0, done.stderr
    assert "projet-cctp.docx : " in done.stderr
    assert "proposées en modifications suivies, à accepter ou à refuser une à une." in done.stderr
    with zipfile.ZipFile(folder / "rendu" / "projet-cctp.docx") as package:
        assert b'w:author="clausier"' in package.read("word/comments.xml")
        assert b'<w:ins w:id="' in package.read("word/document.xml")


def test_it_is_written_again_over_itself_and_adds_nothing_to_its_own_work(folder: Path) -> None:
    arguments = ("--purchase", "achat.yaml", "-o")
    assert review(folder, "projet-cctp.docx", *arguments, "rendu").returncode == 0
    first = (folder / "rendu" / "projet-cctp.docx").read_bytes()
    assert review(folder, "projet-cctp.docx", *arguments, "rendu").returncode == 0
    assert (folder / "rendu" / "projet-cctp.docx").read_bytes() == first
    again = review(folder, "rendu/projet-cctp.docx", *arguments, "encore")
    assert "projet-cctp.docx : rien à ajouter." in again.stderr
    assert (folder / "encore" / "projet-cctp.docx").read_bytes() == first


def test_the_original_is_never_written_over(folder: Path) -> None:
    before = (folder / "projet-cctp.docx").read_bytes()
    done = review(folder, "projet-cctp.docx", "-o", ".")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        ". : ce dossier contient l'original à annoter. Choisissez un autre dossier.\n",
    )
    assert (folder / "projet-cctp.docx").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"projet-cctp.docx", "achat.yaml"}


def test_the_work_of_someone_else_is_left_alone_and_nothing_is_half_written(folder: Path) -> None:
    (folder / "rendu").mkdir()
    (folder / "rendu" / "rapport.docx").write_text("à garder")
    done = review(folder, "projet-cctp.docx", "-o", "rendu")
    assert done.returncode == 2
    assert "rapport.docx : ce fichier existe déjà" in done.stderr
    assert [path.name for path in (folder / "rendu").iterdir()] == ["rapport.docx"]


def test_other_formats_and_no_purchase_are_said_in_a_sentence_each(folder: Path) -> None:
    (folder / "rc.md").write_text("# Objet\n\nLe site sera convivial.\n", "utf-8")
    done = review(folder, "projet-cctp.docx", "rc.md", "-o", "rendu")
    assert done.returncode == 0, done.stderr
    assert "rc.md : seul un .docx est rendu annoté ; le rapport porte ses annotations." in done.stderr
    assert "Les clauses suivent l'achat lu dans le projet" in done.stderr


def test_without_a_purchase_clauses_follow_what_the_draft_shows_and_are_not_proposed_twice(folder: Path) -> None:
    assert review(folder, "projet-cctp.docx", "-o", "rendu").returncode == 0
    first = (folder / "rendu" / "projet-cctp.docx").read_bytes()
    with zipfile.ZipFile(folder / "rendu" / "projet-cctp.docx") as package:
        assert b'<w:ins w:id="' in package.read("word/document.xml")
    again = review(folder, "rendu/projet-cctp.docx", "-o", "encore")
    assert "projet-cctp.docx : rien à ajouter." in again.stderr
    assert (folder / "encore" / "projet-cctp.docx").read_bytes() == first
