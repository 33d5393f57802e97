package io.espalier.random;

import io.espalier.dag.RandomStream;
import io.espalier.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * SplitMix64's output function over a counter, keyed by SHA-256 of the path: after Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators" (2014).
 */
final class HashedRandom implements RandomSource {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private final long key;

  private HashedRandom(long key) {
    this.key = key;
  }

  static HashedRandom of(RandomStream stream) {
    StringBuilder text = new StringBuilder(stream.purpose()).append('\n').append(stream.seed());
    stream.path().forEach(step -> text.append('\n').append(step));
    return new HashedRandom(hash(text.toString()));
  }

  @Override
  public RandomSource at(long step) {
    return new HashedRandom(mix(mix(key + GOLDEN) ^ mix(step * GOLDEN + 1)));
  }

  @Override
  public RandomSource at(String name) {
    return at(hash(name));
  }

  @Override
  public long bits(long index) {
    return mix(key + (index + 1) * GOLDEN);
  }

  @Override
  public double normal(long index) {
    // Box–Muller in StrictMath: the same bits on every machine. 1 − u lies in (0, 1].
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * index)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(2 * index + 1));
  }

  @Override
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = (int) (uniform(i) * (i + 1));
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  private static long hash(String text) {
    return ByteBuffer.wrap(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
