"""Checks the native libraries that natives.sh built, and reports on them; needs lief.

    check_native.py --glibc VERSION --macos VERSION --bindings includes.txt --report FILE DIR

DIR has a folder for each platform. A library has to export what the bindings use, to need nothing of its system that is
newer than the versions given, and to hold no debug information and no path of the machine that built it.
"""

import argparse
import hashlib
import os
import re
import struct
import sys
from pathlib import Path

import lief

# What every system of its kind has, whether anything else is installed or not.
GLIBC_LIBRARIES = re.compile(r"(lib(c|m|dl|pthread|rt|util)|ld-linux-(x86-64|aarch64))\.so\.\d")
MUSL_LIBRARIES = {"libc.so"}
MACOS_LIBRARIES = re.compile(r"/usr/lib/|/System/Library/Frameworks/")
WINDOWS_LIBRARIES = re.compile(
    r"(kernel32|ntdll|advapi32|ws2_32|bcrypt|bcryptprimitives|userenv|dbghelp|secur32|crypt32|ole32|shell32"
    r"|api-ms-win-(core|crt)-[a-z0-9-]+)\.dll",
    re.IGNORECASE,
)

CPUS = {
    ("ELF", "x86_64"): lief.ELF.ARCH.X86_64,
    ("ELF", "aarch_64"): lief.ELF.ARCH.AARCH64,
    ("Mach-O", "x86_64"): lief.MachO.Header.CPU_TYPE.X86_64,
    ("Mach-O", "aarch_64"): lief.MachO.Header.CPU_TYPE.ARM64,
    ("PE", "x86_64"): lief.PE.Header.MACHINE_TYPES.AMD64,
    ("PE", "aarch_64"): lief.PE.Header.MACHINE_TYPES.ARM64,
}

# Folders of a user, of Rust's and Cargo's packages, and of temporary files. Where perf wants its maps is none of these.
PATHS = re.compile(
    rb"(?:/home/|/root/|/Users/|/tmp/(?!perf-)|/usr/src/|[A-Za-z]:\\Users\\|[^\0]{0,40}\.cargo[/\\]registry)[^\0]{0,100}"
)

# In Mach-O: the command that says where the signature is, and what its part with the hashes begins with.
CODE_SIGNATURE = 0x1D
CODE_DIRECTORY = 0xFADE0C02


class Elf:
    """A library of Linux."""

    def __init__(self, path, name, glibc):
        self.binary = lief.ELF.parse(str(path))
        self.cpu = self.binary.header.machine_type
        self.musl = name.endswith("-musl")
        self.glibc = glibc

    def exports(self):
        return {symbol.name for symbol in self.binary.exported_symbols}

    def debug(self):
        return [section.name for section in self.binary.sections if "debug" in section.name]

    def needs(self):
        if self.musl:
            return "musl"
        return "glibc " + max(self.glibc_versions(), key=number)

    def glibc_versions(self):
        for requirement in self.binary.symbols_version_requirement:
            for version in requirement.get_auxiliary_symbols():
                if version.name.startswith("GLIBC_"):
                    yield version.name.removeprefix("GLIBC_")

    def problems(self):
        for name in self.binary.libraries:
            known = name in MUSL_LIBRARIES if self.musl else GLIBC_LIBRARIES.fullmatch(name)
            if not known:
                yield f"needs {name}, which not every system has"
        for version in () if self.musl else self.glibc_versions():
            if number(version) > number(self.glibc):
                yield f"needs glibc {version}, and {self.glibc} is promised"


class MachO:
    """A library of macOS."""

    def __init__(self, path, macos):
        self.content = path.read_bytes()
        self.binary = lief.MachO.parse(str(path)).at(0)
        self.cpu = self.binary.header.cpu_type
        self.macos = macos

    def exports(self):
        # A C symbol has an underscore before its name.
        return {symbol.name.removeprefix("_") for symbol in self.binary.exported_symbols}

    def debug(self):
        return [section.name for section in self.binary.sections if "debug" in section.name]

    def minimum(self):
        if self.binary.has_build_version:
            return self.binary.build_version.minos
        return self.binary.version_min.version

    def needs(self):
        return "macOS " + ".".join(map(str, self.minimum()[:2]))

    def problems(self):
        if tuple(self.minimum()[:2]) > number(self.macos):
            yield f"needs {self.needs()}, and {self.macos} is promised"
        if not self.binary.has_code_signature:
            # Macs with Intel do not ask for one.
            if self.cpu == CPUS["Mach-O", "aarch_64"]:
                yield "has no signature, without which macOS on ARM does not load it"
        elif not is_signature_right(self.content):
            yield "has a signature of other bytes, with which macOS on ARM does not load it"
        for library in self.binary.libraries:
            # The first is the library's own name.
            if library.command != lief.MachO.LoadCommand.TYPE.ID_DYLIB and not MACOS_LIBRARIES.match(library.name):
                yield f"needs {library.name}, which not every system has"


