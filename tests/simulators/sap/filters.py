"""The part of OData's $filter that the simulator understands, and its refusals."""
import datetime
import re

from entities import date


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Filter:
    """The part of $filter that is used: comparisons with and, or and parentheses."""

    TOKEN = re.compile(r"\s*(\(|\)|and\b|or\b|datetime'[^']*'|[A-Za-z]\w*|'(?:[^']|'')*')")

    def __init__(self, text, properties):
        self.tokens, self.properties = [], properties
        at = 0
        while at < len(text.rstrip()):
            match = self.TOKEN.match(text, at)
            if not match:
                raise Refused(400, "005056A509B11EE1B9A8FEC11C21578E", f"Invalid filter at {at}")
            self.tokens.append(match.group(1))
            at = match.end()
        self.test = self.any_of()
        if self.tokens:
            raise Refused(400, "SY/530", f"Invalid token {self.tokens[0]}")

    def take(self):
        if not self.tokens:
            raise Refused(400, "SY/530", "The filter ends too early")
        return self.tokens.pop(0)

    def any_of(self):
        tests = [self.all_of()]
        while self.tokens and self.tokens[0] == "or":
            self.take()
            tests.append(self.all_of())
        return lambda e: any(t(e) for t in tests)

    def all_of(self):
        tests = [self.one()]
        while self.tokens and self.tokens[0] == "and":
            self.take()
            tests.append(self.one())
        return lambda e: all(t(e) for t in tests)

    def one(self):
        if self.tokens and self.tokens[0] == "(":
            self.take()
            test = self.any_of()
            if self.take() != ")":
                raise Refused(400, "SY/530", "A parenthesis isn't closed")
            return test
        name, operator, literal = self.take(), self.take(), self.take()
        if name not in self.properties:
            raise Refused(400, "SY/530", f"Property {name} not found")
        value = self.literal(literal)
        tests = {"eq": lambda a: a == value, "ne": lambda a: a != value,
                 "ge": lambda a: a is not None and int(a[6:-2]) >= int(value[6:-2])}
        if operator not in tests:
            raise Refused(400, "SY/530", f"Operator {operator} isn't supported")
        return lambda e: tests[operator](e[name])

    @staticmethod
    def literal(token):
        if token in ("true", "false"):
            return token == "true"
        if token.startswith("datetime'"):
            moment = datetime.datetime.fromisoformat(token[9:-1])
            return date(moment.date())
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        raise Refused(400, "SY/530", f"{token} is no literal")
