package io.espalier.engine;

import java.util.Locale;

/** An executor cannot run on this machine, though nothing was known to keep it from it. */
public final class ExecutorStartException extends RuntimeException {
  private static final String NATIVE = "-Dorg.bytedeco.javacpp.cachedir=DIR";

  private final String found;
  private final String mend;

  /** Says why, and what can be done about it. */
  public ExecutorStartException(String executor, Throwable cause) {
    super(
        "executor "
            + executor
            + " does not start: "
            + mend(cause)
            + " ("
            + Causes.chain(cause)
            + ")",
        cause);
    this.found = "it does not start: " + Causes.chain(cause);
    this.mend = mend(cause);
  }

  /** What happened. */
  public String found() {
    return found;
  }

  /** What a person can do. */
  public String mend() {
    return mend;
  }

  private static String mend(Throwable cause) {
    String said = Causes.chain(cause).toLowerCase(Locale.ROOT);
    if (said.contains("failed to map segment") || said.contains("operation not permitted")) {
      return "the folder into which native libraries are unpacked lets nothing be executed (mounted"
          + " noexec): name another one with ESPALIER_JAVA_OPTS="
          + NATIVE;
    }
    if (said.contains("cachedir")
        || said.contains("could not extract")
        || said.contains("filenotfoundexception")
        || said.contains("accessdenied")
        || said.contains("no space left")) {
      return "native libraries cannot be unpacked: name a folder that can be written, with 1 GB to"
          + " spare, with ESPALIER_JAVA_OPTS="
          + NATIVE;
    }
    if (said.contains("cannot open shared object file") || said.contains("glibc")) {
      return "a library of the system is missing or too old: install what the message names, or"
          + " train with `executor: jvm`, which needs none";
    }
    return "set ESPALIER_ND4J_EXTENSION=-onednn (the portable native build), or train with"
        + " `executor: jvm`, which needs no native library";
  }
}
