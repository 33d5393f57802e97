package io.espalier.engine.jvm;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gradients of values, on the way back. */
final class Gradients {
  private final float[] @Nullable [] table;
  private final int[] sizes;
  private final Map<Integer, Buffer> sums = new HashMap<>();
  private int lanes;

  /**
   * @param sizes values of an example, by value
   */
  Gradients(int[] sizes) {
    this.table = new float[sizes.length][];
    this.sizes = sizes.clone();
  }

  /** Begins with the gradient of the last value. */
  void begin(float[] last, Batch batch) {
    Arrays.fill(table, null);
    lanes = batch.lanes();
    table[table.length - 1] = last;
  }

  /** Adds to the gradient of a value; null where nothing asks for it. */
  void give(int value, float @Nullable [] gradient) {
    float[] known = table[value];
    if (known == null || gradient == null) {
      table[value] = known == null ? gradient : known;
      return;
    }
    int count = sizes[value] * lanes;
    // Not in place: what a stage does not read has a gradient of 0 that it never writes again.
    float[] sum = sums.computeIfAbsent(value, unseen -> new Buffer()).of(count);
    for (int i = 0; i < count; i++) {
      sum[i] = gradient[i] + known[i];
    }
    table[value] = sum;
  }

  /** The whole gradient of a value, null where nothing asked for it. */
  float @Nullable [] of(int value) {
    return table[value];
  }
}
