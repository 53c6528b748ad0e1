#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Install the build into an empty folder and use what is there.

    install.py MESON BUILD PREFIX LIBDIR        TAP

Nothing but the plugin path leads to the installed files, so what works here
works after "ninja install" without a linker cache and without a devenv.
"""

import glob
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402

PROGRAM = r"""
#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>

int
main (int argc, char **argv)
{
  GstOpenaiRealtimeTools *tools;
  GstElement *element;
  gboolean ok;

  gst_init (&argc, &argv);
  element = gst_element_factory_make ("openairealtime", NULL);
  tools = gst_openai_realtime_tools_new ();
  ok = element != NULL && gst_openai_realtime_tools_attach (tools, element,
      NULL);
  g_print ("%s\n", ok ? "attached" : "failed");
  g_object_unref (tools);
  gst_clear_object (&element);
  return ok ? 0 : 1;
}
"""

TYPELIB = """
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstOpenaiRealtime", "1.0")
from gi.repository import Gst, GstOpenaiRealtime
Gst.init(None)
print(GstOpenaiRealtime.Tools().to_json())
"""


class Installed:
    """What "meson install" has put below an empty folder."""

    def __init__(self, arguments, folder):
        meson, build, prefix, libdir = arguments
        self.folder = folder
        self.root = os.path.join(folder, "root")
        self.prefix = self.root + prefix
        self.libdir = os.path.join(self.prefix, libdir)
        subprocess.run([meson, "install", "-C", build, "--no-rebuild",
                        "--quiet", "--destdir", self.root], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def environment(self, **more):
        ours = ("LD_LIBRARY_PATH", "GST_PLUGIN_PATH", "GST_REGISTRY",
                "GST_PLUGIN_LOADING_WHITELIST", "GI_TYPELIB_PATH")
        kept = {k: v for k, v in os.environ.items() if k not in ours}
        return dict(kept, LC_ALL="C.UTF-8",
                    GST_PLUGIN_PATH=os.path.join(self.libdir, "gstreamer-1.0"),
                    GST_REGISTRY=os.path.join(self.folder, "registry"),
                    PKG_CONFIG_PATH=os.path.join(self.libdir, "pkgconfig"),
                    PKG_CONFIG_SYSROOT_DIR=self.root, **more)

    def run(self, *command, **more):
        done = subprocess.run(command, env=self.environment(**more),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=60)
        text = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, f"{command[0]}: {done.returncode}: {text}"
        return text

    def program(self, name):
        return os.path.join(self.prefix, "bin", name)


# Name, and its element; those that may be left out of a build.
PLUGINS = {"openairealtime": "openairealtime", "twilio": "twiliostream"}
OPTIONAL = ("twilio",)


def plugins_of(at):
    """Name, element and file of the plugins that are there."""
    for name, element in PLUGINS.items():
        path = os.path.join(at.libdir, "gstreamer-1.0", f"libgst{name}.so")
        if os.path.exists(path) or name not in OPTIONAL:
            yield name, element, path


def gst_inspect_finds_the_elements(at):
    for _, element, _ in plugins_of(at):
        text = at.run("gst-inspect-1.0", "--no-colors", element)
        assert "Factory Details" in text, text
        assert "gstreamer.freedesktop.org" not in text, "it claims another origin"


def plugins_export_their_entries_only(at):
    for plugin, _, path in plugins_of(at):
        names = [line.split()[-1] for line in
                 at.run("nm", "-D", "--defined-only", path).splitlines()]
        assert sorted(names) == [f"gst_plugin_{plugin}_get_desc",
                                 f"gst_plugin_{plugin}_register"], names


def library_exports_its_prefix_only(at):
    library = glob.glob(os.path.join(at.libdir, "libgstopenairealtime-1.0.so.0"))
    names = [line.split()[-1] for line in
             at.run("nm", "-D", "--defined-only", *library).splitlines()]
    assert names and all(n.startswith("gst_openai_realtime_") for n in names), \
        names


def pkg_config_leads_to_everything(at):
    name = "gstreamer-openairealtime-1.0"
    for variable in ("pluginsdir", "girdir", "typelibdir"):
        path = at.run("pkg-config", f"--variable={variable}", name).strip()
        assert path.startswith("/"), (variable, path)
    text = at.run("pkg-config", "--cflags", "--libs", name)
    assert "-lgstopenairealtime-1.0" in text, text


def program_of_the_public_library_builds_and_runs(at):
    source = os.path.join(at.folder, "program.c")
    program = os.path.join(at.folder, "program")
    with open(source, "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    # The system's own packages are not below the folder: their flags come
    # without it.
    ours = [f"-I{at.prefix}/include/gstreamer-1.0", f"-L{at.libdir}",
            "-lgstopenairealtime-1.0", f"-Wl,-rpath,{at.libdir}"]
    stock = at.run("pkg-config", "--cflags", "--libs", "gstreamer-1.0",
                   "json-glib-1.0")
    stock = stock.replace(at.root, "").split()
    at.run("cc", "-Wall", "-Wextra", "-Wpedantic", "-Werror", source, "-o",
           program, *ours, *stock)
    assert at.run(program).strip() == "attached"


def python_has_the_registry(at):
    typelibs = os.path.join(at.libdir, "girepository-1.0")
    if not os.path.isdir(typelibs):
        return "built without introspection"
    try:
        at.run("/usr/bin/python3", "-c", "import gi")
    except (AssertionError, FileNotFoundError):
        return "python3-gi is not there"
    # Typelibs name a library without its folder; the linker's cache has it
    # after a real install.
    text = at.run("/usr/bin/python3", "-c", TYPELIB, GI_TYPELIB_PATH=typelibs,
                  LD_LIBRARY_PATH=at.libdir)
    assert text.strip() == "[]", text
    return None


def programs_tell_their_help(at):
    folder = os.path.join(at.prefix, "bin")
    programs = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for name in programs:
        assert "Usage" in at.run(at.program(name), "--help"), name
    return None if programs else "built without programs"


def conversation_of_installed_programs(at):
    server = at.program("openai-realtime-server")
    if not os.path.exists(server):
        return "built without the local server"
    with LocalServer(server, "--speed", "0", env=at.environment()) as running:
        answer = os.path.join(at.folder, "answer.raw")
        at.run("gst-launch-1.0", "audiotestsrc", "num-buffers=50",
               "samplesperbuffer=480", "!",
               "audio/x-raw,format=S16LE,rate=24000,channels=1", "!",
               "openairealtime", f"uri={running.uri}",
               "greeting=Hello.", "!", "filesink", f"location={answer}",
               OPENAI_API_KEY="none")
        assert os.path.getsize(answer) > 0, "the answer is empty"
    return None


def unit_of_systemd_names_the_installed_program(at):
    unit = os.path.join(at.prefix, "lib/systemd/system",
                        "openai-voice-server.service")
    if not os.path.exists(unit):
        return "built without the voice server"
    with open(unit, encoding="utf-8") as file:
        text = file.read()
    program, = (line.partition("=")[2] for line in text.splitlines()
                if line.startswith("ExecStart="))
    assert os.access(at.root + program, os.X_OK), program
    assert "@bindir@" not in text, text
    return None


TESTS = (gst_inspect_finds_the_elements, plugins_export_their_entries_only,
         library_exports_its_prefix_only, pkg_config_leads_to_everything,
         program_of_the_public_library_builds_and_runs,
         python_has_the_registry, programs_tell_their_help,
         unit_of_systemd_names_the_installed_program,
         conversation_of_installed_programs)


def main(arguments):
    if len(arguments) != 4:
        sys.exit(__doc__)
    failed = 0
    print(f"1..{len(TESTS)}")
    with tempfile.TemporaryDirectory() as folder:
        at = Installed(arguments, folder)
        for number, test in enumerate(TESTS, 1):
            name = test.__name__
            try:
                skipped = test(at)
                print(f"ok {number} - {name}"
                      + (f" # SKIP {skipped}" if skipped else ""))
            except (AssertionError, OSError,
                    subprocess.SubprocessError) as problem:
                failed += 1
                print(f"not ok {number} - {name}")
                for line in str(problem).splitlines()[:20]:
                    print(f"# {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
