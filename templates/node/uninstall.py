"""Removes what install.py made, and only that: files of yours stay, and are named. By hand: python uninstall.py"""

import glob
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import install  # noqa: E402


def main(words):
    asks = "-h" in words or "--help" in words
    installed = os.path.isfile(os.path.join(HERE, ".sam3d-install", "journal.ndjson"))
    if asks or installed:
        try:
            code = install.open_engine().run(["uninstall", "--root", HERE, "--yes"] + words)
        except install.Trouble as trouble:
            return trouble.told()
        if asks or code != 0:
            return code
    fetched = fetched_folders()
    for folder in fetched:
        if "--dry-run" in words:
            print("would remove " + os.path.relpath(folder, HERE))
        else:
            shutil.rmtree(folder, ignore_errors=True)
            print(("stays: " if os.path.isdir(folder) else "removed ") + os.path.relpath(folder, HERE))
    if not installed and not fetched:
        print("nothing of install.py is here")
    try:
        os.rmdir(install.TOOLS)
    except OSError:
        pass  # what is in it was not made by this
    return 0


def fetched_folders():
    """The engine and Node, of any version, and what an install.py that was killed had begun to fetch."""
    names = [install.ENGINE[0] + "-[0-9]*", install.NODE[0] + "-[0-9]*", ".new-*"]
    return [each for name in names for each in sorted(glob.glob(os.path.join(glob.escape(install.TOOLS), name)))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
