"""Spelling of the base, against a French dictionary that the caller holds and the house's own list of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from clausier.engine.base.prose import all_prose, words_of
from clausier.engine.base.source import Source
from clausier.engine.faults import Fault

OWN_WORDS = "vocabulary/words.txt"  # proper names and words of the trade, one a line
_ELISION = "'"


def spelling_faults(source: Source, misspelt: Callable[[Iterable[str]], set[str]]) -> list[Fault]:
    """Each word of the base that no dictionary knows, once, with the first place it is read at.

    `misspelt` says which of some words a French dictionary does not hold. Acronyms are left alone.
    """
    own = own_words(source.folder)
    places: dict[str, tuple[str, str]] = {}
    for path, where, text in all_prose(source):
        for word in words_of(text):
            # « l'ANSSI », « d'EcoIndex »: the article goes, the name stays.
            bare = word.rpartition(_ELISION)[2] if word not in own else word
            known = {word, bare, word.lower(), bare.lower()} & own
            if not (known or bare.isupper() or len(bare) == 1):
                places.setdefault(word, (path, where))
    return [
        Fault(f"{places[word][0]} : {places[word][1]}", f"« {word} » n'est pas dans le dictionnaire", _REMEDY)
        for word in sorted(misspelt(places) & places.keys())
    ]


_REMEDY = f"Corrigez le mot ou, s'il est juste, ajoutez-le à {OWN_WORDS}"


def own_words(folder: Path) -> frozenset[str]:
    path = folder / OWN_WORDS
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
