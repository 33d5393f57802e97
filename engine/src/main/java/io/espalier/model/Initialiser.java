package io.espalier.model;

import java.util.Arrays;
import java.util.Locale;

/** Distributions of initial weights; fan-in and fan-out count kernel positions. */
public enum Initialiser {
  /** Normal, variance 2 / (fanIn + fanOut): Glorot and Bengio 2010, eq. 12 (normal form). */
  GLOROT_NORMAL,
  /** Normal, variance 2 / fanIn: He et al. 2015, eq. 10. */
  KAIMING_NORMAL;

  /**
   * The initialiser that plans spell so.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Initialiser of(String id) {
    return Arrays.stream(values())
        .filter(initialiser -> initialiser.name().toLowerCase(Locale.ROOT).equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "initialiser: "
                        + id
                        + " (expected one of: "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT)
                        + ")"));
  }
}
