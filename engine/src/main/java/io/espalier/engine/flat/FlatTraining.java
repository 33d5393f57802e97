package io.espalier.engine.flat;

import io.espalier.engine.Optimizer;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The weights and optimizer state of a training over one flat array of parameters. Only the
 * survivors are held and updated, so nothing can ever move a pruned weight: it holds +0.0, or the
 * value that it is frozen at, and has no optimizer state. Not thread-safe.
 */
public final class FlatTraining {
  /** Values that are worked on at a time: their arrays fit the first cache. */
  private static final int CHUNK = 2048;

  private final FlatLayout layout;
  private final @Nullable Mask mask;
  private final boolean frozen;
  private final int @Nullable [] survivors;
  private final UpdateRule rule;

  /** All weights in the layout's order; the pruned ones hold +0.0 or what they are frozen at. */
  private final float[] all;

  /** The survivors; {@link #all} itself in a dense network. */
  private final float[] weights;

  private final float[][] state;
  private final float[] gradients = new float[CHUNK];
  private final float[] gathered;
  private long steps;

  /**
   * Takes up a training where it stands.
   *
   * @throws IllegalArgumentException when parameters, mask or optimizer state do not fit
   */
  public FlatTraining(FlatLayout layout, TrainingState start, Optimizer optimizer) {
    this.layout = layout;
    this.mask = start.mask();
    this.frozen = start.frozen();
    this.survivors = layout.survivors(mask);
    this.rule = UpdateRule.of(optimizer);
    requireNames(start.parameters(), "", List.of(""));
    float[] given = layout.flatten(start.parameters(), "");
    this.weights = gather(given);
    this.all = survivors == null ? weights : frozen ? given : scatter(weights);
    this.gathered = survivors == null ? gradients : new float[CHUNK];
    this.state = new float[rule.slots().size()][];
    if (start.optimizerState().isEmpty()) {
      for (int slot = 0; slot < state.length; slot++) {
        state[slot] = new float[weights.length];
      }
    } else {
      requireNames(start.optimizerState(), "/", rule.slots());
      for (int slot = 0; slot < state.length; slot++) {
        state[slot] = gather(layout.flatten(start.optimizerState(), "/" + rule.slots().get(slot)));
      }
    }
    this.steps = start.optimizerSteps();
  }

  /** Writes all weights, the pruned ones too. */
  public void copyWeightsTo(FloatBuffer target) {
    target.put(0, all);
  }

  /**
   * Makes one update and writes the new weights.
   *
   * @param source mean gradient of the loss, in the layout's order
   * @param target receives all weights
   */
  public void update(FloatBuffer source, FloatBuffer target, double learningRate) {
    steps++;
    rule.begin(steps, learningRate);
    int done = 0;
    for (int from = 0; from < all.length; from += CHUNK) {
      int count = Math.min(CHUNK, all.length - from);
      source.get(from, gradients, 0, count);
      int kept = survivors == null ? count : gatherGradients(survivors, done, from, from + count);
      rule.step(gathered, 0, weights, state, done, kept);
      if (survivors != null) {
        for (int i = done; i < done + kept; i++) {
          all[survivors[i]] = weights[i];
        }
      }
      target.put(from, all, from, count);
      done += kept;
    }
  }

  /** A copy of where the training stands. */
  public TrainingState state() {
    SortedMap<String, Tensor> optimizerState = new TreeMap<>();
    for (int slot = 0; slot < state.length; slot++) {
      optimizerState.putAll(layout.tensors(scatter(state[slot]), "/" + rule.slots().get(slot)));
    }
    return new TrainingState(layout.tensors(all, ""), mask, optimizerState, steps, frozen);
  }

  private int gatherGradients(int[] indices, int first, int from, int to) {
    int i = first;
    while (i < indices.length && indices[i] < to) {
      gathered[i - first] = gradients[indices[i] - from];
      i++;
    }
    return i - first;
  }

  private float[] gather(float[] flat) {
    if (survivors == null) {
      return flat;
    }
    float[] values = new float[survivors.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat[survivors[i]];
    }
    return values;
  }

  private float[] scatter(float[] values) {
    if (survivors == null) {
      return values;
    }
    float[] flat = new float[layout.size()];
    for (int i = 0; i < values.length; i++) {
      flat[survivors[i]] = values[i];
    }
    return flat;
  }

  private void requireNames(
      SortedMap<String, Tensor> tensors, String separator, List<String> ends) {
    if (tensors.size() != layout.segments().size() * ends.size()) {
      throw new IllegalArgumentException(
          "tensors: "
              + tensors.keySet()
              + " (expected: every parameter"
              + (separator.isEmpty() ? "" : ", followed by each of " + separator + ends)
              + ")");
    }
  }
}
