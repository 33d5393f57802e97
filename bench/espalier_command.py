"""How the scripts of this folder call the command."""
import json
import os
import subprocess
import sys

ESPALIER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "espalier")


def command(home, *words):
    return [ESPALIER, "--home", home, *words]


def build():
    """Has the launcher build, if need be, so that no time of a measurement goes into it."""
    subprocess.run([ESPALIER, "--version"], stdout=subprocess.DEVNULL, check=True)


def answer(home, *words):
    """The JSON document that a command prints; its exit code must be 0."""
    done = subprocess.run(command(home, *words, "--json"), stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"FAILED: `espalier {' '.join(words)}` exited with {done.returncode}")
    return json.loads(done.stdout)


def results(document):
    """Rows of a `show` document by what they are the result of."""
    return {
        (row["replicate"], row["arm"], row["draw"], row["round"]): row for row in document["results"]
    }


def differences(clean, other):
    """What differs between the `show` documents of an undisturbed run and of one that was disturbed."""
    wanted, got = results(clean), results(other)
    found = []
    if wanted.keys() != got.keys():
        found.append(f"other results: {sorted(wanted.keys() ^ got.keys())}")
    for key in sorted(wanted.keys() & got.keys()):
        for field, value in wanted[key].items():
            if got[key].get(field) != value:
                found.append(f"{key} {field}: {got[key].get(field)} (clean run: {value})")
    if sum(other["steps"].values()) != sum(clean["steps"].values()):
        found.append(f"steps: {other['steps']} (clean run: {clean['steps']})")
    if other["steps"]["executed"] > clean["steps"]["executed"]:
        found.append(f"a step was recorded twice: {other['steps']} (clean run: {clean['steps']})")
    return found
