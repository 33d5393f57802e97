package io.espalier.data.split;

import io.espalier.engine.BatchSource;
import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a subset in a new random order every epoch; the last, incomplete batch of an epoch is
 * left out. The batch of an iteration is a function of the iteration alone. One instance belongs to
 * one thread: it keeps the order of the current epoch.
 */
public final class EpochBatches implements BatchSource {
  private final Subset subset;
  private final int batchSize;
  private final RandomSource order;
  private final @Nullable Augmentation augmentation;
  private final @Nullable RandomSource noise;
  private long epoch = -1;
  private int[] permutation = {};

  /** Batches of the examples as they are. */
  public EpochBatches(Subset subset, int batchSize, RandomSource order) {
    this(subset, batchSize, order, null, null);
  }

  /**
   * @param order stream {@code order}; the epoch is appended to its path
   * @param augmentation null for the examples as they are
   * @param noise what layers draw from, null for a network of which none draws
   * @throws IllegalArgumentException when a batch is larger than the subset
   */
  public EpochBatches(
      Subset subset,
      int batchSize,
      RandomSource order,
      @Nullable Augmentation augmentation,
      @Nullable RandomSource noise) {
    if (batchSize < 1 || batchSize > subset.count()) {
      throw new IllegalArgumentException(
          "batch: "
              + batchSize
              + " (expected: 1 to "
              + subset.count()
              + ", the number of training examples)");
    }
    this.subset = subset;
    this.batchSize = batchSize;
    this.order = order;
    this.augmentation = augmentation;
    this.noise = noise;
  }

  /** Batches of one epoch. */
  public int batchesPerEpoch() {
    return subset.count() / batchSize;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public @Nullable RandomSource noise() {
    return noise;
  }

  @Override
  public void fill(long iteration, float[] inputs, int[] labels) {
    long wanted = iteration / batchesPerEpoch();
    if (wanted != epoch) {
      permutation = order.at(wanted).permutation(subset.count());
      epoch = wanted;
    }
    int first = (int) (iteration % batchesPerEpoch()) * batchSize;
    for (int i = 0; i < batchSize; i++) {
      int position = permutation[first + i];
      if (augmentation == null) {
        subset.copy(position, inputs, i);
      } else {
        subset.copy(position, augmentation.of(wanted, subset.index(position)), inputs, i);
      }
      labels[i] = subset.label(position);
    }
  }
}
