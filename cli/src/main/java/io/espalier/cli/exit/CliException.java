package io.espalier.cli.exit;

import org.jspecify.annotations.Nullable;

/** An error that is shown as its one message, which says what to do next. */
public final class CliException extends RuntimeException {
  private final int exitCode;

  /** Ends the command with this exit code and message. */
  public CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** As {@link #CliException(int, String)}, keeping the cause for {@code --verbose}. */
  public CliException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }

  /** An error in what was typed. */
  public static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message);
  }
}
