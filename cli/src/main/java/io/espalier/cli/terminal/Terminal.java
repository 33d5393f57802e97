package io.espalier.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The size of the terminal that standard error goes to.
 *
 * @param rows lines
 * @param columns characters a line
 */
public record Terminal(int rows, int columns) {
  /**
   * The terminal of standard error; empty where it goes to a file or a pipe, or to a terminal that
   * cannot move its cursor.
   */
  public static Optional<Terminal> ofStandardError() {
    String kind = System.getenv("TERM");
    if (kind == null || kind.equals("dumb")) {
      return Optional.empty();
    }
    // Java cannot say this of standard error alone; every POSIX system can.
    ProcessBuilder stty = new ProcessBuilder(List.of("sh", "-c", "test -t 2 && stty size <&2"));
    stty.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = stty.start();
      try (InputStream in = process.getInputStream()) {
        String[] size =
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ", -1);
        if (!process.waitFor(1, TimeUnit.SECONDS) || process.exitValue() != 0 || size.length != 2) {
          return Optional.empty();
        }
        int rows = Integer.parseInt(size[0]);
        int columns = Integer.parseInt(size[1]);
        return rows > 3 && columns > 20
            ? Optional.of(new Terminal(rows, columns))
            : Optional.of(new Terminal(24, 80));
      }
    } catch (IOException | NumberFormatException noShell) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
