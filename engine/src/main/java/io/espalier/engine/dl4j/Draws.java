package io.espalier.engine.dl4j;

import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/** What the layers of a network draw from in the iteration of a training that is under way. */
final class Draws {
  private @Nullable RandomSource source;

  /** Begins an iteration, or ends with null. */
  void set(@Nullable RandomSource iteration) {
    source = iteration;
  }

  /** The source of the iteration; null outside of a training. */
  @Nullable RandomSource source() {
    return source;
  }
}
