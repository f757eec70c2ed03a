#!/usr/bin/env python3
"""A rule that can't fail is no rule: each finds a violation here, and leaves good code alone."""
import unittest

import include_direction
import source
import tidy


def messages(violations):
    return [violation.message for violation in violations]


def function_of(lines):
    return "int f() {\n" + "  g();\n" * (lines - 2) + "}\n"


class Text(unittest.TestCase):
    def test_comments_and_literals_are_no_code(self):
        text = 'a("x // y"); // "b"\nc(/* d */ \'"\', R"(e\n")") + 1\'000;'
        code, comments = source.split(text)
        self.assertEqual(code.split(), ["a(\"", '");', "c(", "'", "',", "R", '")', "+", "1'000;"])
        self.assertEqual(comments.split(), ["//", '"b"', "/*", "d", "*/"])
        self.assertEqual([len(line) for line in code.split("\n")],
                         [len(line) for line in text.split("\n")])

    def test_functions_are_found_with_their_lines(self):
        code, _ = source.split(
            "#include <x>\nnamespace a {\nclass B : C<decltype(d)> {\n B() : e_{1}, f_(2) {}\n"
            " int g() const {\n  return h([] { return 1; });\n }\n};\n"
            "constexpr int kTable[] = {\n1};\ntemplate <class T>\nauto i(T t) -> int\n{\n}\n}\n")
        found = [(f.line, f.lines) for f in source.functions(code)]
        self.assertIn((5, 3), found)
        self.assertIn((11, 4), found)
        self.assertNotIn(9, [line for line, _ in found])

    def test_a_namespace_or_a_struct_is_no_function(self):
        code, _ = source.split('extern "C" {\nstruct alignas(8) A {\n int x;\n};\n'
                               "enum class E {\n};\n}")
        self.assertEqual(source.functions(code), [])


