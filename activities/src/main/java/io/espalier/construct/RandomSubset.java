package io.espalier.construct;

import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * A mask that keeps as many weights of each tensor as another one, any of them with equal
 * probability (selection sampling, Knuth, volume 2, algorithm S): without a permutation of the
 * hundred million weights that a source may have.
 */
final class RandomSubset {
  private RandomSubset() {}

  static Mask of(Mask mask, RandomSource random) {
    Map<String, boolean[]> kept = new TreeMap<>();
    for (String name : mask.names()) {
      RandomSource own = random.at(name);
      boolean[] flags = new boolean[mask.flags(name).length];
      long wanted = mask.keptByTensor().getOrDefault(name, 0L);
      for (int i = 0; i < flags.length && wanted > 0; i++) {
        if (own.uniform(i) * (flags.length - i) < wanted) {
          flags[i] = true;
          wanted--;
        }
      }
      kept.put(name, flags);
    }
    return new Mask(mask.shapes(), kept);
  }
}
