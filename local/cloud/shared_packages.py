"""Large files of functions' packages unpacked once for all of MiniStack's workers.

Each worker has an unpacked package of its own. DuckDB's library, 70 MB of most of them, would take each worker a third of
a second to unpack, and its place on disk.
"""

import os
import shutil
import tempfile
import threading
import types
import zipfile

from ministack.core import lambda_runtime

large_bytes = 8 * 1024 * 1024
folder = os.path.join(tempfile.gettempdir(), "packages")
unpacking = threading.Lock()


class Package(zipfile.ZipFile):
    def extractall(self, path):
        for entry in self.infolist():
            if entry.file_size < large_bytes:
                self.extract(entry, path)
            else:
                self.link(entry, path)

    def link(self, entry, path):
        name = f"{entry.CRC:08x}-{entry.file_size}-{os.path.basename(entry.filename)}"
        kept = os.path.join(folder, name)
        with unpacking:
            if not os.path.exists(kept):
                os.makedirs(folder, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=folder) as own:
                    os.replace(self.extract(entry, own), kept)
        file = os.path.join(path, entry.filename)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        try:
            os.link(kept, file)
        except OSError:  # not every file system has links
            shutil.copyfile(kept, file)


def share():
    lambda_runtime.zipfile = types.SimpleNamespace(**{**vars(zipfile), "ZipFile": Package})
