package io.espalier.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command of the system. */
final class Command {
  private Command() {}

  /**
   * Runs it to its end.
   *
   * @return what it says, on standard output and error
   * @throws IllegalStateException when it is not there or fails; holds what it says
   */
  static String run(String... words) {
    return run(List.of(words));
  }

  /** As {@link #run(String...)}. */
  static String run(List<String> words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", words) + ": " + said.strip());
      }
      return said.strip();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
