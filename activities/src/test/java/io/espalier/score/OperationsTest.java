package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.example.criteria.Curvature;
import com.example.criteria.FisherInformation;
import com.example.criteria.GateTaylor;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.data.DataSet;
import io.espalier.engine.Executor;
import io.espalier.engine.Readout;
import io.espalier.engine.ReferenceNet;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.hessian.KnownDerivatives;
import io.espalier.engine.hessian.LossDerivatives;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.engine.jvm.TinyConvolutions;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.TinyRounds;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What criteria from a user's jar can ask of the engine. */
class OperationsTest {
  private static final int COUNT = 6;

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void gradientsOfSingleExamples(Executor executor) {
    NetworkSpec spec = TinyNets.dense();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    ScoringBatch all = batch(spec);
    SortedMap<String, Tensor> scores =
        new FisherInformation()
            .score(context(spec, Granularity.WEIGHT, executor, part(all, 0, 4), part(all, 4, 6)));

    SortedMap<String, double[]> expected = new TreeMap<>();
    for (int i = 0; i < COUNT; i++) {
      ScoringBatch one = part(all, i, i + 1);
      new ReferenceNet(spec, weights)
          .gradients(one.inputs(), one.labels())
          .forEach(
              (name, gradient) -> {
                float[] g = gradient.data();
                float[] w = Tensors.get(weights, name).data();
                double[] sum = expected.computeIfAbsent(name, unseen -> new double[g.length]);
                for (int k = 0; k < g.length; k++) {
                  sum[k] += (double) g[k] * g[k] * w[k] * w[k] / (2 * COUNT);
                }
              });
    }
    assertThat(scores.keySet()).isEqualTo(spec.weightShapes().keySet());
    scores.forEach(
        (name, scored) ->
            assertClose(scored.data(), expected.getOrDefault(name, new double[0]), 1e-4));
  }

  /** In a layer without bias Σ z ∂L/∂z over a filter's outputs is Σ w ∂L/∂w over its weights. */
  @ParameterizedTest
  @MethodSource("executors")
  void gradientsByActivations(Executor executor) {
    NetworkSpec spec = TinyConvolutions.residual();
    ScoringBatch all = batch(spec);
    ScoreContext context =
        context(spec, Granularity.FILTER, executor, part(all, 0, 1), part(all, 1, COUNT));
    SortedMap<String, Tensor> scores = new GateTaylor().score(context);

    for (String name : List.of("conv1.weight", "layer2.conv1.weight")) {
      float[] w = Tensors.get(context.parameters(), name).data();
      double[] expected = new double[Tensors.get(scores, name).data().length];
      try (Session session = context.open(context.parameters())) {
        for (int i = 0; i < COUNT; i++) {
          ScoringBatch one = part(all, i, i + 1);
          float[] g =
              Tensors.get(
                      session.outputGradients(one.inputs(), 1, Readout.loss(one.labels())), name)
                  .data();
          double[] gates = new double[expected.length];
          for (int k = 0; k < w.length; k++) {
            gates[k / (w.length / gates.length)] += (double) w[k] * g[k];
          }
          for (int filter = 0; filter < gates.length; filter++) {
            expected[filter] += gates[filter] * gates[filter];
          }
        }
      }
      assertClose(Tensors.get(scores, name).data(), expected, 1e-3);
    }
  }

  /** Σ x ∂L/∂x over the inputs is Σ w ∂L/∂w over a first layer that has no bias. */
  @ParameterizedTest
  @MethodSource("executors")
  void gradientsOfBatchesAndByTheInputs(Executor executor) {
    NetworkSpec spec = TinyConvolutions.residual();
    ScoringBatch all = batch(spec);
    ScoreContext context =
        context(spec, Granularity.WEIGHT, executor, part(all, 0, 4), part(all, 4, COUNT));
    try (Session session = context.open(context.parameters())) {
      for (ScoringBatch batch : context.batches()) {
        int count = batch.labels().length;
        Readout loss = Readout.loss(batch.labels());
        float[] byInputs =
            session.trace(batch.inputs(), count, loss, Set.of()).inputGradients().data();
        SortedMap<String, Tensor> byWeights = session.outputGradients(batch.inputs(), count, loss);
        double expected = dot(context.parameters(), byWeights, "conv1.weight");
        double got = 0;
        for (int i = 0; i < byInputs.length; i++) {
          got += (double) byInputs[i] * batch.inputs()[i];
        }
        assertThat(got).isCloseTo(expected, within(1e-3 * Math.abs(expected)));

        float[] exact =
            Tensors.get(
                    new ReferenceNet(spec, context.parameters())
                        .gradients(batch.inputs(), batch.labels()),
                    "layer2.conv1.weight")
                .data();
        double[] mean = new double[exact.length];
        for (int i = 0; i < mean.length; i++) {
          mean[i] = exact[i];
        }
        assertClose(
            Tensors.get(session.gradients(batch.inputs(), batch.labels()), "layer2.conv1.weight")
                .data(),
            mean,
            1e-3);
      }
    }
  }

  private static double dot(
      SortedMap<String, Tensor> one, SortedMap<String, Tensor> other, String name) {
    double dot = 0;
    float[] a = Tensors.get(one, name).data();
    float[] b = Tensors.get(other, name).data();
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }

