"""YAML is read as YAML 1.2 core; what would be guessed, merged or silently split is refused with its line."""

import pytest

from clausier.engine import yaml12
from clausier.engine.faults import InputFaults


def test_words_and_dates_stay_words() -> None:
    read = yaml12.load("a: no\nb: 2026-08-22\nc: on\nd: 22:30\ne: true\nf: 12\ng: 1.5\nh: ~\n", "f.yaml")
    assert read == {"a": "no", "b": "2026-08-22", "c": "on", "d": "22:30", "e": True, "f": 12, "g": 1.5, "h": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "ligne 2, a : clé écrite deux fois"),
        ("a: &x [1]\nb: *x\n", "renvois"),
        ("[" * 100_000, "trop de niveaux imbriqués"),
        ("a: [1,\n", "n'est pas du YAML lisible"),
        ("a: !!python/object/apply:os.system [id]\n", "n'est pas du YAML lisible"),
        ("a: \x00\n", "n'est pas du YAML lisible"),
        ("base: {a: 1}\nb:\n  <<: {a: 2}\n", "fusion de clés"),
    ],
)
def test_what_could_mislead_or_harm_is_refused_in_french(text: str, said: str) -> None:
    with pytest.raises(InputFaults) as refused:
        yaml12.load(text, "f.yaml")
    assert str(refused.value).startswith("f.yaml : ")
    assert said in str(refused.value)
