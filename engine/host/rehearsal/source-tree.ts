import type { SourcePackage } from '../../rehearse/stand-in.js';
import type { ArchiveMember } from './archive-member.js';

/** The tree of the source package, below one folder as archives of a commit have it. */
export function sourceTree(source: SourcePackage, folder: string): readonly ArchiveMember[] {
  const tree = [
    { name: 'pyproject.toml', content: PYPROJECT },
    { name: 'backend/rehearsal_backend.py', content: BACKEND },
    { name: 'backend/stand-in.json', content: `${JSON.stringify(source, undefined, 2)}\n` },
    { name: 'src/answer.cpp', content: SOURCE },
  ];
  return tree.map(member => ({ ...member, name: `${folder}/${member.name}` }));
}

// The backend lies in the tree, so the build asks for no setuptools and no index.
const PYPROJECT = `[build-system]
requires = []
build-backend = "rehearsal_backend"
backend-path = ["backend"]
`;

// Loaded by ctypes: no headers of Python are needed to compile it.
const SOURCE = `#include <string>
#include <vector>
#if defined(_WIN32)
#define EXPORT extern "C" __declspec(dllexport)
#else
#define EXPORT extern "C"
#endif
EXPORT int answer() {
  std::vector<std::string> words(6, "stand-in");
  int total = 0;
  for (const auto &word : words) total += static_cast<int>(word.size());
  return total - 6;
}
`;

const BACKEND = `"""The build backend of a rehearsal's source packages: it compiles one C++ file for real."""
import base64, hashlib, json, os, shutil, subprocess, sys, sysconfig, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "stand-in.json"), encoding="utf-8") as file:
    SPEC = json.load(file)
DISTRIBUTION = SPEC["name"].replace("-", "_") + "-" + SPEC["version"]
DIST_INFO = DISTRIBUTION + ".dist-info"


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = os.path.join(metadata_directory, DIST_INFO)
    os.makedirs(folder)
    for name, text in metadata("py3-none-any").items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return DIST_INFO


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    files, tag = {}, "py3-none-any"
    notes = check_environment()
    if SPEC["native"]:
        library, note = compile_answer()
        print(note, flush=True)
        notes.append(note)
        if library:
            tag = "py3-none-" + sysconfig.get_platform().replace("-", "_").replace(".", "_")
            files[SPEC["modules"][0].split(".")[0] + "/answer.bin"] = library
    files.update(modules(notes, compiled=tag != "py3-none-any"))
    for name, text in metadata(tag).items():
        files[DIST_INFO + "/" + name] = text.encode()
    return write_wheel(wheel_directory, tag, files)


def check_environment():
    notes = []
    for name in SPEC["expects"]:
        value = os.environ.get(name, "")
        if not value:
            fail(name + " is not set, though a step that this build needs exports it")
        notes.append(name + "=" + value)
    for name, program in SPEC["buildsWith"].items():
        if name not in SPEC["expects"]:
            continue
        path = os.path.join(os.environ[name], *program.split("/"))
        if os.name == "nt" and not path.endswith(".exe"):
            path += ".exe"
        if not os.path.isfile(path):
            fail(path + " is not there, though " + name + " says so")
        out = subprocess.run([path, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if out.returncode != 0:
            fail(path + " --version ended with " + str(out.returncode))
        notes.append(path + ": " + (out.stdout.strip().splitlines() or [""])[-1])
    return notes


def compile_answer():
    compiler = os.environ.get("CXX") or shutil.which("g++") or shutil.which("clang++") or shutil.which("cl")
    if not compiler:
        fail("no C++ compiler: CXX is not set, and neither g++ nor clang++ nor cl is on PATH")
    source = os.path.join(os.path.dirname(HERE), "src", "answer.cpp")
    library = os.path.join(HERE, "answer.bin")
    if os.path.basename(compiler).lower() in ("cl", "cl.exe"):
        command = [compiler, "/nologo", "/EHsc", "/LD", source, "/Fe:" + library]
    else:
        command = [compiler, "-O1", "-shared", "-fPIC", source, "-o", library]
    print("compiling with", " ".join(command), flush=True)
    code = subprocess.run(command, cwd=HERE).returncode
    if code == 127:
        # A stand-in for a compiler, on a host that has none to hand on to: the rest can be rehearsed all the same.
        return None, "not compiled: this host has no C++ compiler, and " + compiler + " is a stand-in"
    if code != 0:
        fail("the compiler failed")
    with open(library, "rb") as file:
        return file.read(), "compiled by " + compiler


def modules(notes, compiled):
    head = "__version__ = " + repr(SPEC["version"]) + "\\n__built_with__ = " + repr(notes) + "\\n"
    text = '"""A stand-in for ' + SPEC["name"] + ', made by a rehearsal."""\\n' + head
    dotted = set(SPEC["modules"])
    packages = {".".join(module.split(".")[:i]) for module in dotted for i in range(1, module.count(".") + 1)}
    files = {}
    for module in sorted(dotted | packages):
        leaf = "." in module and module not in packages
        body = text + (LOADER if compiled and leaf else "")
        files[module.replace(".", "/") + (".py" if leaf else "/__init__.py")] = body.encode()
    return files


LOADER = """
import ctypes, os
answer = ctypes.CDLL(os.path.join(os.path.dirname(os.path.abspath(__file__)), "answer.bin")).answer
assert answer() == 42
"""


def metadata(tag):
    return {
        "METADATA": "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n" % (SPEC["name"], SPEC["version"]),
        "WHEEL": "Wheel-Version: 1.0\\nGenerator: rehearsal\\nRoot-Is-Purelib: true\\nTag: %s\\n" % tag,
    }


def write_wheel(folder, tag, files):
    name = DISTRIBUTION + "-" + tag + ".whl"
    record = []
    with zipfile.ZipFile(os.path.join(folder, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append("%s,sha256=%s,%d" % (path, digest, len(content)))
        record.append(DIST_INFO + "/RECORD,,")
        wheel.writestr(DIST_INFO + "/RECORD", "\\n".join(record) + "\\n")
    return name


def fail(message):
    print("error: " + message, file=sys.stderr, flush=True)
    raise SystemExit(1)
`;
