package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.BatchSource;
import io.espalier.engine.DivergedException;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Dl4jSessionTest {
  private final Executor executor = new Dl4jExecutor();

  static Stream<Arguments> networksAndOptimizers() {
    return Stream.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual())
        .flatMap(
            spec ->
                Arrays.stream(Optimizer.Kind.values())
                    .map(
                        kind ->
                            Arguments.of(spec, new Optimizer(kind, 0.9, 0.9, 0.999, 1e-8, 0.01))));
  }

  @ParameterizedTest
  @MethodSource("networksAndOptimizers")
  void prunedWeightsStayPositiveZeroAndNegativeSurvivorsMove(
      NetworkSpec spec, Optimizer optimizer) {
    SortedMap<String, Tensor> start = TinyNets.weights(spec);
    Mask mask = TinyNets.mask(spec, 0.4);
    try (Session session = executor.open(spec, TrainingState.fresh(start, mask), optimizer)) {
      for (int step = 0; step < 4; step++) {
        session.train(TinyNets.batches(spec, 8), step, step + 1, i -> 0.05);
        SortedMap<String, Tensor> now = session.state().parameters();
        for (String name : mask.names()) {
          boolean[] kept = Objects.requireNonNull(mask.of(name));
          int broken = 0;
          for (int i = 0; i < kept.length; i++) {
            int bits = Float.floatToRawIntBits(Tensors.get(now, name).data()[i]);
            broken += !kept[i] && bits != 0 ? 1 : 0;
          }
          assertThat(broken).as("pruned weights of %s after step %d", name, step).isZero();
        }
      }
      SortedMap<String, Tensor> end = session.state().parameters();
      String output =
          spec.weightShapes().keySet().stream()
              .filter(name -> name.startsWith("fc"))
              .reduce("", (before, name) -> name);
      boolean[] kept = Objects.requireNonNull(mask.of(output));
      int negative = 0;
      for (int i = 0; i < kept.length; i++) {
        float before = Tensors.get(start, output).data()[i];
        if (kept[i] && before < 0) {
          negative++;
          assertThat(Tensors.get(end, output).data()[i])
              .as("%s[%d]", output, i)
              .isNotEqualTo(before);
        }
      }
      assertThat(negative).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("networksAndOptimizers")
  void trainingLowersTheLoss(NetworkSpec spec, Optimizer optimizer) {
    try (Session session =
        executor.open(spec, TrainingState.fresh(TinyNets.weights(spec), null), optimizer)) {
      double rate = optimizer.kind().compareTo(Optimizer.Kind.ADAM) < 0 ? 0.03 : 0.01;
      float[] losses = session.train(TinyNets.batches(spec, 32), 0, 300, i -> rate);
      assertThat(mean(losses, 270, 300)).isLessThan(mean(losses, 0, 30));
    }
  }

  @Test
  void trainingUnderLabelSmoothingLowersTheSmoothedLoss() {
    NetworkSpec spec = TinyNets.dense();
    BatchSource plain = TinyNets.batches(spec, 8);
    Loss smoothed = new CrossEntropy(0.3);
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), null);
    float[] inputs = new float[8 * spec.inputSize()];
    int[] labels = new int[8];
    plain.fill(0, inputs, labels);
    try (Session session = executor.open(spec, start, Optimizer.NONE)) {
      float[] logits = session.predict(inputs, 8);
      LossBatch batch = LossBatch.ofLabels(labels, 0, 8, spec.classes());
      double expected = smoothed.gradient(batch, logits, 8, new float[logits.length]);
      float[] loss = session.train(plain, smoothed, 0, 1, i -> 0.05);
      assertThat(loss[0]).isEqualTo((float) (expected / 8));
      SortedMap<String, Tensor> moved = session.state().parameters();
      try (Session other = executor.open(spec, start, Optimizer.NONE)) {
        other.train(plain, 0, 1, i -> 0.05);
        assertThat(moved).isNotEqualTo(other.state().parameters());
      }
    }
  }

  @Test
  void theLearningRateIsAskedForEveryIteration() {
    NetworkSpec spec = TinyNets.dense();
    try (Session session =
        executor.open(spec, TrainingState.fresh(TinyNets.weights(spec), null), Optimizer.NONE)) {
      session.train(TinyNets.batches(spec, 8), 3, 6, i -> i == 4 ? 0.1 : 0);
      SortedMap<String, Tensor> moved = session.state().parameters();
      assertThat(moved).isNotEqualTo(TinyNets.weights(spec));
      session.train(TinyNets.batches(spec, 8), 6, 9, i -> 0);
      assertThat(session.state().parameters()).isEqualTo(moved);
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTraining() {
    NetworkSpec spec = TinyNets.dense();
    BatchSource batches = TinyNets.batches(spec, 8);
    BatchSource broken =
        new BatchSource() {
          @Override
          public int batchSize() {
            return batches.batchSize();
          }

          @Override
          public void fill(long iteration, float[] inputs, int[] labels) {
            batches.fill(iteration, inputs, labels);
            if (iteration == 5) {
              inputs[3] = Float.NaN;
            }
          }
        };
    try (Session session =
        executor.open(spec, TrainingState.fresh(TinyNets.weights(spec), null), Optimizer.NONE)) {
      assertThatThrownBy(() -> session.train(broken, 0, 10, i -> 0.01))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("iteration 5")
          .extracting(e -> ((DivergedException) e).iteration())
          .isEqualTo(5L);
      assertThatThrownBy(() -> session.train(batches, 6, 20, i -> 1e39))
          .isInstanceOf(DivergedException.class);
    }
  }

  @Test
  void labelsOutsideTheClassesAreRefused() {
    NetworkSpec spec = TinyNets.dense();
    try (Session session =
        executor.open(spec, TrainingState.fresh(TinyNets.weights(spec), null), Optimizer.NONE)) {
      assertThatThrownBy(() -> session.gradients(new float[72], new int[] {4}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("label: 4 (expected: 0 to 3)");
      assertThat(session.predict(new float[72], 1)).hasSize(4);
    }
  }

  @Test
  void sessionsBelongToTheirThread() {
    NetworkSpec spec = TinyNets.dense();
    try (Session session =
        executor.open(spec, TrainingState.fresh(TinyNets.weights(spec), null), Optimizer.NONE)) {
      assertThatThrownBy(
              () -> CompletableFuture.supplyAsync(() -> session.predict(new float[72], 1)).join())
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("which opened the session");
    }
  }

  @Test
  void sessionsOfOneThreadDoNotDisturbEachOther() {
    NetworkSpec dense = TinyNets.dense();
    NetworkSpec conv = TinyNets.conv();
    TrainingState denseStart = TrainingState.fresh(TinyNets.weights(dense), null);
    TrainingState convStart = TrainingState.fresh(TinyNets.weights(conv), null);
    SortedMap<String, Tensor> expected = new TreeMap<>();
    try (Session alone = executor.open(dense, denseStart, TrainedDigest.ADAM)) {
      alone.train(TinyNets.batches(dense, 8), 0, 6, i -> 0.01);
      expected.putAll(alone.state().parameters());
    }
    try (Session one = executor.open(dense, denseStart, TrainedDigest.ADAM);
        Session two = executor.open(conv, convStart, TrainedDigest.ADAM)) {
      for (int i = 0; i < 6; i++) {
        one.train(TinyNets.batches(dense, 8), i, i + 1, iteration -> 0.01);
        two.train(TinyNets.batches(conv, 8), i, i + 1, iteration -> 0.01);
      }
      assertThat(one.state().parameters()).isEqualTo(expected);
    }
  }

  @Test
  void theExecutorIsFoundByName() {
    assertThat(ServiceLoader.load(Executor.class))
        .anySatisfy(
            found -> {
              assertThat(found.name()).isEqualTo("dl4j-cpu");
              assertThat(found.unfit(TinyNets.dense())).isEmpty();
            });
  }

  private static double mean(float[] losses, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += losses[i];
    }
    return sum / (to - from);
  }
}
