package io.espalier.catalog;

/** What is kept or removed as one piece. */
public enum Granularity {
  /** Single weights. */
  WEIGHT,
  /** All weights that enter one unit: a row of a dense layer, a filter of a convolution. */
  FILTER;

  /**
   * The granularity that a file names.
   *
   * @throws IllegalArgumentException naming both
   */
  public static Granularity named(String name) {
    return switch (name) {
      case "weight" -> WEIGHT;
      case "filter" -> FILTER;
      default ->
          throw new IllegalArgumentException(
              "granularity: " + name + " (expected: weight or filter)");
    };
  }
}
