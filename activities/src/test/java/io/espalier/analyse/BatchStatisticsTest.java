package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.data.Examples;
import io.espalier.data.split.Subset;
import io.espalier.engine.Executor;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BatchStatisticsTest {
  private static final Executor EXECUTOR = new Dl4jExecutor();

  /** One convolution of a single weight, so that the batch norm sees the pixels, doubled. */
  private static final NetworkSpec NETWORK =
      new NetworkSpec(
          "normed",
          List.of(1, 2, 2),
          2,
          List.of(
              new Conv(1, 1, 1, 0, false, "conv1"),
              new BatchNorm("bn1"),
              new Flatten(),
              new Dense(2, "fc1")),
          Initialiser.GLOROT_NORMAL);

  private static SortedMap<String, Tensor> tensors(float mean, float variance) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    tensors.put("conv1.weight", new Tensor(new int[] {1, 1, 1, 1}, new float[] {2}));
    tensors.put("bn1.weight", new Tensor(new int[] {1}, new float[] {1}));
    tensors.put("bn1.bias", new Tensor(new int[] {1}, new float[] {0}));
    tensors.put("bn1.running_mean", new Tensor(new int[] {1}, new float[] {mean}));
    tensors.put("bn1.running_var", new Tensor(new int[] {1}, new float[] {variance}));
    tensors.put(
        "fc1.weight", new Tensor(new int[] {2, 4}, new float[] {1, 2, 3, 4, -1, -2, -3, -4}));
    tensors.put("fc1.bias", new Tensor(new int[] {2}, new float[] {0.5f, -0.5f}));
    return tensors;
  }

  /** The same hundred examples, again and again. */
  private static Subset examples(int count) {
    Random random = new Random(1);
    byte[] pixels = new byte[400];
    random.nextBytes(pixels);
    int[] indices = new int[count];
    Arrays.setAll(indices, i -> i % 100);
    return new Subset(new Examples(new int[] {1, 2, 2}, pixels, new byte[100]), indices);
  }

  @Test
  void theyAreThoseOfTheExamplesWhateverWasThereBefore() {
    Subset examples = examples(700);
    double sum = 0;
    double squares = 0;
    for (float value : examples.inputs(0, 100)) {
      sum += 2 * value;
      squares += 4 * value * value;
    }
    double mean = sum / 400;
    double variance = (squares / 400 - mean * mean) * 400 / 399;

    SortedMap<String, Tensor> taken =
        BatchStatistics.taken(EXECUTOR, NETWORK, tensors(-7, 99), examples);

    assertThat(Tensors.get(taken, "bn1.running_mean").data()[0])
        .isCloseTo((float) mean, within(1e-5f));
    assertThat(Tensors.get(taken, "bn1.running_var").data()[0])
        .isCloseTo((float) variance, within(1e-5f));
    assertThat(BatchStatistics.taken(EXECUTOR, NETWORK, tensors(0, 1), examples)).isEqualTo(taken);
  }

  @Test
  void noWeightMoves() {
    SortedMap<String, Tensor> before = tensors(0, 1);

    SortedMap<String, Tensor> taken =
        BatchStatistics.taken(EXECUTOR, NETWORK, before, examples(200));

    assertThat(before).isEqualTo(tensors(0, 1));
    for (String name : List.of("conv1.weight", "bn1.weight", "bn1.bias", "fc1.weight")) {
      assertThat(taken.get(name)).as(name).isEqualTo(before.get(name));
    }
    assertThat(BatchStatistics.in(NETWORK)).isTrue();
  }
}
