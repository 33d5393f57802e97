package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every criterion there is, on each executor. */
class EveryCriterionTest {
  private static final int COUNT = 8;

  static Stream<Arguments> criteria() {
    return Catalog.builtIn().names(CriterionDescriptor.class).stream()
        .flatMap(
            name ->
                Stream.of(new JvmExecutor(), new Dl4jExecutor())
                    .map(executor -> Arguments.of(name, executor)));
  }

  /**
   * Batch norms, shortcuts of both kinds, depthwise convolutions; no ReLU6, which SynFlow refuses.
   */
  @ParameterizedTest
  @MethodSource("criteria")
  void aResidualNetworkHasANumberForEveryPieceAndKeepsItsWeights(String name, Executor executor) {
    NetworkSpec spec =
        TinyNets.residual().with(layer -> layer instanceof Relu6 ? new Relu() : layer);
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    SortedMap<String, Tensor> before = new TreeMap<>();
    parameters.forEach((key, tensor) -> before.put(key, tensor.copy()));
    Criterion criterion = Catalog.builtIn().get(Criterion.class, name);
    Mask mask = OnExecutor.dense(spec);
    for (Granularity granularity : criterion.granularities()) {
      SortedMap<String, Tensor> scores =
          criterion.score(context(spec, parameters, mask, granularity, criterion, executor));

      assertThat(scores.keySet()).isEqualTo(mask.names());
      scores.forEach(
          (tensor, scored) -> {
            assertThat(scored.shape()).isEqualTo(granularity.shapeOfPieces(mask.shape(tensor)));
            for (float score : scored.data()) {
              assertThat(score).as("%s of %s", name, tensor).isNotNaN();
            }
          });
      assertThat(distinct(Tensors.get(scores, "layer1.conv2.weight"))).isTrue();
    }
    assertThat(parameters).isEqualTo(before);
  }

  private static ScoreContext context(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      Mask mask,
      Granularity granularity,
      Criterion criterion,
      Executor executor) {
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);
    SortedMap<String, Tensor> gradients;
    try (Session session =
        executor.open(spec, TrainingState.fresh(parameters, null), Optimizer.NONE)) {
      gradients = session.gradients(inputs, labels);
    }
    SortedMap<String, Tensor> initial = new TreeMap<>();
    TinyNets.weights(spec)
        .forEach(
            (name, tensor) -> {
              for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] *= 1 + i % 3;
              }
              initial.put(name, tensor);
            });
    GivenScoreContext context =
        new GivenScoreContext(
                spec,
                parameters,
                mask,
                granularity,
                gradients,
                RandomSource.of(new RandomStream("score", 1, List.of(1L))))
            .withInitial(initial)
            .with(executor, new ScoringBatch(inputs, labels));
    Record settings = Settings.of(criterion, null, Catalog.builtIn());
    return settings == null ? context : context.with(settings);
  }

  private static boolean distinct(Tensor scores) {
    for (float score : scores.data()) {
      if (score != scores.data()[0]) {
        return true;
      }
    }
    return false;
  }
}