class Tidy(unittest.TestCase):
    def found(self, path, text):
        return messages(tidy.check_code(path, text))

    def test_good_code_passes(self):
        text = "#pragma once\n// no double here\nint f();\n"
        self.assertEqual(self.found("daemon/cash/a.hpp", text), [])

    def test_a_long_line(self):
        self.assertEqual(self.found("daemon/a/a.cpp", "\n//" + "x" * 99 + "\n"),
                         ["a line of 101 columns is banned, use at most 100"])
        self.assertEqual(self.found("daemon/a/a.cpp", "//" + "ä" * 98 + "\n"), [])

    def test_a_long_function(self):
        self.assertEqual(self.found("daemon/a/a.cpp", function_of(71)),
                         ["a function of 71 lines is banned, use at most 70"])
        self.assertEqual(self.found("daemon/a/a.cpp", function_of(70)), [])

    def test_a_long_file(self):
        self.assertEqual(len(self.found("daemon/a/a.cpp", "\n" * 501)), 1)
        self.assertEqual(self.found("daemon/a/a.cpp", "\n" * 500), [])

    def test_a_header_without_a_guard(self):
        self.assertEqual(len(self.found("daemon/a/a.hpp", "// #pragma once\n")), 1)
        self.assertEqual(len(self.found("sdk/include/saldo/a.h", "int x;\n")), 1)
        guarded = "#ifndef A_H\n#define A_H\n#endif\n"
        self.assertEqual(self.found("sdk/include/saldo/a.h", guarded), [])

    def test_floating_point_beside_money(self):
        for path in ("daemon/cash/a.cpp", "daemon/base/a.cpp", "daemon/model/a.cpp",
                     "daemon/collect/a.cpp", "sdk/include/saldo/money.hpp"):
            found = self.found(path, "#pragma once\ndouble x;\n")
            self.assertEqual(found, ["floating point beside money is banned, "
                                     "use minor units in an integer"])
        self.assertEqual(self.found("daemon/api/a.cpp", "double seconds;\n"), [])
        self.assertEqual(self.found("daemon/cash/a.cpp", 'log("double payment");\n'), [])

    def test_every_banned_word(self):
        for line in ("std::chrono::system_clock::now();", "std::time(nullptr);",
                     "gettimeofday(&a, 0);", "localtime_r(&a, &b);", "std::stoll(a);",
                     "atoi(a);", "sprintf(a, b);",
                     "rand();", "std::random_device r;", "a << std::endl;", "using namespace std;"):
            with self.subTest(line):
                self.assertEqual(len(self.found("daemon/jobs/a.cpp", line + "\n")), 1)

    def test_a_pure_module_asks_no_clock(self):
        self.assertEqual(self.found("daemon/collect/a.cpp", "int f(const Clock& clock);\n"),
                         ["a clock in a pure module is banned, use the date as an argument"])
        self.assertEqual(self.found("daemon/flows/a.cpp", "int f(const Clock& clock);\n"), [])

    def test_the_clock_has_a_home(self):
        line = "#pragma once\nauto n = std::chrono::system_clock::now();\n"
        self.assertEqual(self.found("daemon/base/clock.hpp", line), [])
        self.assertEqual(len(self.found("tests/unit/base/clock.hpp", line)), 1)

    def test_unfinished_work(self):
        self.assertEqual(len(self.found("tests/a.cpp", "// TO" "DO: later\n")), 1)
        self.assertEqual(len(self.found("tests/a.cpp", "int FIX" "ME;\n")), 1)
        self.assertEqual(len(self.found("tests/a.cpp", "/* X" "XX */\n")), 1)
        self.assertEqual(self.found("tests/a.cpp", 'auto none = "XXX";\n'), [])

    def test_a_message_names_the_place(self):
        violation = next(tidy.check_code("daemon/cash/a.cpp", "\n\nfloat x;\n"))
        self.assertTrue(str(violation).startswith("daemon/cash/a.cpp:3: "))

    def test_a_foreign_top_level_entry(self):
        found = list(tidy.check_top_level(["docs/a.md", "daemon/a.cpp", ".ci/run"]))
        self.assertEqual([violation.path for violation in found], ["docs/a.md"])

    def test_a_module_without_tests(self):
        paths = ["daemon/cash/a.cpp", "daemon/base/a.cpp", "tests/unit/base/a_test.cpp"]
        self.assertEqual(messages(tidy.check_tested(paths)),
                         ["a module without unit tests is banned, use tests/unit/cash/"])

    def test_a_source_that_nothing_builds(self):
        paths = ["daemon/cash/CMakeLists.txt", "daemon/cash/a.cpp", "daemon/cash/ba.cpp"]
        found = list(tidy.check_built(paths, lambda path: "saldo_library(cash SOURCES ba.cpp)"))
        self.assertEqual([violation.path for violation in found], ["daemon/cash/a.cpp"])

    def test_a_readme_that_names_tests(self):
        tests = set(tidy.TEST.findall("TEST(Mt940, ReadsLines) {}\nTEST_F(Coda, Splits) {}"))
        good = "reads lines (`Mt940.ReadsLines`), splits (`Coda.*`), in `plugin.yaml`"
        self.assertEqual(list(tidy.check_named_tests("README.md", good, tests)), [])
        for bad in ("`Mt940.ReadsPages`", "`Bai2.*`"):
            found = list(tidy.check_named_tests("README.md", "one\n" + bad, tests))
            self.assertEqual([violation.line for violation in found], [2], bad)

    def test_a_big_file(self):
        self.assertEqual(len(list(tidy.check_size("tests/data/a.xml", 200 * 1024 + 1))), 1)
        self.assertEqual(list(tidy.check_size("tests/data/a.xml", 200 * 1024)), [])


