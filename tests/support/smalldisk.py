# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A disk that is soon full."""

import subprocess


class SmallDisk:
    """A file system of some kilobytes, as a context; None if not allowed."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size

    def __enter__(self):
        self.folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs",
             str(self.folder)], check=False, capture_output=True)
        self.mounted = done.returncode == 0
        return self.folder if self.mounted else None

    def __exit__(self, *error):
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True)
