package io.espalier.experiment.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that is wrong with an experiment file, and where. */
public final class ExperimentException extends RuntimeException {
  private static final String EXPECTED = " (expected: ";

  private final String file;
  private final int line;
  private final int column;
  private final String path;
  private final String got;
  private final String expected;

  /** Says what stands where, and what may. */
  public ExperimentException(Position at, String path, String got, String expected) {
    this(at, path, got, expected, null);
  }

  ExperimentException(
      Position at, String path, String got, String expected, @Nullable Throwable cause) {
    super(at + ": " + (path.isEmpty() ? "" : path + ": ") + got + EXPECTED + expected + ")", cause);
    this.file = at.source();
    this.line = at.line();
    this.column = at.column();
    this.path = path;
    this.got = got;
    this.expected = expected;
  }

  /** An unknown name, with the nearest known one. */
  public static ExperimentException unknown(
      Position at, String path, String name, List<String> known) {
    return unknown(at, path, Yaml.Scalar.shown(name), name, known);
  }

  static ExperimentException unknown(
      Position at, String path, String got, String name, List<String> known) {
    String hint =
        NearestName.of(name, known).map(near -> "; did you mean " + near + "?").orElse("");
    return new ExperimentException(at, path, got, Expected.oneOf(known) + hint);
  }

  /**
   * What code that knows no file says of values: {@code steps: 1 (expected: >= 2)}.
   *
   * @param otherwise what is expected where its message does not say
   */
  public static ExperimentException refused(
      Position at, String path, RuntimeException e, String otherwise) {
    String message = String.valueOf(e.getMessage());
    int split = message.endsWith(")") ? message.lastIndexOf(EXPECTED) : -1;
    return split < 0
        ? new ExperimentException(at, path, message, otherwise, e)
        : new ExperimentException(
            at,
            path,
            message.substring(0, split),
            message.substring(split + EXPECTED.length(), message.length() - 1),
            e);
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
