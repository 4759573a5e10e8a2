#!/usr/bin/env python3
"""Do the tests notice faults? Makes each fault of faults.txt in a copy of the sources, builds the tests, runs them, and
says which one notices first: one of verification or unit, which know what is right, or only regression, which knows what
was. The tests named after the faulty file come first, so that most faults take half a minute of a processor. Before the
first fault all tests have to pass without any, which takes a quarter of an hour.

    tests/mutation/mutate.py FOLDER [--only 1,5-9] [--jobs N]

FOLDER holds the copy and its build, and is kept: a second call is faster. Ends with 1 if more than one in ten faults get
by the tests that know what is right.
"""
import argparse
import html
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = HERE.parent.parent
# Documents are held against the text itself; hidden tests, which "~" would bring in, need what only a script gives them.
SUITES = {"verification": ["~[.]"], "unit": ["~[.]~[documents]"], "regression": ["~[.]"]}
LONGEST = 1800  # seconds
# A fault that leaves a name unused would not compile here, and no test would have to notice it.
LENIENT = "".join(f'#pragma GCC diagnostic ignored "-Wunused-{what}"\n'
                  for what in ("parameter", "variable", "but-set-variable", "function"))


def read_faults():
    faults = []
    for line in (HERE / "faults.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            file, change = line.split(": ", 1)
            old, new = change.split(" ==>", 1)
            faults.append((file, old.replace("\\n", "\n"), new.removeprefix(" ").replace("\\n", "\n")))
    return faults


def chosen(text, count):
    if not text:
        return list(range(1, count + 1))
    numbers = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def copy_sources(copy):
    for name in ("CMakeLists.txt", "README.md", "sim", "models", "analysis", "scenarios", "tests"):
        source = SOURCES / name
        for file in [source] if source.is_file() else source.rglob("*"):
            target = copy / file.relative_to(SOURCES)
            if file.is_file() and "__pycache__" not in file.parts:
                if not target.exists() or target.read_bytes() != file.read_bytes():  # unchanged files are not built again
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, target)


def build(folder, jobs):
    targets = ["--target", *("test_" + suite for suite in SUITES)]
    return subprocess.run(["cmake", "--build", folder, "--parallel", str(jobs), *targets], capture_output=True, text=True)


def own_tests(file):
    """Which tests of unit are named after a file: a choice in the words of Catch2, whose tags are names of files here."""
    stem = pathlib.Path(file).stem
    return ",".join(f"[#{test.stem}]~[.]" for test in sorted((HERE.parent / "unit").glob(f"test_*{stem}*.cpp")))


def first_failure(folder, suite, choice):
    """Name of the first test of a suite that fails, which is the last that was run, or None."""
    command = [folder / "bin" / f"test_{suite}", "--abort", "--order", "decl", "--filenames-as-tags", "--reporter", "xml",
               *choice]
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return "a test that does not end"
    if run.returncode == 0:
        return None
    names = re.findall(r'<TestCase name="([^"]*)"', run.stdout)
    return html.unescape(names[-1]) if names else f"a crash ({run.returncode})"


def verdict_of(folder, file, jobs):
    made = build(folder, jobs)
    if made.returncode != 0:
        errors = [line for line in made.stdout.splitlines() if "error" in line]
        return "compiler", (errors or ["no reason given"])[0]
    attempts = [("unit", [own_tests(file)])] if own_tests(file) else []
    for suite, choice in attempts + list(SUITES.items()):
        test = first_failure(folder, suite, choice)
        if test:
            return suite, test
    return "nobody", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="", help="numbers of faults, in the order of the list from 1")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    faults = read_faults()
    copy = given.folder.resolve()
    folder = copy / "build"
    copy_sources(copy)
    subprocess.run(["cmake", "-S", copy, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_TESTING=ON"], check=True,
                   capture_output=True)
    made = build(folder, given.jobs)
    if made.returncode != 0:
        sys.exit("the sources do not build:\n" + made.stdout[-2000:])
    for suite, choice in SUITES.items():  # else any fault would seem to be noticed
        if test := first_failure(folder, suite, choice):
            sys.exit(f"without any fault {suite} fails: {test}")
    caught = {}
    for number in chosen(given.only, len(faults)):
        file, old, new = faults[number - 1]
        text = (copy / file).read_text()
        if text.count(old) != 1:
            sys.exit(f"fault {number}: '{old}' does not stand once in {file}")
        (copy / file).write_text(LENIENT + text.replace(old, new))
        try:
            by, test = verdict_of(folder, file, given.jobs)
        finally:
            (copy / file).write_text(text)
        caught.setdefault(by, []).append(number)
        print(f"{number:3} {file}: {old.strip()} ==> {new.strip()}\n    {by}: {test}".replace("\n\n", "\n"), flush=True)
    for by, numbers in sorted(caught.items()):
        print(f"{len(numbers)} noticed by {by}: {', '.join(map(str, numbers))}")
    count = sum(map(len, caught.values()))
    known = len(caught.get("verification", [])) + len(caught.get("unit", []))
    print(f"{known} of {count} noticed by tests that know what is right")
    sys.exit(0 if 10 * known >= 9 * count else 1)


main()
