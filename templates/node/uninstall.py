"""Removes what install.py made, and only that: files of yours stay, and are named. By hand: python uninstall.py"""

import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import install  # noqa: E402


def main(words):
    journal = os.path.join(HERE, ".sam3d-install", "journal.ndjson")
    code = 0
    if os.path.isfile(journal):
        try:
            engine = install.open_engine()
        except install.Trouble as trouble:
            return trouble.told()
        code = engine.run(["uninstall", "--root", HERE, "--yes"] + words)
    if code == 0 and "--dry-run" not in words:
        for name, version, _ in (install.ENGINE, install.NODE):
            shutil.rmtree(os.path.join(install.TOOLS, "%s-%s" % (name, version)), ignore_errors=True)
        try:
            os.rmdir(install.TOOLS)
        except OSError:
            pass  # what is in it was not made by this
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
