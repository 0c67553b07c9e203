"""Functions' packages unpacked once for all of MiniStack's workers.

Each worker has a folder for an unpacked package of its own. All functions share two packages, and DuckDB's library, 70 MB,
would take each worker a third of a second to unpack, and its place on disk.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import types
import zipfile

from ministack.core import lambda_runtime

folder = os.path.join(tempfile.gettempdir(), "packages")
unpacking = threading.Lock()


class Package(zipfile.ZipFile):
    def extractall(self, path):
        kept = self.unpack()
        for name in os.listdir(kept):
            source, target = os.path.join(kept, name), os.path.join(path, name)
            try:
                os.symlink(source, target)
            except OSError:  # not every file system has links
                shutil.copytree(source, target)

    def unpack(self):
        content = repr(sorted((entry.filename, entry.CRC) for entry in self.infolist()))
        kept = os.path.join(folder, hashlib.sha256(content.encode()).hexdigest())
        with unpacking:
            if not os.path.exists(kept):
                os.makedirs(folder, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=folder) as own:
                    super().extractall(whole := os.path.join(own, "package"))
                    os.replace(whole, kept)
        return kept


def share():
    lambda_runtime.zipfile = types.SimpleNamespace(**{**vars(zipfile), "ZipFile": Package})
