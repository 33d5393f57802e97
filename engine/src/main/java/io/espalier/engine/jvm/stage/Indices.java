package io.espalier.engine.jvm.stage;

import java.util.stream.IntStream;

/** Lists of indices. */
public final class Indices {
  private Indices() {}

  /** The indices of one kind of flag, ascending. */
  public static int[] of(boolean[] flags, boolean wanted) {
    return IntStream.range(0, flags.length).filter(i -> flags[i] == wanted).toArray();
  }
}
