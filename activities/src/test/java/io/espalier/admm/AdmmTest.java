package io.espalier.admm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.experiment.load.Experiments;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import io.espalier.plan.protocol.Admm;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.LinearExecutor;
import io.espalier.train.TinyProblem;
import io.espalier.train.TrainOperator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class AdmmTest {
  /** f(W) = ½ (W − a)ᵀ H (W − a). */
  private static final double[][] H = {
    {2, 1.5, 0, 0}, {1.5, 2, 0, 0}, {0, 0, 1, 0.2}, {0, 0, 0.2, 1}
  };

  private static final double[] A = {1, -0.9, 0.8, 0.3};

  private static AdmmTerm term(double rho) {
    FlatLayout layout = new FlatLayout(List.of("w"), Map.of("w", new int[] {1, 4}));
    return new AdmmTerm(layout, Set.of("w"), 0.5, rho);
  }

  /** Minimises f plus the term by gradient descent. */
  private static void minimise(float[] w, AdmmTerm term) {
    for (int step = 0; step < 4000; step++) {
      float[] gradient = new float[4];
      for (int i = 0; i < 4; i++) {
        double sum = 0;
        for (int j = 0; j < 4; j++) {
          sum += H[i][j] * (w[j] - A[j]);
        }
        gradient[i] = (float) sum;
      }
      term.addTo(gradient, w);
      for (int i = 0; i < 4; i++) {
        w[i] -= 0.2f * gradient[i];
      }
    }
  }

  @Test
  void iteratesOfAQuadraticAreThoseOfTheEquations() {
    // numpy in double precision: W = (H + ρ)⁻¹ (H a + ρ (Z − U)), ρ = 1/2, the two largest kept
    float[] w = {1, -0.9f, 0.8f, 0.3f};
    AdmmTerm term = term(0.5);
    term.begin(w);
    assertThat(term.z()).containsExactly(1, -0.9f, 0, 0);
    double[][] expected = {
      {1, -0.9, 0.542081447963801, 0.2343891402714932},
      {1, -0.9, 0.36872299911959217, 0.17937388669355667},
      {0.6625, -0.3375, 0.8699002886918779, 0.05275895251939968},
      {0.54375, -0.69375, 0.8584060698947301, 0.036705197519219496},
      {0.765625, -0.440625, 0.8561661855753008, 0.02476878292207024},
      {0.4921875, -0.6421875, 0.8565268032461764, 0.016464439591930093}
    };
    for (int round = 0; round < expected.length; round++) {
      minimise(w, term);
      for (int i = 0; i < 4; i++) {
        assertThat((double) w[i])
            .as("%s, %s", round, i)
            .isCloseTo(expected[round][i], within(2e-5));
      }
      term.update(w);
    }
    assertThat((double) term.u()[3]).isCloseTo(0.5444603995176693, within(1e-4));
    assertThat((double) term.z()[0]).isCloseTo(1.2578125, within(1e-4));
  }

  @Test
  void weightsGoToSparseOnesWhereTheLossLetsThem() {
    // H is the identity but for the term: the solution keeps the two largest of a as they are.
    float[] w = {1, -0.9f, 0.3f, 0.2f};
    float[] a = w.clone();
    AdmmTerm term = term(0.5);
    term.begin(w);
    for (int update = 0; update < 100; update++) {
      for (int step = 0; step < 100; step++) {
        float[] gradient = new float[4];
        for (int i = 0; i < 4; i++) {
          gradient[i] = w[i] - a[i];
        }
        term.addTo(gradient, w);
        for (int i = 0; i < 4; i++) {
          w[i] -= 0.3f * gradient[i];
        }
      }
      term.update(w);
    }
    assertThat(w).containsExactly(new float[] {1, -0.9f, 0, 0}, within(1e-5f));
    assertThat(term.residual(w)).isLessThan(1e-4);
  }

  @Test
  void ofEqualWeightsZKeepsTheFirst() {
    AdmmTerm term = term(1);
    term.begin(new float[] {-0.5f, 0.5f, 0.5f, 0.5f});
    assertThat(term.z()).containsExactly(-0.5f, 0.5f, 0, 0);
  }

  private static final OptimizerParameters MOMENTUM =
      new OptimizerParameters("momentum", 0.9, 0, 0, 0, 0.001);

  private static Admm.Parameters parameters(double rho, long every) {
    return parameters(rho, every, 60);
  }

  private static Admm.Parameters parameters(double rho, long every, long until) {
    TrainParameters train =
        new TrainParameters(
            "tiny-linear",
            MOMENTUM,
            new LearningRateParameters(0.05, 0, List.of(), 1),
            6,
            0,
            until,
            0,
            "final");
    return new Admm.Parameters("tiny-linear", train, rho, every, 0.3, List.of());
  }

  private static float[] weights(RecordingContext context) {
    SortedMap<String, Tensor> tensors = Safetensors.read(context.output("weights").bytes());
    return Tensors.get(tensors, "fc1.weight").data();
  }

  private static RecordingContext context() {
    return TinyProblem.context(new LinearExecutor()).executor(new JvmExecutor());
  }

  private static RecordingContext trained(double rho, long every) {
    RecordingContext context = context();
    new AdmmOperator().run(parameters(rho, every), context);
    return context;
  }

  @Test
  void withNothingThatDrawsThemWeightsTrainAsEver() {
    RecordingContext plain = context();
    new TrainOperator().run(parameters(1, 10).train(), plain);

    assertThat(weights(trained(1e-30, 10))).containsExactly(weights(plain), within(1e-5f));
  }

  @Test
  void drawnWeightsComeCloserToSparseOnes() {
    double[] apart = new double[2];
    for (int drawn = 0; drawn < 2; drawn++) {
      RecordingContext context = context();
      new AdmmOperator().run(parameters(drawn, 30, 900), context);
      apart[drawn] = outside(weights(context));
    }
    assertThat(apart[1]).isLessThan(0.3 * apart[0]);
  }

  /** Norm of what is not among the 8 largest of 27. */
  private static double outside(float[] weights) {
    double[] sizes = new double[weights.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = (double) weights[i] * weights[i];
    }
    java.util.Arrays.sort(sizes);
    double sum = 0;
    for (int i = 0; i < 19; i++) {
      sum += sizes[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void stoppedAndGoneOnItGivesTheSameBits() {
    RecordingContext whole = trained(0.5, 7);
    for (int stop = 1; stop <= 4; stop++) {
      RecordingContext first = context().checkpointEvery(10).stopAtCheckpoint(stop);
      assertThatThrownBy(() -> new AdmmOperator().run(parameters(0.5, 7), first))
          .isInstanceOf(StoppedException.class);
      RecordingContext second = context().continueFrom(first);
      new AdmmOperator().run(parameters(0.5, 7), second);

      assertThat(second.output("weights").bytes()).isEqualTo(whole.output("weights").bytes());
      assertThat(second.metrics()).isEqualTo(whole.metrics());
    }
  }

  private static Plan plan(String arms) {
    String file =
        """
        name: x
        data: {name: procedural, validation: 1000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {densities: [0.5, 0.2]}
        arms: %s
        """;
    Catalog catalog = Catalog.builtIn();
    return Planner.plan(
        Experiments.parse("x.yaml", file.formatted(arms).getBytes(UTF_8), catalog),
        catalog,
        List.of());
  }

  private static Task task(Plan plan, String id) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id));
  }

  @Test
  void everyDensityIsReachedFromTheDenseTrainingAndTrainedOn() {
    Plan plan = plan("{drawn: {protocol: {admm: {rho: 0.05, iterations: 80, every: 20}}}}");

    Task admm = task(plan, "r1.drawn.02.admm");
    assertThat(admm.inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.dense.train", "weights"),
            TaskInput.of("split", "r1.split", "split"));
    assertThat(admm.parameters().get("density").asDouble()).isEqualTo(0.2);
    assertThat(task(plan, "r1.drawn.02.score").inputs())
        .containsExactly(TaskInput.of("weights", "r1.drawn.02.admm", "weights"));
    assertThat(task(plan, "r1.drawn.02.train").inputs())
        .contains(
            TaskInput.of("weights", "r1.drawn.02.fine_tune", "weights"),
            TaskInput.of("mask", "r1.drawn.02.prune", "mask"));
    assertThat(plan.results())
        .extracting(PlannedResult::iterationsTotal)
        .containsExactly(100L, 280L, 280L);
  }

  @Test
  void whatZCannotKeepIsRefused() {
    assertThatThrownBy(() -> plan("{drawn: {protocol: {admm: {prune: {scope: global}}}}}"))
        .hasMessageContaining("x.yaml:6:")
        .hasMessageContaining("global (expected: layer");
    assertThatThrownBy(() -> plan("{drawn: {protocol: {admm: {every: 200}}}}"))
        .hasMessageContaining("every: 200 (expected: at most the 100 iterations");
  }
}
