package io.espalier.cli.exit;

/** What the command's exit status says. */
public final class ExitCode {
  /** All is well. */
  public static final int OK = 0;

  /** A fault of the program or of the machine. */
  public static final int SOFTWARE = 1;

  /** A fault in what was typed or in the experiment file. */
  public static final int USAGE = 2;

  /** The run ended as failed. */
  public static final int RUN_FAILED = 3;

  /** Another process owns the store. */
  public static final int STORE_BUSY = 4;

  /** Stored bytes, rows or the audit chain are not what was recorded. */
  public static final int INTEGRITY = 5;

  /** The budget of this command is used up; the run can be resumed. */
  public static final int OUT_OF_BUDGET = 6;

  /** Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
