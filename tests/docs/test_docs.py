"""What the documents promise is what the product does: excerpts, links, commands and code are checked."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from clausier.api.cli import parser
from clausier.engine.release import shipped

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for page in [
        *ROOT.glob("*.md"),
        *ROOT.glob("*/*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "criteria").glob("*/*.md"),
    ]
    if not any(part.startswith((".", "build")) for part in page.relative_to(ROOT).parts)
)


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


def _output(*arguments: str) -> str:
    command = [sys.executable, "-m", "clausier.api.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_the_answer_shown_in_the_readme_is_the_real_one() -> None:
    (shown,) = _blocks(ROOT / "README.md", "text")
    real = _output("select", "examples/achat.yaml")
    pieces = [piece.strip("\n") for piece in shown.split("[…]\n")]
    assert len(pieces) > 1
    position = 0
    for piece in pieces:
        found = real.find(piece, position)
        assert found >= 0, f"README shows what select does not print:\n{piece}"
        position = found + len(piece)


def test_the_clause_shown_in_the_readme_is_the_real_one() -> None:
    quoted = [line[2:] for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("> ")]
    clause = " ".join(quoted[1:])  # the first quotation is the question
    real = _output("select", "examples/achat.yaml", "--format", "json")
    assert len(clause) > 80 and clause.replace("\u00a0", " ").replace("\u202f", " ") in real.replace("\u202f", " ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_every_command_of_the_command_line_is_in_a_guide() -> None:
    text = " ".join(page.read_text("utf-8") for page in PAGES)
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert commands is not None
    for name in commands:
        assert f"clausier {name}" in text, name


def test_the_code_of_the_guides_runs() -> None:
    snippets = _blocks(ROOT / "docs" / "guide-organisme.md", "python")
    assert len(snippets) == 2
    for snippet in snippets:
        done = subprocess.run([sys.executable, "-c", snippet], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    assert (
        "NR-0012 mandatory"
        in subprocess.run([sys.executable, "-c", snippets[0]], capture_output=True, text=True, check=True).stdout
    )


def test_the_yaml_of_the_guides_is_accepted(tmp_path: Path) -> None:
    purchase, lots = (_blocks(ROOT / "docs" / "guide-acheteur.md", "yaml")[i] for i in (0, 2))
    (tmp_path / "achat.yaml").write_text(purchase + lots, "utf-8")
    profiles = _blocks(ROOT / "docs" / "guide-organisme.md", "yaml")
    assert len(profiles) == 3
    for profile in profiles:
        (tmp_path / "profil.yaml").write_text(profile, "utf-8")
        done = _output("select", str(tmp_path / "achat.yaml"), "--profile", str(tmp_path / "profil.yaml"))
        assert "Refonte du site internet" in done


def test_the_json_of_the_guides_is_accepted(tmp_path: Path) -> None:
    (answers,) = _blocks(ROOT / "docs" / "guide-fournisseur.md", "json")
    (tmp_path / "reponses.json").write_text(answers, "utf-8")
    assert "sur 10" in _output("assess", str(tmp_path / "reponses.json"))


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)
    assert phony is not None
    for target in phony[1].split():
        assert re.search(rf"^{target}:.*## ", makefile, re.M), target


def test_the_figures_of_the_readme_are_those_of_the_base() -> None:
    release = shipped()
    criteria = release.criteria.values()
    counted = {
        "critères": len(criteria),
        "clauses": sum(len(c.clauses) for c in criteria),
        "questions": sum(len(c.questions) for c in criteria),
        "indices": sum(len(c.signals) for c in criteria),
        "références datées": len(release.references),
    }
    readme = (ROOT / "README.md").read_text("utf-8")
    assert ", ".join(f"{number} {what}" for what, number in counted.items()) in readme
