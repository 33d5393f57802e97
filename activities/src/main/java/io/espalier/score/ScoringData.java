package io.espalier.score;

import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.step.StepContext;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The examples that criteria with data look at, and their gradient. Which ones they are stands in
 * the step's log, once however often it scores.
 */
final class ScoringData {
  /** Examples in memory at once: the batch whose statistics a batch norm uses. */
  private static final int CHUNK = 256;

  private final StepContext context;
  private final int examples;
  private final Set<String> said = new HashSet<>();
  private @Nullable Subset train;

  /**
   * The data of a step, read when they are asked for.
   *
   * @param examples how many are scored
   */
  ScoringData(StepContext context, int examples) {
    this.context = context;
    this.examples = examples;
  }

  /**
   * Mean gradient of the loss over {@link #batches}, for every parameter, before any mask, a batch
   * norm as in training.
   */
  SortedMap<String, Tensor> gradients(
      NetworkSpec network, SortedMap<String, Tensor> parameters, Mask mask) {
    MeanOverBatches mean = new MeanOverBatches();
    TrainingState state = TrainingState.fresh(parameters, mask);
    try (Session session = context.executor().open(network, state, Optimizer.NONE)) {
      for (ScoringBatch batch : batches()) {
        mean.add(session.gradients(batch.inputs(), batch.labels()), batch.labels().length);
      }
    }
    return mean.get();
  }

  /**
   * Training examples, drawn from the stream {@code score} without repeats: the first ones of a
   * file that is sorted by class would show the criterion one class.
   *
   * @throws IllegalArgumentException when the split has fewer
   */
  Iterable<ScoringBatch> batches() {
    int[] drawn = Arrays.copyOf(drawn(), examples);
    say("in this order, " + CHUNK + " at a time", drawn);
    return () ->
        IntStream.iterate(0, from -> from < examples, from -> from + CHUNK)
            .mapToObj(
                from -> {
                  context.progress((double) from / examples);
                  return batch(Arrays.copyOfRange(drawn, from, Math.min(from + CHUNK, examples)));
                })
            .iterator();
  }

  /**
   * Training examples, as many of each class: from the same permutation, the first ones of every
   * class.
   *
   * @param classes which the number of examples is a multiple of
   * @throws IllegalArgumentException when it is not, or a class has fewer examples
   */
  ScoringBatch balanced(int classes) {
    int[] drawn = drawn();
    if (examples % classes != 0) {
      throw new IllegalArgumentException(
          "examples: " + examples + " (expected: a multiple of the " + classes + " classes)");
    }
    int each = examples / classes;
    int[] found = new int[classes];
    int[] chosen = new int[examples];
    int count = 0;
    for (int position : drawn) {
      if (found[train().label(position)]++ < each) {
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
    say(each + " of each class, as one batch", chosen);
    return batch(chosen);
  }

  private int[] drawn() {
    int count = train().count();
    if (examples < 1 || examples > count) {
      throw new IllegalArgumentException(
          "examples: " + examples + " (expected: 1 to " + count + ")");
    }
    return context.random("score").at("examples").permutation(count);
  }

  private Subset train() {
    Subset known = train;
    if (known == null) {
      known = SplitData.of(context).train();
      train = known;
    }
    return known;
  }

  private ScoringBatch batch(int[] positions) {
    Subset subset = train();
    float[] inputs = new float[positions.length * subset.pixelsPerExample()];
    int[] labels = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      subset.copy(positions[i], inputs, i);
      labels[i] = subset.label(positions[i]);
    }
    return new ScoringBatch(inputs, labels);
  }

  private void say(String how, int[] positions) {
    if (said.add(how)) {
      context.log(
          "scores "
              + positions.length
              + " training examples, "
              + how
              + "; by their places in the data set's training file: "
              + Arrays.stream(positions)
                  .mapToObj(position -> Integer.toString(train().index(position)))
                  .collect(Collectors.joining(",")));
    }
  }
}
