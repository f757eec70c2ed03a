#!/usr/bin/env python3
"""Every plugin that was built exports its entry and nothing else.
Usage: one_symbol.py NM PLUGIN.so…"""
import subprocess
import sys

ENTRY = "saldo_plugin_entry_v0"


def main():
    nm, plugins = sys.argv[1], sys.argv[2:]
    passed = bool(plugins)
    for plugin in plugins:
        lines = subprocess.run([nm, "-D", "--defined-only", plugin], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        symbols = [line.split()[-1] for line in lines]
        if symbols != [ENTRY]:
            print(f"{plugin}: exports {symbols}, expected is {[ENTRY]}")
            passed = False
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
