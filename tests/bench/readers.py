#!/usr/bin/env python3
"""How fast saldo decodes a file beside other readers of it, all run in turn in one run.

    readers.py --saldo BUILD/bin/saldo FILE NAME=COMMAND...

`{}` in a COMMAND is the file. Each reader runs --times times; its best time counts. Prints, for
each, seconds, MB/s, peak memory, and how many times as fast saldo is. A reader that fails is told
and left out."""
import argparse
import os
import shlex
import subprocess
import sys
import time


def run(command):
    """(seconds, peak MiB), or None when the reader fails."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    return (seconds, usage.ru_maxrss / 1024) if child.returncode == 0 else None


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--saldo", required=True, help="the program to be measured")
    parser.add_argument("--times", type=int, default=3, help="runs of each reader (3)")
    parser.add_argument("file")
    parser.add_argument("readers", nargs="*", metavar="NAME=COMMAND")
    return parser.parse_args()


def main():
    options = parse_arguments()
    readers = {"saldo": [options.saldo, "decode", "--format", "count", options.file]}
    for reader in options.readers:
        name, _, command = reader.partition("=")
        readers[name] = [word.replace("{}", options.file) for word in shlex.split(command)]
    best = {}
    for _ in range(options.times):
        for name, command in readers.items():
            if (figures := run(command)) is None:
                print(f"{name} fails: {shlex.join(command)}", file=sys.stderr)
            elif name not in best or figures < best[name]:
                best[name] = figures
    if "saldo" not in best:
        return 1
    megabytes = os.path.getsize(options.file) / 1e6
    print(f"{options.file}: {megabytes:.1f} MB")
    for name, (seconds, peak) in sorted(best.items(), key=lambda item: item[1]):
        print(f"  {name:24} {seconds:8.3f} s {megabytes / seconds:8.1f} MB/s {peak:8.1f} MiB"
              f"   saldo is {seconds / best['saldo'][0]:.2f} times as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
