#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the tree in other ways than the one that the tests run in.

    builds.py [--meson MESON] [NAME...]         TAP

    default   gcc, with the tests and benchmarks
    clang     clang, without tests
    lto       gcc with link-time optimization, without tests
    no-tests  gcc as for debugging, without tests
    element   the element and the public library alone
    dist      the last commit as a tarball, and a build of what is in it

Without a name all but the default, which tests/run.sh has built. Warnings are
errors. Each build is in a temporary folder, and its plugin is loaded once.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "support"))
from subtests import run_subtests  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[1]
ERROR = re.compile(r"\b(error|warning): |FAILED|ERROR")
LOG_LINES = 25

# Without debugging symbols a build takes half of its time.
QUICK = ("-Dwerror=true", "-Ddebug=false")
UNOPTIMIZED = ("-Doptimization=0", "-Dtests=false")

# What the element and its library may be linked with: GStreamer, GLib, libsoup,
# json-glib, OpenSSL, the C library, each other.
ALLOWED = re.compile(r"(lib(gst(reamer|base|audio|openairealtime)-1\.0|glib-2\.0|"
                     r"gobject-2\.0|gio-2\.0|soup-3\.0|json-glib-1\.0|ssl|crypto|"
                     r"m|c)|ld-linux[-\w]*)\.so[.\d]*$")

meson = "meson"


def run(*command, cwd=None, **environment):
    """Its output; words about its end when it fails."""
    done = subprocess.run(command, cwd=cwd, env=dict(os.environ, **environment),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0:
        lines = text.splitlines()
        found = [line for line in lines if ERROR.search(line)] or lines
        raise AssertionError(f"{' '.join(map(str, command))} ended with status "
                             f"{done.returncode}:\n"
                             + "\n".join(found[-LOG_LINES:]))
    return text


def load_plugin(build, folder):
    text = run("gst-inspect-1.0", "--no-colors", "openairealtime",
               GST_PLUGIN_PATH=str(build / "plugins/openairealtime"),
               GST_REGISTRY=str(folder / "registry"))
    assert "Factory Details" in text, text


def build(folder, compiler, *options):
    """None, or why it was not built."""
    if shutil.which(compiler) is None:
        return f"{compiler} is not installed"
    run(meson, "setup", folder / "build", ROOT, *QUICK, *options, CC=compiler)
    run("ninja", "-C", folder / "build")
    load_plugin(folder / "build", folder)
    return None


def check_default(folder):
    return build(folder, "gcc", "-Dbench=true")


def check_clang(folder):
    return build(folder, "clang", *UNOPTIMIZED, "-Dintrospection=disabled")


def check_lto(folder):
    return build(folder, "gcc", "-Dtests=false", "-Db_lto=true")


def check_no_tests(folder):
    return build(folder, "gcc", *UNOPTIMIZED)


def libraries_of(path):
    return re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", path, LC_ALL="C"))


def check_element(folder):
    build(folder, "gcc", *UNOPTIMIZED, "-Dauto_features=disabled")
    found = (path for part in ("examples", "gst", "plugins", "tests")
             for path in (folder / "build" / part).rglob("*"))
    there = sorted(path for path in found if path.is_file()
                   and not path.is_symlink() and os.access(path, os.X_OK))
    names = [path.name.split(".so")[0] for path in there]
    assert names == ["libgstopenairealtime-1.0", "libgstopenairealtime"], names
    for path in there:
        more = [name for name in libraries_of(path) if not ALLOWED.match(name)]
        assert not more, f"{path.name} is linked with {more}"


def clone(folder):
    """The last commit, whoever owns the tree."""
    config = folder / "gitconfig"
    config.write_text("[safe]\n\tdirectory = *\n")
    run("git", "clone", "--quiet", ROOT, folder / "tree",
        GIT_CONFIG_GLOBAL=str(config))
    return folder / "tree"


def check_dist(folder):
    """meson builds and installs what it has packed."""
    if not (ROOT / ".git").exists():
        return "the tree is no checkout of git"
    tree = clone(folder)
    run(meson, "setup", folder / "build", tree, *QUICK, *UNOPTIMIZED, CC="gcc")
    run(meson, "dist", "--formats", "gztar", cwd=folder / "build", CC="gcc")
    packed, = (folder / "build/meson-dist").glob("*.tar.gz")
    with tarfile.open(packed) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    listed = run("git", "ls-files", "-z", cwd=tree).split("\0")
    missing = {name for name in listed if name} - names
    assert not missing, f"the tarball lacks {sorted(missing)}"
    return None


CHECKS = {"default": check_default, "clang": check_clang, "lto": check_lto,
          "no-tests": check_no_tests, "element": check_element,
          "dist": check_dist}


def main():
    global meson
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meson", default=meson)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *CHECKS],
                        help=", ".join(CHECKS))
    arguments = parser.parse_args()
    meson = arguments.meson
    names = arguments.names or [name for name in CHECKS if name != "default"]
    run_subtests([CHECKS[name] for name in names], "build/")


if __name__ == "__main__":
    main()
