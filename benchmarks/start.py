"""Cold starts: a new process each time, as a person at a terminal meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "clausier.api.cli"]
CASES = {
    "python, sans rien": [sys.executable, "-c", "pass"],
    "clausier --help": [*COMMAND, "--help"],
    "clausier select (achat d'exemple)": [*COMMAND, "select", str(ROOT / "examples" / "achat.yaml")],
    "import jsonschema seul": [sys.executable, "-c", "import jsonschema"],
    "import fastapi seul": [sys.executable, "-c", "import fastapi"],
}

# Once in a process of its own: what a person's first command waits for, and what it holds.
LOADING = """
import json, time, tracemalloc
import msgspec
from clausier.engine import release
began = time.perf_counter()
data = release.shipped_bytes()
whole = msgspec.json.decode(data)
read = time.perf_counter()
release.shipped()
done = time.perf_counter()
del whole
release.shipped.cache_clear()
tracemalloc.start()
kept = release.shipped()
held, peak = tracemalloc.get_traced_memory()
print(json.dumps({
    "criteria": len(kept.criteria), "megabytes_file": len(data) / 1e6, "msgspec_ms": (read - began) * 1e3,
    "loading_ms": (done - read) * 1e3, "held_mb": held / 1e6, "peak_mb": peak / 1e6,
}))
"""


def measure_release(runs: int = 9) -> dict[str, float]:
    """Loading the compiled release: milliseconds (median), beside reading the same bytes with msgspec alone; memory."""
    found = [
        json.loads(subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, cwd=ROOT).stdout)
        for _ in range(runs)
    ]
    return {key: round(sorted(each[key] for each in found)[runs // 2], 1) for key in found[0]}


def measure(runs: int = 9) -> dict[str, Any]:
    """Median milliseconds of each case, runs interleaved."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(runs):
        for name, command in CASES.items():
            start = perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            times[name].append((perf_counter() - start) * 1000)
    return {name: round(sorted(values)[runs // 2]) for name, values in times.items()}
