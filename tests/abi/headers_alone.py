#!/usr/bin/env python3
"""Every header of the SDK compiles by itself, and plugin.h has no padding that could leak.
Usage: headers_alone.py INCLUDE_DIR CXX COMPILER…: CXX compiles the C++ headers, all of the others
plugin.h; a C++ compiler's name ends with '++'."""
import pathlib
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]


def compile_alone(compiler, language, standard, include_dir, header, extra):
    command = [compiler, f"-std={standard}", "-x", language, f"-I{include_dir}", *WARNINGS, *extra,
               "-"]
    result = subprocess.run(command, input=f'#include "saldo/{header}"\n', text=True,
                            capture_output=True, check=False)
    if result.returncode != 0:
        print(f"saldo/{header} alone, {compiler} -std={standard}:\n{result.stderr}")
    return result.returncode == 0


def main():
    include_dir, cxx, *compilers = sys.argv[1:]
    headers = sorted(path.name for path in pathlib.Path(include_dir, "saldo").glob("*.hpp"))
    passed = bool(headers) and bool(compilers)
    for compiler in compilers:
        cpp = compiler.endswith("++")
        for standard in ("c++17", "c++20") if cpp else ("c11",):
            passed &= compile_alone(compiler, "c++" if cpp else "c", standard, include_dir,
                                    "plugin.h", ["-Wpadded"])
    for header in headers:
        passed &= compile_alone(cxx, "c++", "c++20", include_dir, header,
                                ["-Wno-missing-field-initializers"])
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
