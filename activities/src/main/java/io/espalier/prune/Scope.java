package io.espalier.prune;

/** Among which weights or filters the lowest scores are looked for. */
public enum Scope {
  /** All prunable tensors together. */
  GLOBAL,
  /** Each prunable tensor for itself. */
  LAYER;

  /**
   * The scope that a file names.
   *
   * @throws IllegalArgumentException naming both
   */
  public static Scope named(String name) {
    return switch (name) {
      case "global" -> GLOBAL;
      case "layer" -> LAYER;
      default ->
          throw new IllegalArgumentException("scope: " + name + " (expected: global or layer)");
    };
  }
}