  /** The mean over two batches is that over all examples, where no batch norm joins them. */
  @ParameterizedTest
  @MethodSource("executors")
  void productsWithTheHessian(Executor executor) {
    NetworkSpec spec = TinyNets.dense();
    ScoringBatch all = batch(spec);
    ScoreContext context =
        context(spec, Granularity.WEIGHT, executor, part(all, 0, 1), part(all, 1, COUNT));
    SortedMap<String, Tensor> weights = new TreeMap<>(context.parameters());
    weights.keySet().retainAll(spec.weightShapes().keySet());
    SortedMap<String, Tensor> product =
        new LossDerivatives(spec, context.parameters(), all.inputs(), all.labels())
            .hessianTimes(weights);

    new Curvature()
        .score(context)
        .forEach(
            (name, scored) -> {
              float[] along = Tensors.get(product, name).data();
              double[] expected = new double[along.length];
              for (int i = 0; i < expected.length; i++) {
                expected[i] = (double) Tensors.get(weights, name).data()[i] * along[i];
              }
              assertClose(scored.data(), expected, 1e-5);
            });
  }

  /** With the gradient that the executor itself has as the direction, as GraSP asks for. */
  @ParameterizedTest
  @MethodSource("executors")
  void productsWithTheHessianAreExactInEveryParameter(Executor executor) {
    for (KnownDerivatives known : List.of(KnownDerivatives.mlp(), KnownDerivatives.conv())) {
      ScoringBatch batch = new ScoringBatch(known.inputs(), known.labels());
      Mask dense = OnExecutor.dense(known.network());
      ScoreContext context =
          new GivenScoreContext(
                  known.network(), known.parameters(), dense, Granularity.WEIGHT, null, null)
              .with(executor, batch);
      SortedMap<String, Tensor> gradient;
      try (Session session = context.open(context.parameters())) {
        gradient = session.gradients(batch.inputs(), batch.labels());
      }
      gradient.keySet().retainAll(known.network().weightShapes().keySet());

      KnownDerivatives.assertClose(
          context.hessianProduct(gradient), known.byParameter("hessian_gradient"), 1e-4);
    }
  }

  @Test
  void aTaskOpensTheNetworkOnTheExamplesItDraws() {
    SortedMap<String, Tensor> fisher = scoresOfATask(new FisherInformation(), "weight", 30);
    assertThat(fisher).containsOnlyKeys("fc1.weight", "fc2.weight");
    assertThat(fisher).isEqualTo(scoresOfATask(new FisherInformation(), "weight", 30));
    assertThat(fisher).isNotEqualTo(scoresOfATask(new FisherInformation(), "weight", 29));
    assertThat(scoresOfATask(new GateTaylor(), "filter", 30)).containsOnlyKeys("fc1.weight");
    assertThat(scoresOfATask(new Curvature(), "weight", 30)).isNotEmpty();
  }

  @Test
  void whatACriterionDoesNotDeclareItIsNotGiven() {
    ScoreContext bare =
        new GivenScoreContext(
            TinyNets.dense(),
            TinyNets.weights(TinyNets.dense()),
            OnExecutor.dense(TinyNets.dense()),
            Granularity.WEIGHT,
            null,
            null);
    assertThatThrownBy(bare::batches)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("examples: the criterion does not declare needsData()");
    assertThatThrownBy(() -> bare.open(bare.parameters()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("executor: the criterion does not declare needsNetwork()");
  }

  private static SortedMap<String, Tensor> scoresOfATask(
      Criterion criterion, String granularity, int examples) {
    RecordingContext context =
        TinyRounds.context(0)
            .input("weights", TinyRounds.bytes(TinyRounds.initialWeights()))
            .stream("score", 7, 1, 1, 1);
    List<Descriptor> known = new ArrayList<>(context.catalog().all(Network.class));
    known.addAll(context.catalog().all(DataSet.class));
    known.add(criterion);
    context.catalog(new Catalog(known, Map.of()));
    new ScoreOperator()
        .run(
            new ScoreParameters(
                TinyRounds.NETWORK, criterion.name(), granularity, List.of(), examples),
            context);
    return Safetensors.read(context.output("scores").bytes());
  }

  private static ScoreContext context(
      NetworkSpec spec, Granularity granularity, Executor executor, ScoringBatch... batches) {
    return new GivenScoreContext(
            spec, TinyNets.weights(spec), OnExecutor.dense(spec), granularity, null, null)
        .with(executor, batches);
  }

  private static ScoringBatch batch(NetworkSpec spec) {
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);
    return new ScoringBatch(inputs, labels);
  }

  private static ScoringBatch part(ScoringBatch all, int from, int to) {
    int size = all.inputs().length / all.labels().length;
    return new ScoringBatch(
        Arrays.copyOfRange(all.inputs(), from * size, to * size),
        Arrays.copyOfRange(all.labels(), from, to));
  }

  private static void assertClose(float[] got, double[] expected, double tolerance) {
    assertThat(got).hasSize(expected.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < got.length; i++) {
      assertThat((double) got[i]).as("[%d]", i).isCloseTo(expected[i], within(tolerance * largest));
    }
  }
}
