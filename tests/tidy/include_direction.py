#!/usr/bin/env python3
"""Who may include whom: parses every #include and fails on one that points the wrong way.

Usage: include_direction.py ROOT. Prints `path:line: cash/ may not include store/` for each
violation; exit 1 if any. The tables below are the architecture; change them only with it."""
import posixpath
import re
import sys

import source
from source import Violation

FACTS = {"sdk/include", "base", "model"}
PURE = {"cash", "collect", "credit", "billing", "report"}
EDGES = {"config", "store", "archive", "connect", "render"}
FLOWS = FACTS | PURE | EDGES | {"flows"}

# module -> the modules that it may include, beside itself
ALLOWED = {
    "sdk/include": set(),
    "sdk/wire": {"sdk/include"},
    "sdk/host": {"sdk/include", "sdk/wire"},
    "sdk/check": {"sdk/include", "sdk/wire", "sdk/host"},
    "sdk/template": {"sdk/include"},
    "base": {"sdk/include"},
    "model": {"sdk/include", "base"},
    **{module: set(FACTS) for module in PURE | EDGES},
    "connect": FACTS | {"sdk/wire"},
    "flows": FLOWS | {"sdk/wire"},
    "jobs": set(FLOWS),
    "receive": set(FLOWS),
    "api": FLOWS | {"jobs"},
    "cli": FLOWS | {"sdk/wire", "sdk/check"},
    "app": FLOWS | {"jobs", "api", "receive"},
}

# header (a prefix of what stands between the brackets) -> the only modules that may include it
OWNERS = {
    "yaml-cpp/": {"config"},
    "soci/": {"store"},
    "sqlite3.h": {"store"},
    "libpq": {"store"},
    "curl/": {"connect"},
    "boost/dll": {"sdk/host"},
    "pugixml.hpp": {"plugins", "render"},
    "archive.h": {"plugins", "render"},
    "archive_entry.h": {"plugins", "render"},
    "xlsxwriter": {"render"},
    "unicode/": {"plugins", "render"},
    "pango/": {"render"},
    "cairo": {"render"},
    "qrencode.h": {"render"},
    "kainjow/": {"render"},
    "CLI/": {"cli", "app"},
}

# No I/O, no threads: what a pure module decides follows from its arguments alone.
WORLD = ("fstream", "iostream", "filesystem", "thread", "mutex", "future", "condition_variable",
         "random", "unistd.h", "sys/", "fcntl.h", "netinet/", "boost/asio",
         "boost/beast", "spdlog/", "prometheus/")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)
ROOTS = ("daemon/", "sdk/", "sdk/include/", "plugins/", "tests/", "")


def module_of(path):
    """The module that a file belongs to, or None for one that no rule is about (a test)."""
    parts = path.split("/")
    if parts[0] == "daemon" and len(parts) > 2:
        return parts[1]
    if parts[0] in ("sdk", "plugins") and len(parts) > 2:
        return "/".join(parts[:2])
    return None


def target_of(path, header, paths):
    """The file of the repository that an #include of `header` in `path` finds, or None."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), header))
    candidates = [beside, *(posixpath.normpath(root + header) for root in ROOTS)]
    return next((candidate for candidate in candidates if candidate in paths), None)


def allowed(module):
    if module.startswith("plugins/"):
        return {"sdk/include"}
    return ALLOWED.get(module, set())


# Optional helpers for plugin authors: whoever includes one links its library.
OPTIONAL = {"sdk/include/saldo/xml_tree.hpp": "pugixml.hpp"}


def owner_fault(module, header, path=None):
    if OPTIONAL.get(path) == header:
        return None
    for prefix, owners in OWNERS.items():
        if header.startswith(prefix) and module not in owners \
                and module.split("/")[0] not in owners:
            who = " and ".join(f"{owner}/" for owner in sorted(owners))
            return f"{module}/ may not include <{header}>, only {who} may"
    if module in PURE | {"model"} and header.startswith(WORLD):
        return f"{module}/ is pure and may not include <{header}>"
    return None


def check_file(path, text, paths):
    """The violations in one file; `paths` is the set of all files of the repository."""
    module = module_of(path)
    if module is None:
        return
    # Only comments are blanked: the name of a header is a string in the eyes of split().
    _, comments = source.split(text)
    for match in INCLUDE.finditer(text):
        if comments[match.start():match.end()].strip():
            continue
        line = text.count("\n", 0, match.start()) + 1
        header = match[1] or match[2]
        target = target_of(path, header, paths)
        other = module_of(target) if target else None
        fault = owner_fault(module, header, path)
        if fault:
            yield Violation(path, line, fault)
        elif target and other is None:
            yield Violation(path, line, f"{module}/ may not include {target}")
        elif other and other != module and other not in allowed(module):
            yield Violation(path, line, f"{module}/ may not include {other}/")


def check(root):
    paths = set(source.files_of(root))
    for path in sorted(paths):
        if path.endswith(source.CODE):
            yield from check_file(path, source.read(root, path), paths)


def main():
    violations = list(check(sys.argv[1]))
    for violation in violations:
        print(violation)
    print(f"include-direction: {len(violations)} violations", file=sys.stderr)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
