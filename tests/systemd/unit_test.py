#!/usr/bin/env python3
"""saldod.service as systemd reads it, offline: it is valid, it is tight, and saldo lives under it.

Usage: unit_test.py SOURCE_DIR BUILD_DIR"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

EXPOSURE_MAX = 1.5
LANDLOCK = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
# What the daemon and its children need beside files and sockets.
NEEDED = LANDLOCK | {"seccomp", "prctl", "prlimit64", "execve", "clone", "vfork", "pidfd_open",
                     "pidfd_send_signal", "waitid", "inotify_init1", "fdatasync", "renameat2"}
REFUSED = {"ptrace", "mount", "bpf", "init_module", "setuid", "chown", "reboot"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": "cat"})


def settings(unit, name):
    with open(unit, encoding="utf-8") as file:
        return [line.split("=", 1)[1].strip() for line in file if line.startswith(name + "=")]


def calls_of(name, seen=()):
    """The system calls that a name in SystemCallFilter= stands for, by this systemd's own sets."""
    if not name.startswith("@"):
        return {name}
    calls = set()
    for line in run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]:
        member = line.split("#")[0].strip()
        if member and member not in seen:
            calls |= calls_of(member, (*seen, name))
    return calls


def permitted(unit):
    """The system calls that the unit's filter leaves."""
    calls = set()
    for setting in settings(unit, "SystemCallFilter"):
        named = set().union(*(calls_of(name) for name in setting.lstrip("~").split()))
        calls = calls - named if setting.startswith("~") else calls | named
    return calls | calls_of("@default")


class Unit(unittest.TestCase):
    source = build = ""

    def setUp(self):
        self.unit = os.path.join(self.source, "systemd", "saldod.service")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_systemd_finds_no_fault(self):
        copy = os.path.join(self.folder, "saldod.service")
        with open(self.unit, encoding="utf-8") as file:
            # `verify` wants the program to exist; it is not installed where tests run.
            unit = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", file.read(), flags=re.M)
        with open(copy, "w", encoding="utf-8") as file:
            file.write(unit)
        verify = run("systemd-analyze", "verify", "--man=no", copy)
        self.assertEqual((verify.returncode, verify.stdout + verify.stderr), (0, ""))

    def test_the_exposure_is_low(self):
        security = run("systemd-analyze", "security", "--offline=yes", "--no-pager", self.unit)
        level = re.search(r"Overall exposure level for \S+: (\d+\.\d+)", security.stdout)
        self.assertIsNotNone(level, security.stdout + security.stderr)
        self.assertLessEqual(float(level[1]), EXPOSURE_MAX)

    def test_the_filter_leaves_what_the_children_sandbox_themselves_with(self):
        calls = permitted(self.unit)
        self.assertEqual(NEEDED - calls, set())
        self.assertEqual(REFUSED & calls, set())

    def test_the_daemon_is_told_of_by_notification_and_fed_a_watchdog(self):
        self.assertEqual(settings(self.unit, "Type"), ["notify"])
        self.assertEqual(settings(self.unit, "WatchdogSec"), ["30s"])
        self.assertEqual(settings(self.unit, "ExecStart"),
                         ["/usr/bin/saldod --config /etc/saldo/saldo.yaml"])

    def confined(self, *command):
        calls = os.path.join(self.folder, "calls")
        with open(calls, "w", encoding="utf-8") as file:
            file.write("\n".join(sorted(permitted(self.unit))) + "\n")
        return run(os.path.join(self.build, "tests", "test_systemd_confine"), calls, *command)

    def test_the_restrictions_are_in_force(self):
        script = ("import ctypes, errno, socket\n"
                  "libc = ctypes.CDLL(None, use_errno=True)\n"
                  "assert libc.unshare(0x10000000) == -1\n"
                  "assert libc.mmap(0, 4096, 7, 0x22, -1, 0) == -1\n"
                  "assert libc.chroot(b'/') == -1 and ctypes.get_errno() == errno.EPERM\n"
                  "try:\n  socket.socket(socket.AF_NETLINK)\n"
                  "except OSError as e: assert e.errno == errno.EAFNOSUPPORT\n"
                  "else: raise SystemExit('netlink')\n")
        outcome = self.confined(sys.executable, "-c", script)
        self.assertEqual((outcome.returncode, outcome.stderr), (0, ""))


if __name__ == "__main__":
    Unit.source, Unit.build = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
