package io.espalier.engine.flat;

import io.espalier.engine.BatchSource;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/** What the layers of a network draw from while it trains. */
public final class Noise {
  private Noise() {}

  /**
   * The source of a training, null where no layer draws.
   *
   * @throws IllegalArgumentException for a network with a layer that draws, and nothing to draw
   *     from
   */
  public static @Nullable RandomSource of(NetworkSpec network, BatchSource batches) {
    RandomSource noise = network.drawsRandomly() ? batches.noise() : null;
    if (noise == null && network.drawsRandomly()) {
      throw new IllegalArgumentException(
          "network "
              + network.name()
              + ": no source of random numbers (expected: one for its dropout, the stream"
              + " \"dropout\" of the training's task)");
    }
    return noise;
  }
}
