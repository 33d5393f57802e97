package io.espalier.random;

import io.espalier.dag.RandomStream;

/**
 * Random numbers as a function of (seed, purpose, path): nothing is remembered between draws, so a
 * checkpoint needs no generator state. Immutable.
 *
 * <p>The draws of one source share its bits: use {@link #normal}, {@link #uniform} and {@link
 * #permutation} each on a source of its own, one step further along the path.
 */
public interface RandomSource {
  /** The source of a stream that a plan declares. */
  static RandomSource of(RandomStream stream) {
    return HashedRandom.of(stream);
  }

  /** The source one step further along the path: a layer's name hash, an epoch, an example. */
  RandomSource at(long step);

  /** As {@link #at(long)} for a name, such as a layer's. */
  RandomSource at(String name);

  /** The {@code index}-th 64 random bits of this source. */
  long bits(long index);

  /** The {@code index}-th uniform number in [0, 1). */
  default double uniform(long index) {
    return (bits(index) >>> 11) * 0x1.0p-53;
  }

  /** The {@code index}-th standard normal number, the same on every machine. */
  double normal(long index);

  /** A uniformly random permutation of 0 … n−1. */
  int[] permutation(int n);
}
