package io.espalier.engine.jvm;

import java.util.stream.IntStream;

/** Lists of indices. */
final class Indices {
  private Indices() {}

  /** The indices of one kind of flag, ascending. */
  static int[] of(boolean[] flags, boolean wanted) {
    return IntStream.range(0, flags.length).filter(i -> flags[i] == wanted).toArray();
  }
}
