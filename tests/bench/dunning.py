#!/usr/bin/env python3
"""How fast a dunning run is over 100,000 open items of 20,000 customers and over ten times as many,
beside Tryton's over as many open items on the same machine, and how fast letters are written.

    dunning.py BUILD_DIR [--items 100000] [--large 1000000] [--times 2] [--letters 1000]
               [--peer SCRIPT --peer-folder DIR | --peer-output FILE]

BUILD_DIR has tests/saldo_bench_dunning and tests/saldo_bench_letters. The peer is a script called
as `SCRIPT dunning ITEMS` with PEERS=DIR in its environment (it installs Tryton there at its first
call); or FILE holds what it printed before. Without either its figures are missing, and that is
said. Its lines are `RESULT tag=generate n=ITEMS seconds=S …`: tag generate is the first run,
second_run the one after the notices went out. Each size is run --times times, in turn, and its
best time counts. Beside seconds stand those of a core: on a busy machine they tell more."""
import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

DUNNING = re.compile(r"dunning run over (\d+) open items: ([\d.]+) s \(([\d.]+) s of a core\); the "
                     r"run after sending: ([\d.]+) s \(([\d.]+) s of a core\)")


def printed(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **more)
    if done.returncode != 0:
        raise SystemExit(f"fails: {' '.join(map(str, command))}")
    return done.stdout


def saldo(build, items):
    """Seconds and seconds of a core: of the first run, of the second."""
    line = printed([build / "tests" / "saldo_bench_dunning", "--items", str(items)],
                   stderr=subprocess.DEVNULL).strip()
    print(line, flush=True)
    first, first_core, second, second_core = map(float, DUNNING.fullmatch(line).groups()[1:])
    return (first, first_core), (second, second_core)


def best(runs):
    """Of several runs of one size: the shortest first run and the shortest second, each with its
    seconds of a core."""
    return tuple(min(times) for times in zip(*runs))


def peer_output(options):
    if options.peer_output:
        return pathlib.Path(options.peer_output).read_text(encoding="utf-8")
    if not options.peer:
        return None
    environment = {**os.environ, "PEERS": str(options.peer_folder)}
    command = [*shlex.split(options.peer), "dunning", str(options.items)]
    return printed(command, env=environment)


def compare(output, items, runs):
    """Prints how many times as fast as the peer each run was."""
    if output is None:
        print("The peer wasn't measured: name its script with --peer, or what it printed with "
              "--peer-output.")
        return
    results = [dict(re.findall(r"(\w+)=(\S+)", line)) for line in output.splitlines()
               if line.startswith("RESULT")]
    for tag, (seconds, core) in zip(("generate", "second_run"), runs):
        of_tag = [r for r in results if r["tag"] == tag and int(r["n"]) == items]
        if not of_tag:
            print(f"The peer's output has no '{tag}' over {items} items.")
            continue
        peer = float(of_tag[-1]["seconds"])
        print(f"peer, {tag}: {peer:.1f} s; saldo is {peer / seconds:.0f} times as fast "
              f"({peer / core:.0f} times by saldo's seconds of a core)")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--items", type=int, default=100000)
    parser.add_argument("--large", type=int, help="ten times as many by default")
    parser.add_argument("--times", type=int, default=2, help="runs of each size (2)")
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--peer")
    parser.add_argument("--peer-folder",
                        default=pathlib.Path(tempfile.gettempdir(), "saldo-bench-peers"))
    parser.add_argument("--peer-output")
    options = parser.parse_args()
    large_items = options.large or 10 * options.items
    runs = [(saldo(options.build, options.items), saldo(options.build, large_items))
            for _ in range(options.times)]
    small, large = (best(of_size) for of_size in zip(*runs))
    for which, few, many in zip(("first run", "second run"), small, large):
        print(f"{which}: {large_items / options.items:.0f} times the items take "
              f"{many[0] / few[0]:.1f} times as long ({many[1] / few[1]:.1f} times of a core)")
    compare(peer_output(options), options.items, small)
    print(printed([options.build / "tests" / "saldo_bench_letters", "--letters",
                   str(options.letters)]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
