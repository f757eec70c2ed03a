#!/usr/bin/env python3
"""What an integrator does: installs the SDK, makes a plugin of each kind from its template, builds
it with find_package(SaldoSDK), and lets the conformance suite try to break it.
Usage: out_of_tree.py CMAKE BUILD_DIR WORK_DIR CXX SCAFFOLD [SALDO]"""
import pathlib
import shutil
import subprocess
import sys


def run(*command):
    result = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    if result.returncode != 0:
        print(f"{' '.join(str(c) for c in command)}\n{result.stdout}")
        sys.exit(1)
    return result.stdout


def main():
    cmake, build_dir, work_dir, compiler, scaffold = sys.argv[1:6]
    saldo = sys.argv[6] if len(sys.argv) > 6 else None
    work = pathlib.Path(work_dir)
    shutil.rmtree(work, ignore_errors=True)
    sdk = work / "sdk"
    run(cmake, "--install", build_dir, "--prefix", sdk, "--component", "sdk")
    for kind in ("decoder", "source", "sink"):
        source, build = work / kind, work / kind / "build"
        run(scaffold, kind, f"acme-{kind}", sdk / "share/saldo/template", source)
        run(cmake, "-G", "Ninja", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={sdk}",
            f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror")
        run(cmake, "--build", build, "-j1")
        plugin = build / "plugins" / f"acme_{kind}" / f"acme_{kind}.so"
        assert plugin.is_file() and (plugin.parent / "plugin.yaml").is_file(), plugin
        run(cmake, "--install", build, "--prefix", work / "installed")
        assert (work / "installed/lib/saldo/plugins" / f"acme_{kind}/plugin.yaml").is_file()
        if saldo:
            samples = ["--samples", source / "samples"] if kind == "decoder" else []
            print(run(saldo, "plugin", "check", plugin, *samples))
    return 0


if __name__ == "__main__":
    sys.exit(main())
