/** What a stand-in conda tool knows: baked into its text, since it must work without the rehearsal. */
export interface CondaToolSpec {
  /** What `--version` prints. */
  readonly version: string;
  /** The host's Python that environments are made with, and its version, such as "3.11". */
  readonly python: string;
  readonly pythonVersion: string;
  /** Package → the programs it puts into a prefix. */
  readonly commands: Readonly<Record<string, Readonly<Record<string, StandInCommand>>>>;
}

/** A program that prints a text, or hands on to a program of the host. */
export type StandInCommand =
  | { readonly prints: string }
  | { readonly forwards: string }
  /** It hands on to a program that the host does not have: it says so when it is run. */
  | { readonly missing: string };

/**
 * A Python program that does what a conda tool does, as far as an install sees it: `--version`, `create` and `install`.
 * Packages are only noted down, but for Python (a real virtual environment) and the programs the manifest names.
 */
export function condaToolText(spec: CondaToolSpec): string {
  return TOOL.replace('@SPEC@', () => JSON.stringify(JSON.stringify(spec)));
}

/** A Python program that prints one text, whatever it is asked. */
export function printingText(text: string): string {
  return `# A stand-in made by a rehearsal.\nprint(${JSON.stringify(text)})\n`;
}

const TOOL = `# A stand-in for a conda tool, made by a rehearsal: it downloads nothing.
import json, os, re, shutil, stat, subprocess, sys, time

SPEC = json.loads(@SPEC@)
WITH_VALUE = {
    "-p", "--prefix", "-n", "--name", "-r", "--root-prefix", "-c", "--channel", "-f", "--file", "--rc-file",
    "--platform", "--log-level", "--cacert-path", "--channel-alias", "--channel-priority", "--ssl-verify",
    "--retry-clean-cache", "--repodata-ttl",
}


def main(arguments):
    if "--version" in arguments:
        print(SPEC["version"])
        return 0
    words, prefix, channels = [], None, []
    rest = iter(arguments)
    for argument in rest:
        name, _, value = argument.partition("=") if argument.startswith("--") else (argument, "", "")
        if name in WITH_VALUE:
            value = value or next(rest, "")
            prefix = value if name in ("-p", "--prefix") else prefix
            channels += [value] if name in ("-c", "--channel") else []
        elif not argument.startswith("-"):
            words.append(argument)
    if not words or words[0] not in ("create", "install") or prefix is None:
        print("error: this stand-in knows --version, create -p and install -p", file=sys.stderr)
        return 2
    return ask(channels) or change(words[0], os.path.abspath(prefix), words[1:])


def ask(channels):
    """Each channel that has an address is really asked, so that one that is away is seen."""
    import urllib.error, urllib.request
    for channel in channels:
        if not channel.startswith("http"):
            continue
        url = channel.rstrip("/") + "/noarch/repodata.json"
        try:
            with urllib.request.urlopen(url, timeout=30) as reply:
                json.load(reply)
        except urllib.error.HTTPError as error:
            print("error: %s: status code: %d" % (url, error.code), file=sys.stderr)
            return 1
        except (OSError, ValueError) as error:
            print("error: could not connect to server %s: %s" % (url, error), file=sys.stderr)
            return 1
    return 0


def change(verb, prefix, packages):
    known = os.path.isdir(os.path.join(prefix, "conda-meta"))
    if verb == "create" and known:
        shutil.rmtree(prefix)
    elif verb == "create" and os.path.isdir(prefix) and os.listdir(prefix):
        print("error: non-conda folder exists at prefix", file=sys.stderr)
        return 1
    elif verb == "install" and not known:
        print("error: no conda environment at " + prefix, file=sys.stderr)
        return 1
    specs = [split(package) for package in packages]
    for name, version in specs:
        if name == "python" and not (version + ".").startswith(SPEC["pythonVersion"] + "."):
            print("error: nothing provides python " + version + "; the host has " + SPEC["pythonVersion"], file=sys.stderr)
            return 1
    os.makedirs(os.path.join(prefix, "conda-meta"), exist_ok=True)
    for name, version in specs:
        install(prefix, name, version)
    with open(os.path.join(prefix, "conda-meta", "history"), "a", encoding="utf-8") as history:
        history.write("==> %s <==\\n# cmd: %s\\n" % (time.strftime("%Y-%m-%d %H:%M:%S"), " ".join(sys.argv)))
        history.writelines("+rehearsal::%s-%s-0\\n" % spec for spec in specs)
    return 0


def split(spec):
    name, version = re.match(r"^(?:[^:]*::)?([^=<>!~ ]+)[=<>!~ ]*([^,| ]*)", spec).groups()
    version = version.split("=")[0]
    return name.lower(), version.replace("*", "0") if version else "1.0"


def install(prefix, name, version):
    files = []
    if name == "python":
        make_python(prefix)
    for path, program in SPEC["commands"].get(name, {}).items():
        files.append(write_program(os.path.join(prefix, *path.split("/")), program))
    print("linking %s-%s-0 (a stand-in)" % (name, version), flush=True)
    meta = {"name": name, "version": version, "build": "0", "channel": "rehearsal", "files": files}
    with open(os.path.join(prefix, "conda-meta", "%s-%s-0.json" % (name, version)), "w", encoding="utf-8") as file:
        json.dump(meta, file)


UNPACK = (
    "import ensurepip, glob, os, shutil, sys, sysconfig, zipfile\\n"
    "into = sysconfig.get_paths()['purelib']\\n"
    "own = sysconfig.get_paths(vars={'base': sys.base_prefix})['purelib']\\n"
    "parts = [os.path.join(own, 'pip')] + glob.glob(os.path.join(glob.escape(own), 'pip-*.dist-info'))\\n"
    "if len(parts) == 2 and all(map(os.path.isdir, parts)):\\n"
    "    for part in parts: shutil.copytree(part, os.path.join(into, os.path.basename(part)))\\n"
    "    sys.exit(0)\\n"
    "wheels = glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), '_bundled', '*.whl'))\\n"
    "for wheel in wheels: zipfile.ZipFile(wheel).extractall(into)\\n"
    "sys.exit(0 if any('pip-' in wheel for wheel in wheels) else 1)\\n"
)


def make_python(prefix):
    bare = [SPEC["python"], "-I", "-m", "venv", "--without-pip", prefix]
    python = os.path.join(prefix, "bin", "python")
    # pip's own way to install itself takes ten times as long as to copy the host's, which is compiled, or to unpack it
    if os.name != "nt" and subprocess.run(bare).returncode == 0 and unpack_pip(python):
        return
    subprocess.run([SPEC["python"], "-I", "-m", "venv", prefix], check=True)
    if os.name == "nt":
        # A conda environment has its interpreter at the top; the launcher of a venv finds its own settings there too.
        for name in ("python.exe", "pythonw.exe"):
            shutil.copy2(os.path.join(prefix, "Scripts", name), os.path.join(prefix, name))


def unpack_pip(python):
    if subprocess.run([python, "-I", "-c", UNPACK], stderr=subprocess.DEVNULL).returncode != 0:
        return False
    for name in ("pip", "pip3"):
        path = os.path.join(os.path.dirname(python), name)
        with open(path, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\\nexec "$(dirname "$0")/python" -m pip "$@"\\n')
        os.chmod(path, 0o755)
    return True


def write_program(path, program):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if "forwards" in program:
        body = "import os, subprocess, sys\\nto = %r\\n" % program["forwards"]
        body += "sys.exit(subprocess.run([to] + sys.argv[1:]).returncode)\\n"
    elif "missing" in program:
        body = "import sys\\nprint(%r)\\nsys.exit(0 if sys.argv[1:2] == ['--version'] else 127)\\n" % missing(program)
    else:
        body = "print(%r)\\n" % program["prints"]
    if os.name == "nt":
        return write_launcher(path, body)
    if "forwards" in program:
        text = '#!/bin/sh\\nexec "%s" "$@"\\n' % program["forwards"]
    elif "missing" in program:
        text = "#!/bin/sh\\necho '" + missing(program) + "'\\ncase $1 in --version) ;; *) exit 127 ;; esac\\n"
    else:
        # printf is the shell's own, so that it works whatever PATH is
        text = "#!/bin/sh\\nprintf '%s\\\\n' " + quoted(program["prints"]) + "\\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)
    return path


def quoted(text):
    return "'" + text.replace("'", "'\\\\''") + "'"


def missing(program):
    return "this stand-in hands on to " + program["missing"] + ", and this host has none"


def write_launcher(path, body):
    """An .exe that runs Python code: the launcher that pip itself carries, then a shebang, then a zip."""
    import io, zipfile
    from pip._vendor import distlib
    launcher = os.path.join(os.path.dirname(distlib.__file__), "t64.exe")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__main__.py", body)
    path = path if path.endswith(".exe") else path + ".exe"
    with open(launcher, "rb") as head, open(path, "wb") as file:
        file.write(head.read() + b"#!" + SPEC["python"].encode() + b"\\r\\n" + packed.getvalue())
    return path


sys.exit(main(sys.argv[1:]))
`;
