"""The trainings of an experiment in a bare loop, with no store, server or lineage around them."""
import os
import subprocess
import sys
import time

from espalier_command import ESPALIER

ROOT = os.path.dirname(ESPALIER)


def seconds(words):
    """How long a command takes; it must exit with 0."""
    began = time.monotonic()
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{words} exited with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.monotonic() - began


def compiled(folder):
    """Compiles the loop into a folder. The words that start it, to which come: file, folder of data files, threads, settings."""
    classpath = subprocess.run([ESPALIER, "--classpath"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    classes = os.path.join(folder, "classes")
    sources = os.path.join(ROOT, "bench/src/main/java/io/espalier/bench")
    subprocess.run(
        ["javac", "-proc:none", "-d", classes, "-cp", classpath]
        + [os.path.join(sources, name) for name in ("BareLoop.java", "MemoryContext.java")],
        check=True,
    )
    options_file = os.path.join(os.path.dirname(os.path.dirname(classpath)), "jvm.options")
    words = ["env", "OMP_NUM_THREADS=1", "java", f"@{options_file}", "--add-modules", "jdk.incubator.vector"]
    words += ["-XX:+UseSerialGC", "-Dorg.eclipse.deeplearning4j.helpers.disable=false"]
    return words + ["-cp", f"{classpath}{os.pathsep}{classes}", "io.espalier.bench.BareLoop"]
