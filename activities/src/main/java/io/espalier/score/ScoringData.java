package io.espalier.score;

import io.espalier.data.SplitData;
import io.espalier.data.Subset;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.step.StepContext;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** The examples that criteria with data look at, and their gradient. */
final class ScoringData {
  /** Examples in memory at once: the batch whose statistics a batch norm uses. */
  private static final int CHUNK = 256;

  private ScoringData() {}

  /**
   * Mean gradient of the loss over {@link #batches}, for every parameter, before any mask, a batch
   * norm as in training.
   */
  static SortedMap<String, Tensor> gradients(
      StepContext context,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Mask mask,
      int examples) {
    MeanOverBatches mean = new MeanOverBatches();
    TrainingState state = TrainingState.fresh(parameters, mask);
    try (Session session = context.executor().open(network, state, Optimizer.NONE)) {
      for (ScoringBatch batch : batches(context, examples)) {
        mean.add(session.gradients(batch.inputs(), batch.labels()), batch.labels().length);
      }
    }
    return mean.get();
  }

  /**
   * Training examples, drawn from the stream {@code score} without repeats: the first ones of a
   * file that is sorted by class would show the criterion one class.
   *
   * @param examples how many, at least 1
   * @throws IllegalArgumentException when the split has fewer
   */
  static Iterable<ScoringBatch> batches(StepContext context, int examples) {
    Subset train = SplitData.of(context).train();
    int[] drawn = drawn(context, train, examples);
    return () ->
        IntStream.iterate(0, from -> from < examples, from -> from + CHUNK)
            .mapToObj(
                from -> {
                  context.progress((double) from / examples);
                  return batch(train, drawn, from, Math.min(CHUNK, examples - from));
                })
            .iterator();
  }

  /**
   * Training examples, as many of each class: from the same permutation, the first ones of every
   * class.
   *
   * @param examples how many, a multiple of {@code classes}
   * @throws IllegalArgumentException when it is not, or a class has fewer examples
   */
  static ScoringBatch balanced(StepContext context, int classes, int examples) {
    Subset train = SplitData.of(context).train();
    int[] drawn = drawn(context, train, examples);
    if (examples % classes != 0) {
      throw new IllegalArgumentException(
          "examples: " + examples + " (expected: a multiple of the " + classes + " classes)");
    }
    int each = examples / classes;
    int[] found = new int[classes];
    int[] chosen = new int[examples];
    int count = 0;
    for (int position : drawn) {
      if (found[train.label(position)]++ < each) {
        chosen[count++] = position;
      }
    }
    for (int label = 0; label < classes; label++) {
      if (found[label] < each) {
        throw new IllegalArgumentException(
            "examples: "
                + each
                + " of class "
                + label
                + " (expected: at most the "
                + found[label]
                + " there are to train on)");
      }
    }
    return batch(train, chosen, 0, count);
  }

  private static int[] drawn(StepContext context, Subset train, int examples) {
    if (examples < 1 || examples > train.count()) {
      throw new IllegalArgumentException(
          "examples: " + examples + " (expected: 1 to " + train.count() + ")");
    }
    return context.random("score").at("examples").permutation(train.count());
  }

  private static ScoringBatch batch(Subset train, int[] positions, int from, int count) {
    float[] inputs = new float[count * train.pixelsPerExample()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      train.copy(positions[from + i], inputs, i);
      labels[i] = train.label(positions[from + i]);
    }
    return new ScoringBatch(inputs, labels);
  }
}
