"""Installs what this node needs, as sam3d-install.yaml beside this file says.

ComfyUI-Manager runs this file by itself; by hand: python install.py
"""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "sam3d-install==@version@"


def command():
    """The program, wherever this host has it; else it is got into _tools, beside nothing of ComfyUI's own."""
    found = shutil.which("sam3d-install")
    if found is not None:
        return [found]
    target = os.path.join(HERE, "_tools", "sam3d-install")
    if not os.path.isdir(target):
        pip = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        subprocess.check_call(pip + ["--target", target, PACKAGE])
    bootstrap = "import sys; sys.path.insert(0, sys.argv.pop(1)); import runpy; runpy.run_module('sam3d_install', run_name='__main__')"
    return [sys.executable, "-c", bootstrap, target]


def main():
    manifest = os.path.join(HERE, "sam3d-install.yaml")
    arguments = ["install", "--manifest", manifest, "--root", HERE, "--yes"]
    return subprocess.call(command() + arguments + sys.argv[1:], cwd=HERE)


if __name__ == "__main__":
    sys.exit(main())
