package io.espalier.data.split;

import io.espalier.random.RandomSource;

/**
 * Training examples, and some of them that are held out for another purpose, stratified by class.
 *
 * @param rest all others
 * @param held as many as asked for
 */
public record HeldOut(Subset rest, Subset held) {
  /**
   * Divides a subset.
   *
   * @param count examples to hold out
   * @throws IllegalArgumentException when there are not that many
   */
  public static HeldOut of(Subset all, int classes, int count, RandomSource random) {
    if (count < 0 || count > all.count()) {
      throw new IllegalArgumentException(
          "held out: " + count + " (expected: 0 to " + all.count() + ")");
    }
    byte[] labels = new byte[all.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) all.label(i);
    }
    StratifiedSplit split = StratifiedSplit.of(labels, classes, count, random);
    return new HeldOut(all.at(split.train()), all.at(split.validation()));
  }
}
