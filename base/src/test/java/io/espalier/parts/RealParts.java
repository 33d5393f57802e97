package io.espalier.parts;

import static org.assertj.core.api.Assertions.fail;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Parts that a test needs and a machine may lack: without one the test is skipped by name, or fails
 * where {@code ESPALIER_REQUIRE_REAL_PARTS} is {@code true}.
 */
public final class RealParts {
  private static final boolean REQUIRED =
      "true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"));

  private RealParts() {}

  /**
   * What a variable of the process says.
   *
   * @param expected what it should hold, such as {@code HOST:PORT}
   */
  public static String named(String variable, String expected) {
    return need(System.getenv(variable), variable + " is not set (expected: " + expected + ")");
  }

  /**
   * A part that is there.
   *
   * @param part null where it is not
   * @param lack what is missing, and what to do
   */
  public static <T> T need(@Nullable T part, String lack) {
    if (part != null) {
      return part;
    }
    if (REQUIRED) {
      return fail(lack);
    }
    return Assumptions.abort(lack);
  }
}
