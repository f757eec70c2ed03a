#!/usr/bin/env python3
"""The repository's own rules (what a reviewer should not have to say): one pass over every file.

Usage: tidy.py ROOT. Prints `path:line: X is banned, use Y` for each violation; exit 1 if any."""
import os
import re
import sys

import source
from source import Violation

LINE_COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
FILE_BYTES_MAX = 200 * 1024

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "CHANGELOG.md", "LICENSE", "README.md",
             "configs", "daemon", "plugins", "sdk", "systemd", "tests"}
# Where money is computed: integers in minor units, nothing else.
EXACT = ("daemon/base/", "daemon/model/", "daemon/cash/", "daemon/collect/", "daemon/credit/",
         "daemon/billing/", "sdk/include/")
PURE = ("daemon/model/", "daemon/cash/", "daemon/collect/", "daemon/credit/", "daemon/billing/",
        "daemon/report/")
# app is wiring only; the tests that run saldod itself exercise it.
TESTED_ELSEWHERE = {"app"}

# (pattern in code, where it counts, where it is at home, what is banned, what to use)
EVERYWHERE = ("",)
PRODUCT = ("daemon/", "plugins/", "sdk/")
BANNED = [
    (r"\b(double|float)\b", EXACT, (), "floating point beside money", "minor units in an integer"),
    (r"\bsystem_clock\s*::\s*now\b", EVERYWHERE, ("daemon/base/clock.hpp",),
     "std::chrono::system_clock::now", "a Clock that the caller gives"),
    (r"\b(?:System)?Clock\b", PURE, (), "a clock in a pure module", "the date as an argument"),
    (r"\b(?:std\s*::\s*)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)|\bgettimeofday\s*\(", EVERYWHERE, (),
     "the time of day by a C call", "a Clock that the caller gives"),
    (r"\b(?:localtime|gmtime|mktime)(?:_r)?\s*\(", PRODUCT, (), "C's calendar",
     "civil dates (saldo/date.hpp) and a named time zone"),
    (r"\b(?:ato[ifl]|atoll|strto(?:l|ll|ul|ull|d|f|ld)|sto(?:i|l|ll|ul|ull|f|d|ld))\s*\(", PRODUCT,
     (), "a number conversion that accepts rubbish", "std::from_chars"),
    (r"\b(?:sprintf|vsprintf|strcpy|strcat|gets)\s*\(", EVERYWHERE, (),
     "an unbounded C string function", "std::string or snprintf"),
    (r"\bs?rand\s*\(|\brandom_device\b", PRODUCT, ("daemon/base/",), "ambient randomness",
     "a generator that the caller seeds"),
    (r"\bstd\s*::\s*endl\b", EVERYWHERE, (), "std::endl", "'\\n'"),
    (r"\busing\s+namespace\s+std\s*;", EVERYWHERE, (), "using namespace std", "the names you need"),
]
BANNED = [(re.compile(pattern), *rest) for pattern, *rest in BANNED]
# Spelt in two pieces so that this file passes its own rule. XXX is a currency code outside prose.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK)\b")
UNFINISHED_IN_COMMENT = re.compile(r"\bX" r"XX\b")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def check_lines(path, text, data_lines=()):
    """`data_lines` are the numbers of lines that may be of any length."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_COLUMNS_MAX and number not in data_lines:
            yield Violation(path, number, f"a line of {len(line)} columns is banned, "
                                          f"use at most {LINE_COLUMNS_MAX}")
    if text.count("\n") > FILE_LINES_MAX:
        yield Violation(path, FILE_LINES_MAX, f"a file of {text.count(chr(10))} lines is banned, "
                                              "use one file for each idea")


def check_functions(path, code):
    for function in source.functions(code):
        if function.lines > FUNCTION_LINES_MAX:
            yield Violation(path, function.line, f"a function of {function.lines} lines is banned, "
                                                 f"use at most {FUNCTION_LINES_MAX}")


def check_guard(path, code):
    if path.endswith(".hpp") and not re.search(r"^#pragma once$", code, re.MULTILINE):
        yield Violation(path, 1, "a header without a guard is banned, use #pragma once")
    if path.endswith(".h") and not re.search(r"^#ifndef (\w+)\s+#define \1\b", code, re.MULTILINE):
        yield Violation(path, 1, "a C header without a guard is banned, use #ifndef and #define")


def check_banned(path, code):
    for pattern, where, home, what, instead in BANNED:
        if not path.startswith(where) or (home and path.startswith(home)):
            continue
        for match in pattern.finditer(code):
            yield Violation(path, line_of(code, match.start()), f"{what} is banned, use {instead}")


def check_unfinished(path, text, comments):
    found = [*UNFINISHED.finditer(text), *UNFINISHED_IN_COMMENT.finditer(comments)]
    for match in found:
        yield Violation(path, line_of(text, match.start()),
                        f"{match.group()} is banned, use an issue, or finish it")


def lines_within_strings(text, code, comments):
    """Lines that are the content of a raw string from end to end: data, not code."""
    rows = zip(text.split("\n"), code.split("\n"), comments.split("\n"))
    return {number for number, (line, in_code, in_comment) in enumerate(rows, 1)
            if line.strip() and not in_code.strip() and not in_comment.strip()}


def check_code(path, text):
    """All rules about one C or C++ file."""
    code, comments = source.split(text)
    yield from check_lines(path, text, lines_within_strings(text, code, comments))
    yield from check_functions(path, code)
    yield from check_guard(path, code)
    yield from check_banned(path, code)
    yield from check_unfinished(path, text, comments)


def check_top_level(paths):
    for path in paths:
        top = path.split("/")[0]
        if top not in TOP_LEVEL and not top.startswith("."):
            yield Violation(path, 1, f"the top-level entry '{top}' is banned, use one of "
                                     + " ".join(sorted(TOP_LEVEL)))


def check_tested(paths):
    """Every folder of the daemon with code in it has a folder of unit tests."""
    modules = {}
    for path in paths:
        parts = path.split("/")
        if parts[0] == "daemon" and len(parts) > 2 and path.endswith(".cpp"):
            modules.setdefault(parts[1], path)
    for module, path in sorted(modules.items()):
        tests = f"tests/unit/{module}/"
        if module not in TESTED_ELSEWHERE and not any(
                p.startswith(tests) and p.endswith(".cpp") for p in paths):
            yield Violation(path, 1, f"a module without unit tests is banned, use {tests}")


def check_built(paths, contents):
    """Every .cpp is named by the nearest CMakeLists.txt above it, else it is dead, or a test that
    never runs. `contents` gives a path's text."""
    lists = {path[:-len("CMakeLists.txt")] for path in paths if path.endswith("CMakeLists.txt")}
    for path in paths:
        if not path.endswith(".cpp"):
            continue
        folder = path[:path.rindex("/") + 1]
        while folder and folder not in lists:
            folder = folder[:folder.rstrip("/").rfind("/") + 1]
        listed = contents(folder + "CMakeLists.txt")
        name = path[len(folder):]
        if not re.search(r"(?<![\w./-])" + re.escape(name) + r"(?![\w.])", listed) \
                and not re.search(r"GLOB[^)]*\*\.cpp", listed):
            yield Violation(path, 1, f"a source that nothing builds is banned, use it in {folder}"
                                     "CMakeLists.txt or delete it")


TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)", re.MULTILINE)
NAMED_TEST = re.compile(r"`([A-Z]\w+)\.([A-Z]\w+|\*)`")


def check_named_tests(path, text, tests):
    """What a README says is shown by a test: `Suite.Name` or `Suite.*`, one of `tests`."""
    for match in NAMED_TEST.finditer(text):
        suite, name = match.groups()
        if (suite, name) not in tests and not (name == "*" and any(t[0] == suite for t in tests)):
            yield Violation(path, line_of(text, match.start()),
                            f"naming the test {suite}.{name}, which isn't there, is banned, "
                            "use one that is")


def check_size(path, size):
    if size > FILE_BYTES_MAX:
        yield Violation(path, 1, f"a file of {size} bytes is banned, use a generator "
                                 f"(at most {FILE_BYTES_MAX})")


def check(root):
    paths = source.files_of(root)
    yield from check_top_level(paths)
    yield from check_tested(paths)
    yield from check_built(paths, lambda path: source.read(root, path))
    tests = {found for path in paths if path.endswith("_test.cpp")
             for found in TEST.findall(source.read(root, path))}
    for path in paths:
        yield from check_size(path, os.path.getsize(os.path.join(root, path)))
        if path.endswith(source.CODE):
            yield from check_code(path, source.read(root, path))
        elif path.endswith((".py", ".cmake", ".txt", ".yaml", ".md")):
            text = source.read(root, path)
            yield from check_unfinished(path, text, "")
            if path.endswith(".py"):
                yield from check_lines(path, text)
            if path.endswith("README.md"):
                yield from check_named_tests(path, text, tests)


def main():
    violations = list(check(sys.argv[1]))
    for violation in violations:
        print(violation)
    print(f"tidy: {len(violations)} violations", file=sys.stderr)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
