package io.espalier;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The machine's Python, for tests that hold a format against its own library. */
public final class Python {
  private Python() {}

  /** What a script left. */
  public record Result(int exitCode, String output) {}

  /**
   * Aborts the test where Python or one of the modules is missing; fails it where {@code
   * ESPALIER_REQUIRE_REAL_PARTS} is set.
   */
  public static void require(String... modules) throws Exception {
    String reason;
    try {
      Result result = run("import " + String.join(", ", modules));
      if (result.exitCode() == 0) {
        return;
      }
      reason = result.output();
    } catch (IOException e) {
      reason = e.getMessage();
    }
    String message = "python3 with " + String.join(" and ", modules) + " is not there: " + reason;
    if ("true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"))) {
      fail(message);
    }
    abort(message);
  }

  /** Runs a script to its end; its output and its errors come together. */
  public static Result run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", script));
    Collections.addAll(command, arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
