package io.espalier.engine.jvm.stage;

import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.UpdateRule;
import io.espalier.kernel.Updates;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a network and the optimizer's state of it. Held in full, or as its survivors
 * alone. Not thread-safe.
 */
public final class Parameter {
  private static final Updates UPDATES = Updates.get();

  private final FlatLayout.Segment segment;

  /** Indices of what is held, ascending; null where everything is. */
  private final int @Nullable [] survivors;

  /** 0 for what is held although it is pruned, −1 for the rest; null where nothing is. */
  private final int @Nullable [] selection;

  /** Indices of what is pruned and keeps its value, ascending; none where it is +0.0. */
  private final int[] frozen;

  private final float[] frozenValues;
  private final float[] values;
  private final float[][] state;

  /**
   * A parameter from the flat arrays of a training state.
   *
   * @param state one flat array for each slot of the optimizer
   * @param kept flags of the mask, null where it does not name this parameter
   * @param sparse whether only the survivors are held
   * @param freeze whether what is pruned keeps its value; then all is held
   */
  public Parameter(
      FlatLayout.Segment segment,
      float[] values,
      List<float[]> state,
      boolean @Nullable [] kept,
      boolean sparse,
      boolean freeze) {
    this.segment = segment;
    this.survivors = sparse && kept != null ? Indices.of(kept, true) : null;
    this.selection = sparse || kept == null ? null : selection(kept);
    this.frozen = freeze && kept != null ? Indices.of(kept, false) : new int[0];
    this.frozenValues = new float[frozen.length];
    for (int k = 0; k < frozenValues.length; k++) {
      frozenValues[k] = values[segment.offset() + frozen[k]];
    }
    this.values = take(values);
    putBack(this.values, 0, this.values.length);
    this.state = state.stream().map(this::take).toArray(float[][]::new);
  }

  /** Its place among all parameters. */
  public FlatLayout.Segment segment() {
    return segment;
  }

  /** What is held, row-major. */
  public float[] values() {
    return values;
  }

  /**
   * Makes an update of some of what is held.
   *
   * @param gradients mean gradient of the loss from index {@code at} on; overwritten
   * @param from first index into {@link #values}
   */
  public void step(UpdateRule rule, float[] gradients, int at, int from, int count) {
    rule.step(gradients, at, values, state, from, count);
    if (selection != null) {
      UPDATES.select(values, selection, from, count);
      for (float[] slot : state) {
        UPDATES.select(slot, selection, from, count);
      }
      putBack(values, from, count);
    }
  }

  private void putBack(float[] into, int from, int count) {
    int first = Arrays.binarySearch(frozen, from);
    for (int k = first < 0 ? -first - 1 : first;
        k < frozen.length && frozen[k] < from + count;
        k++) {
      into[frozen[k]] = frozenValues[k];
    }
  }

  /** Takes other values, of a parameter that is held in full. */
  public void set(float[] flat) {
    System.arraycopy(flat, segment.offset(), values, 0, values.length);
  }

  /** Writes all values into a flat array, the pruned ones too. */
  public void copyTo(float[] flat) {
    give(values, flat);
  }

  /** As {@link #copyTo}, for one slot of the optimizer's state. */
  public void copyStateTo(int slot, float[] flat) {
    give(state[slot], flat);
  }

  private float[] take(float[] flat) {
    int offset = segment.offset();
    if (survivors == null) {
      float[] all = Arrays.copyOfRange(flat, offset, offset + segment.size());
      if (selection != null) {
        UPDATES.select(all, selection, 0, all.length);
      }
      return all;
    }
    float[] held = new float[survivors.length];
    for (int i = 0; i < held.length; i++) {
      held[i] = flat[offset + survivors[i]];
    }
    return held;
  }

  private void give(float[] held, float[] flat) {
    int offset = segment.offset();
    if (survivors == null) {
      System.arraycopy(held, 0, flat, offset, held.length);
      return;
    }
    Arrays.fill(flat, offset, offset + segment.size(), 0f);
    for (int i = 0; i < held.length; i++) {
      flat[offset + survivors[i]] = held[i];
    }
  }

  private static int @Nullable [] selection(boolean[] kept) {
    int[] selection = new int[kept.length];
    boolean all = true;
    for (int i = 0; i < kept.length; i++) {
      selection[i] = kept[i] ? -1 : 0;
      all &= kept[i];
    }
    return all ? null : selection;
  }
}
