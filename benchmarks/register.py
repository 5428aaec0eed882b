"""What a large register costs: CPU time and memory, cold and when nothing changed, and the site, with the growth curve.

    python benchmarks/register.py [SIZES...]

Sizes are numbers of agreements (1000 5000 10000); the partners are a twentieth. Bounds, at 10,000: 40 s cold, 3 s when
nothing changed (one partner, and the whole list), 300 MB; the site of 1,000 in 15 s, with particulars (CPU time) and
with public editions (by the clock: they are composed on all cores); no page over 300 KB. Exit code 1 where one is
missed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

import county

MAIN = "import sys; from isptool.cli.entry import main; sys.exit(main())"
LARGEST_PAGE = 300_000
EDITIONS = 1_000


class Cost(NamedTuple):
    """What one command took, with the processes it began: CPU seconds, peak memory in MB, seconds by the clock."""

    cpu: float
    memory: float
    clock: float


def run(*arguments: str) -> Cost:
    """Run one command."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.perf_counter() - started)


def measured(size: int, folder: Path) -> list[str]:
    """Print the figures of one size, and return what was missed."""
    root = folder / f"w{size}"
    county.write(root, size, max(size // 20, 10))
    out = str(folder / "out.csv")
    cold, cold_memory, _ = run("register", str(root), "--to", "csv", "-o", out)
    warm, warm_memory, _ = run("register", str(root), "--partner", "p001")
    warm_list, list_memory, _ = run("register", str(root))
    warm_csv = run("register", str(root), "--to", "csv", "-o", out).cpu
    memory = max(cold_memory, warm_memory, list_memory)
    print(
        f"{size:>6}  cold {cold:6.1f} s   unchanged {warm:5.1f} s (whole list {warm_list:5.1f} s, as CSV {warm_csv:5.1f} s)"
        f"   {memory:4.0f} MB",
        end="",
        flush=True,
    )
    missed = []
    if size >= 10_000:
        missed += [f"cold {cold:.1f} s"] if cold > 40 else []
        missed += [f"unchanged {warm:.1f} s"] if warm > 3 else []
        missed += [f"whole list unchanged {warm_list:.1f} s"] if warm_list > 3 else []
        missed += [f"{memory:.0f} MB"] if memory > 300 else []
    if size <= 1_000:
        site = folder / f"site{size}"
        took = run("site", str(root), "--drafts", "--inside", "-o", str(site)).cpu
        largest = max((each.stat().st_size for each in site.rglob("*.html")), default=0)
        print(f"   site {took:5.1f} s, largest page {largest // 1000} KB", end="")
        missed += [f"site {took:.1f} s"] if size == 1_000 and took > 15 else []
        missed += [f"page of {largest} bytes"] if largest > LARGEST_PAGE else []
    print()
    return missed


def editions(count: int, folder: Path) -> list[str]:
    """Print what a site with the public edition of each document takes, and return what was missed."""
    root, site = folder / "published", folder / "editions"
    county.write(root, count, max(count // 20, 10))
    for path in (root / "agreements").rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8") + "publish:\n  answer: publish-full\n", encoding="utf-8")
    cold = run("site", str(root), "--drafts", "-o", str(site))
    again = run("site", str(root), "--drafts", "-o", str(site))
    one = run("site", str(root), "--drafts", "--jobs", "1", "-o", str(site))
    largest = max(each.stat().st_size for each in site.rglob("*.html"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    print(
        f"site of {count} public editions, {cores} cores: cold {cold.clock:.1f} s by the clock ({cold.cpu:.1f} s CPU), "
        f"again {again.clock:.1f} s ({again.cpu:.1f} s), one process {one.clock:.1f} s ({one.cpu:.1f} s); "
        f"{max(cold.memory, one.memory):.0f} MB, largest page {largest // 1000} KB"
    )
    missed = [f"site with editions {cold.clock:.1f} s"] if count == 1_000 and cold.clock > 15 else []
    return missed + ([f"page of {largest} bytes"] if largest > LARGEST_PAGE else [])


def main(sizes: list[int]) -> int:
    """Measure every size."""
    pass_before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "s=0\nfor i in range(10_000_000): s+=i"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"ten million additions: {after.ru_utime - pass_before.ru_utime:.2f} s (0.5 s where nobody else is at work)")
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            missed += measured(size, Path(folder))
        missed += editions(min(EDITIONS, max(sizes)), Path(folder))
    for each in missed:
        print(f"missed: {each}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [300, 1_000, 5_000, 10_000]))
