"""Cold starts: a new process each time, as a person at a terminal meets it."""

from __future__ import annotations

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


def measure(runs: int = 9) -> dict[str, Any]:
    """Median milliseconds of each case, runs interleaved."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(runs):
        for name, command in CASES.items():
            start = perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            times[name].append((perf_counter() - start) * 1000)
    return {name: round(sorted(values)[runs // 2]) for name, values in times.items()}
