"""What the repository's own checks share: which files there are, and C++ text without its prose."""
import os
import re
import subprocess
from typing import NamedTuple

CODE = (".cpp", ".hpp", ".c", ".h")


class Violation(NamedTuple):
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


def files_of(root):
    """Paths below root that belong to the repository, new ones included; '/'-separated, sorted.

    Where root is no git checkout (an unpacked archive), everything but build folders and caches."""
    git = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         cwd=root, capture_output=True, check=False)
    if git.returncode == 0:
        paths = git.stdout.decode().split("\0")
    else:
        paths = []
        for folder, folders, names in os.walk(root):
            folders[:] = [f for f in folders if f not in ("build", ".git", ".cache", "__pycache__")]
            paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(p for p in set(paths) if p and os.path.isfile(os.path.join(root, p)))


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


# One alternative a kind of C++ text that is not code; the order decides where two could start.
_PROSE = re.compile(r"""
    (?P<line_comment> //(?:\\\n|[^\n])* )
  | (?P<block_comment> /\*.*?(?:\*/|\Z) )
  | (?P<raw> R"(?P<tag>[^\s()\\]{0,16})\(.*?(?:\)(?P=tag)"|\Z) )
  | (?P<digits> \b\d(?:'?[\w.])* )
  | (?P<string> "(?:\\.|[^"\\\n])*" )
  | (?P<character> '(?:\\.|[^'\\\n])*' )
""", re.VERBOSE | re.DOTALL)


def split(text):
    """(code, comments): the text with all else blanked, so that lines and columns stay."""
    code, comments, end = [], [], 0
    for match in _PROSE.finditer(text):
        between, found = text[end:match.start()], match.group()
        code.append(between)
        comments.append(_blank(between))
        if match["digits"] is not None:  # 1'000'000 holds no character literal
            code.append(found)
            comments.append(_blank(found))
        elif match["line_comment"] is not None or match["block_comment"] is not None:
            code.append(_blank(found))
            comments.append(found)
        else:
            code.append(_blank_literal(found))
            comments.append(_blank(found))
        end = match.end()
    code.append(text[end:])
    comments.append(_blank(text[end:]))
    return "".join(code), "".join(comments)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def _blank_literal(text):
    return text[0] + _blank(text[1:-1]) + text[-1] if len(text) > 1 else text


class Function(NamedTuple):
    line: int
    lines: int
    head: str


_SCOPE = re.compile(r"(?:\b(?:namespace|class|struct|union|enum)\b|\bextern\s*\"\s*\"\s*$)")
_FUNCTION_END = re.compile(
    r"\)\s*(?:const|noexcept|override|final|mutable|volatile|try|&&?|\s|->\s*[\w:<>,&*\s]+"
    r"|requires\b[^;]*)*$")


def functions(code):
    """The functions defined at namespace or class scope in `code` (as split() gives it)."""
    found, head_start, stack, parentheses = [], 0, [], 0
    for match in re.finditer(r"[{};()]|^[ \t]*#(?:\\\n|[^\n])*", code, re.MULTILINE):
        token = match.group()
        inside = "function" in stack
        if token == "(":
            parentheses += 1
        elif token == ")":
            parentheses = max(0, parentheses - 1)
        elif token == "{":
            head = " ".join(code[head_start:match.start()].split())
            initializer = stack[-1:] == ["braces"]
            kind = "braces" if inside or parentheses or initializer else _kind(head)
            if kind == "function":
                first = head_start + len(code[head_start:]) - len(code[head_start:].lstrip())
                found.append([first, None, head])
            stack.append(kind)
            if kind == "scope":
                head_start = match.end()
        elif token == "}" and stack:
            kind = stack.pop()
            if kind == "function":
                found[-1][1] = match.end()
            if kind != "braces":
                head_start = match.end()
        elif not inside and not parentheses and (token == ";" or token.lstrip().startswith("#")):
            head_start = match.end()
    return [Function(code.count("\n", 0, first) + 1, code.count("\n", first, end) + 1, head)
            for first, end, head in found if end is not None]


def _kind(head):
    """What the brace after `head` opens: a scope, a function, or something else in braces."""
    if _FUNCTION_END.search(head) or re.search(r"\)\s*:[^:]", head):
        return "function"
    return "scope" if _SCOPE.search(head) else "braces"
