package io.espalier.experiment;

import org.jspecify.annotations.Nullable;

/** One thing that is wrong with an experiment file, and where. */
public final class ExperimentException extends RuntimeException {
  private final String file;
  private final int line;
  private final int column;
  private final String path;
  private final String got;
  private final String expected;

  ExperimentException(Position at, String path, String got, String expected) {
    this(at, path, got, expected, null);
  }

  ExperimentException(
      Position at, String path, String got, String expected, @Nullable Throwable cause) {
    super(
        at + ": " + (path.isEmpty() ? "" : path + ": ") + got + " (expected: " + expected + ")",
        cause);
    this.file = at.source();
    this.line = at.line();
    this.column = at.column();
    this.path = path;
    this.got = got;
    this.expected = expected;
  }

  /** The file, or the {@code --set} option, that holds the mistake. */
  public String file() {
    return file;
  }

  /** Line, from 1; 0 where the whole file or an option is meant. */
  public int line() {
    return line;
  }

  /** Column in code points, from 1; 0 where the whole file or an option is meant. */
  public int column() {
    return column;
  }

  /** The key, such as {@code train.batch}; empty for the file as a whole. */
  public String path() {
    return path;
  }

  /** What stands there. */
  public String got() {
    return got;
  }

  /** What may stand there. */
  public String expected() {
    return expected;
  }
}