class IncludeDirection(unittest.TestCase):
    PATHS = {"daemon/base/result.hpp", "daemon/base/clock.hpp", "daemon/model/item.hpp",
             "daemon/cash/match.hpp", "daemon/collect/decide.hpp", "daemon/store/store.hpp",
             "daemon/config/config.hpp", "daemon/connect/child.hpp", "daemon/flows/ingest.hpp",
             "daemon/jobs/queue.hpp", "daemon/api/routes.hpp", "sdk/wire/records.hpp",
             "sdk/include/saldo/money.hpp", "plugins/bank/camt.hpp", "plugins/sap/idoc.hpp",
             "tests/fakes.hpp"}

    def found(self, path, line):
        return messages(include_direction.check_file(path, line + "\n", self.PATHS | {path}))

    def assert_refused(self, path, header, message):
        with self.subTest(f"{path} {header}"):
            self.assertEqual(self.found(path, f'#include "{header}"'), [message])

    def test_the_wrong_way_is_refused(self):
        for path, header, message in (
                ("daemon/cash/a.cpp", "store/store.hpp", "cash/ may not include store/"),
                ("daemon/cash/a.cpp", "collect/decide.hpp", "cash/ may not include collect/"),
                ("daemon/base/a.cpp", "model/item.hpp", "base/ may not include model/"),
                ("daemon/model/a.cpp", "../cash/match.hpp", "model/ may not include cash/"),
                ("daemon/store/a.cpp", "config/config.hpp", "store/ may not include config/"),
                ("daemon/store/a.cpp", "wire/records.hpp", "store/ may not include sdk/wire/"),
                ("daemon/flows/a.cpp", "jobs/queue.hpp", "flows/ may not include jobs/"),
                ("daemon/jobs/a.cpp", "api/routes.hpp", "jobs/ may not include api/"),
                ("daemon/cli/a.cpp", "api/routes.hpp", "cli/ may not include api/"),
                ("plugins/bank/a.cpp", "sap/idoc.hpp",
                 "plugins/bank/ may not include plugins/sap/"),
                ("plugins/bank/a.cpp", "base/result.hpp", "plugins/bank/ may not include base/"),
                ("plugins/bank/a.cpp", "wire/records.hpp",
                 "plugins/bank/ may not include sdk/wire/"),
                ("sdk/host/a.cpp", "base/result.hpp", "sdk/host/ may not include base/"),
                ("sdk/include/saldo/a.hpp", "wire/records.hpp",
                 "sdk/include/ may not include sdk/wire/"),
                ("daemon/store/a.cpp", "fakes.hpp", "store/ may not include tests/fakes.hpp"),
                ("daemon/somewhere/a.cpp", "base/result.hpp", "somewhere/ may not include base/")):
            self.assert_refused(path, header, message)

    def test_the_right_way_passes(self):
        for path, header in (
                ("daemon/cash/a.cpp", "model/item.hpp"), ("daemon/cash/a.cpp", "cash/match.hpp"),
                ("daemon/cash/a.cpp", "saldo/money.hpp"),
                ("daemon/connect/a.cpp", "wire/records.hpp"),
                ("daemon/flows/a.cpp", "store/store.hpp"), ("daemon/api/a.cpp", "jobs/queue.hpp"),
                ("daemon/app/a.cpp", "api/routes.hpp"), ("plugins/bank/a.cpp", "camt.hpp"),
                ("plugins/bank/a.cpp", "saldo/money.hpp"), ("sdk/host/a.cpp", "wire/records.hpp"),
                ("tests/unit/cash/a.cpp", "store/store.hpp")):
            with self.subTest(f"{path} {header}"):
                self.assertEqual(self.found(path, f'#include "{header}"'), [])

    def test_a_foreign_header_has_one_owner(self):
        for path, header, owners in (
                ("daemon/app/a.cpp", "yaml-cpp/yaml.h", "config/"),
                ("daemon/flows/a.cpp", "soci/soci.h", "store/"),
                ("daemon/archive/a.cpp", "sqlite3.h", "store/"),
                ("plugins/files/a.cpp", "curl/curl.h", "connect/"),
                ("daemon/connect/a.cpp", "boost/dll/import.hpp", "sdk/host/"),
                ("daemon/flows/a.cpp", "pugixml.hpp", "plugins/ and render/"),
                ("daemon/api/a.cpp", "CLI/CLI.hpp", "app/ and cli/")):
            with self.subTest(header):
                module = include_direction.module_of(path)
                self.assertEqual(self.found(path, f"#include <{header}>"),
                                 [f"{module}/ may not include <{header}>, only {owners} may"])
        self.assertEqual(self.found("plugins/bank/a.cpp", "#include <pugixml.hpp>"), [])
        self.assertEqual(self.found("sdk/host/a.cpp", "#include <boost/dll.hpp>"), [])

    def test_a_pure_module_knows_no_world(self):
        for header in ("fstream", "thread", "boost/asio.hpp"):
            self.assertEqual(self.found("daemon/collect/a.cpp", f"#include <{header}>"),
                             [f"collect/ is pure and may not include <{header}>"])
        self.assertEqual(self.found("daemon/flows/a.cpp", "#include <thread>"), [])

    def test_a_comment_includes_nothing(self):
        text = '// see\n/*\n#include "store/store.hpp"\n*/'
        self.assertEqual(self.found("daemon/cash/a.cpp", text), [])

    def test_a_message_names_the_place(self):
        violation = next(include_direction.check_file(
            "daemon/cash/a.cpp", '#include <vector>\n\n#include "store/store.hpp"\n', self.PATHS))
        self.assertEqual(str(violation), "daemon/cash/a.cpp:3: cash/ may not include store/")


if __name__ == "__main__":
    unittest.main()