def is_signature_right(content):
    """Whether the hashes of a Mach-O file's signature are those of its pages."""
    commands = struct.unpack_from("<I", content, 16)[0]
    at = 32
    for _ in range(commands):
        command, size = struct.unpack_from("<II", content, at)
        if command == CODE_SIGNATURE:
            signature = struct.unpack_from("<I", content, at + 8)[0]
        at += size
    for index in range(struct.unpack_from(">I", content, signature + 8)[0]):
        directory = signature + struct.unpack_from(">I", content, signature + 16 + 8 * index)[0]
        if struct.unpack_from(">I", content, directory)[0] != CODE_DIRECTORY:
            continue
        hashes, _, _, count, end = struct.unpack_from(">5I", content, directory + 16)
        width, _, _, shift = struct.unpack_from("4B", content, directory + 36)
        for page in range(count):
            found = content[page << shift : min((page + 1) << shift, end)]
            wanted = directory + hashes + page * width
            if hashlib.sha256(found).digest() != content[wanted : wanted + width]:
                return False
        return count > 0
    return False


class Pe:
    """A library of Windows."""

    def __init__(self, path):
        self.binary = lief.PE.parse(str(path))
        self.cpu = self.binary.header.machine

    def exports(self):
        return {function.name for function in self.binary.exported_functions}

    def debug(self):
        found = [section.name for section in self.binary.sections if "debug" in section.name]
        return found + [str(entry.type) for entry in self.binary.debug if isinstance(entry, lief.PE.CodeViewPDB)]

    def imports(self):
        for kind in (self.binary.imports, self.binary.delay_imports):
            yield from (imported.name for imported in kind)

    def needs(self):
        universal = any(name.lower().startswith("api-ms-win-crt-") for name in self.imports())
        return "Windows 10 (UCRT)" if universal else "Windows 10"

    def problems(self):
        for name in self.imports():
            if not WINDOWS_LIBRARIES.fullmatch(name):
                yield f"needs {name}, which not every system has"


def number(version):
    return tuple(int(part) for part in version.split("."))


def parse(path, name, options):
    system = name.split("-")[0]
    if system == "osx":
        return "Mach-O", MachO(path, options.macos)
    if system == "windows":
        return "PE", Pe(path)
    return "ELF", Elf(path, name, options.glibc)


def check(path, name, options):
    """The problems of one library, and its line of the report."""
    content = path.read_bytes()
    file_format, library = parse(path, name, options)
    problems = list(library.problems())
    if library.cpu != CPUS[file_format, name.split("-")[1]]:
        problems.append(f"is for the CPU {library.cpu}")
    missing = sorted(used(options.bindings) - library.exports())
    if missing:
        problems.append(f"does not export what the bindings use: {', '.join(missing)}")
    if library.debug():
        problems.append(f"has debug information: {', '.join(library.debug())}")
    found = sorted({match.group().decode(errors="replace") for match in paths(content)})
    if found:
        problems.append("has paths of the machine that built it: " + ", ".join(found[:5]))
    digest = hashlib.sha256(content).hexdigest()
    if Path(f"{path}.sha256").read_text().split()[0] != digest:
        problems.append("does not have the SHA-256 that stands beside it")
    line = f"| {name} | {library.needs()} | {len(content) / 1e6:.1f} MB | {len(library.exports())} | `{digest}` |"
    return problems, line


def paths(content):
    own = os.path.expanduser("~").encode() + b"/"
    for match in PATHS.finditer(content):
        yield match
    if own != b"/":
        yield from re.finditer(re.escape(own) + rb"[^\0]{0,100}", content)


def used(bindings):
    """The functions that the bindings look up."""
    return set(re.findall(r"^--include-function (\w+)$", Path(bindings).read_text(), re.MULTILINE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--glibc", "--macos", "--bindings", "--report"):
        parser.add_argument(option, required=True)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()

    report = ["| platform | needs | size | symbols | SHA-256 |", "|---|---|---|---|---|"]
    failed = False
    libraries = sorted(path for path in options.folder.glob("*/*") if path.suffix in (".so", ".dylib", ".dll"))
    if not libraries:
        sys.exit(f"check_native: {options.folder} has no library")
    for path in libraries:
        problems, line = check(path, path.parent.name, options)
        report.append(line)
        for problem in problems:
            print(f"check_native: {path} {problem}", file=sys.stderr)
            failed = True
    Path(options.report).write_text("\n".join(report) + "\n")
    print("\n".join(report))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
