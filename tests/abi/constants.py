#!/usr/bin/env python3
"""The constants of the ABI against sdk/abi/v0.1.constants: a value that changes breaks plugins that
are built already. Usage: constants.py CC ROOT"""
import re
import subprocess
import sys


def main():
    compiler, root = sys.argv[1:]
    header = f"{root}/sdk/include/saldo/plugin.h"
    macros = subprocess.run([compiler, "-std=c11", "-dM", "-E", header], capture_output=True,
                            text=True, check=True).stdout
    found = sorted(re.findall(r"^#define (SALDO_(?!HAS\b|PLUGIN_H\b).*)$", macros, re.MULTILINE))
    with open(f"{root}/sdk/abi/v0.1.constants", encoding="utf-8") as file:
        released = file.read().splitlines()
    for line in sorted(set(found) ^ set(released)):
        print(f"{'header only' if line in found else 'released only'}: {line}")
    return 0 if found == released else 1


if __name__ == "__main__":
    sys.exit(main())
