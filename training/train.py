"""Trains `criteria/recogniser/weights.npz` on the paragraphs of `training/paragraphs/`: `make train`.

One logistic regression a topic (L2), on the representation that `clausier.engine.recogniser` documents. The paragraphs
of `benchmarks/paragraphs/` are by other authors and are never read here: they are what the model is measured with.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from clausier.engine.literals import WORD
from clausier.engine.recogniser import features
from clausier.engine.text import fold

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "criteria" / "recogniser" / "weights.npz"
FEWEST_PARAGRAPHS = 2  # that hold a feature, for it to be kept
FEWEST_GOOD = 60  # paragraphs that say something for a topic, for it to be learnt
STRENGTH = 100.0  # inverse of the L2 penalty, chosen on the tuned half of benchmarks/paragraphs


def main() -> None:
    paragraphs = [p for file in sorted(HERE.glob("paragraphs/*.yaml")) for p in yaml.safe_load(file.read_text("utf-8"))]
    words = [list(dict.fromkeys(WORD.findall(fold(p["text"])))) for p in paragraphs]
    counts = [Counter(f for word in found for f in features(word)) for found in words]
    seen = Counter(f for count in counts for f in count)
    kept = sorted(f for f, number in seen.items() if number >= FEWEST_PARAGRAPHS)
    rarity = np.array([np.log((1 + len(paragraphs)) / (1 + seen[f])) + 1 for f in kept])
    matrix = represent(counts, {f: row for row, f in enumerate(kept)}, rarity)
    said = Counter(topic for p in paragraphs for topic in topics_of(p))
    topics = sorted(topic for topic, number in said.items() if number >= FEWEST_GOOD)
    columns, biases = [], []
    for number, topic in enumerate(topics, start=1):
        print(f"[{number}/{len(topics)}] {topic} ({said[topic]})", file=sys.stderr, flush=True)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
        model.fit(matrix, [topic in topics_of(p) for p in paragraphs])
        columns.append(model.coef_[0])
        biases.append(model.intercept_[0])
    weights = np.array(columns).T
    scale = np.abs(weights).max(0) / 127
    np.savez_compressed(
        WEIGHTS,
        topics=np.array(topics),
        features=np.array(kept),
        rarity=rarity.astype(np.float32),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=np.array(biases, dtype=np.float32),
    )
    print(f"{WEIGHTS.name}: {len(kept)} features, {len(topics)} topics, {len(paragraphs)} paragraphs")


def represent(counts: list[Counter[str]], rows: dict[str, int], rarity: Any) -> csr_matrix:
    """Each paragraph as a line of length 1, the way `Recogniser.scores` sees it."""
    places: list[tuple[int, int]] = []
    values: list[float] = []
    for line, count in enumerate(counts):
        known = {rows[f]: number for f, number in count.items() if f in rows}
        length = sum(number * rarity[row] ** 2 for row, number in known.items()) ** 0.5 or 1.0
        places += [(line, row) for row in known]
        values += [number * rarity[row] / length for row, number in known.items()]
    lines, columns = zip(*places, strict=True)
    return csr_matrix((values, (lines, columns)), shape=(len(counts), len(rows)))


def topics_of(paragraph: dict[str, Any]) -> set[str]:
    """What a paragraph says something for."""
    return {*paragraph["also"], *([paragraph["topic"]] if paragraph["good"] else [])}


if __name__ == "__main__":
    main()
