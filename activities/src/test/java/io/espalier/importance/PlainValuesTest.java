package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Tanh;
import io.espalier.score.Criterion;
import io.espalier.score.GivenScoreContext;
import io.espalier.score.ScoringBatch;
import io.espalier.score.TaylorCriterion;
import io.espalier.score.TaylorCriterion.By;
import io.espalier.score.TaylorCriterion.Form;
import io.espalier.score.TaylorCriterion.Gates;
import io.espalier.score.TaylorCriterion.Order;
import io.espalier.score.path.SingeCriterion;
import io.espalier.score.path.SingeCriterion.Variant;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Held against a plain implementation of the definitions in NumPy, in double precision: 3 inputs, 3
 * units with tanh, 2 classes, 4 examples in minibatches of 2. Second derivatives there are complex
 * steps through the first ones.
 */
class PlainValuesTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          "plain",
          List.of(1, 1, 3),
          2,
          List.of(new Flatten(), new Dense(3, "fc1"), new Tanh(), new Dense(2, "fc2")),
          Initialiser.GLOROT_NORMAL);
  private static final float[] INPUTS = {
    1, 0.5f, -1, -0.5f, 2, 0.25f, 0.75f, -1.5f, 1, 2, 0.25f, 0.5f
  };
  private static final int[] LABELS = {0, 1, 1, 0};

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void firstOrderByMinibatchOfWeightsAndGates(Executor executor) {
    assertScores(
        taylor(executor, new TaylorCriterion.Settings(Form.WEIGHTS, By.BATCH, 2)),
        0.23465125728131425,
        0.13040514383331409,
        0.039692109576248254);
    assertScores(
        taylor(executor, new TaylorCriterion.Settings(Form.GATE, By.BATCH, 2)),
        0.0072419713694907946,
        0.02415367951652281,
        0.006109018163397632);
  }

  @ParameterizedTest
  @MethodSource("executors")
  void firstOrderByExample(Executor executor) {
    assertScores(
        taylor(executor, new TaylorCriterion.Settings(Form.GATE, By.EXAMPLE, null)),
        0.047067574852136335,
        0.04758342840638873,
        0.014702541757516467);
  }

  @ParameterizedTest
  @MethodSource("executors")
  void secondOrderByMinibatch(Executor executor) {
    assertScores(
        taylor(
            executor,
            new TaylorCriterion.Settings(Form.GATE, By.BATCH, 2, Order.SECOND, Gates.AFTER_NORM)),
        0.006427285587026903,
        0.058320692076915245,
        0.011908459478647368);
  }

  @ParameterizedTest
  @MethodSource("executors")
  void trueImportance(Executor executor) {
    UnitChanges changes = new UnitChanges(List.of(3));
    boolean[] all = {true, true, true};
    try (UnitLosses losses = new UnitLosses(executor, SPEC, parameters(), List.of("fc1.weight"))) {
      for (int from = 0; from < 4; from += 2) {
        float[] inputs = Arrays.copyOfRange(INPUTS, from * 3, from * 3 + 6);
        int[] labels = Arrays.copyOfRange(LABELS, from, from + 2);
        changes.add(List.of(losses.changes(all, inputs, labels, () -> {})));
      }
    }
    double[] change = {-0.1808801338405821, -0.3528108003699475, -0.09810497840460264};
    double[] size = {0.3751517281855883, 0.3528108003699475, 0.0981049784046027};
    for (int unit = 0; unit < 3; unit++) {
      assertThat(changes.change(0, unit)).isCloseTo(change[unit], within(1e-6));
      assertThat(changes.size(0, unit)).isCloseTo(size[unit], within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void gradientsAlongThePathOfAUnit(Executor executor) {
    assertScores(
        singe(executor, Variant.IG, 5), 4.786969768050535, 1.7787110895734808, 1.3452504509344656);
    assertScores(
        singe(executor, Variant.SINGE, 5),
        1.8575596030132755,
        0.9526089866576269,
        0.8029046332056323);
    assertScores(
        singe(executor, Variant.SIGNED, 10),
        -0.18214647799138634,
        -0.35309694431291216,
        -0.09813452046954448);
  }

  private static float[] taylor(Executor executor, TaylorCriterion.Settings settings) {
    return scores(new TaylorCriterion(), executor, settings);
  }

  private static float[] singe(Executor executor, Variant variant, int steps) {
    return scores(
        new SingeCriterion(), executor, new SingeCriterion.Settings(variant, 2, 0.9, steps));
  }

  private static float[] scores(Criterion criterion, Executor executor, Record settings) {
    boolean[] kept = new boolean[9];
    Arrays.fill(kept, true);
    Mask mask = new Mask(Map.of("fc1.weight", new int[] {3, 3}), Map.of("fc1.weight", kept));
    SortedMap<String, Tensor> scores =
        criterion.score(
            new GivenScoreContext(SPEC, parameters(), mask, Granularity.FILTER, null, null)
                .with(executor, new ScoringBatch(INPUTS, LABELS))
                .with(settings));
    return Tensors.get(scores, "fc1.weight").data();
  }

  private static SortedMap<String, Tensor> parameters() {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    parameters.put(
        "fc1.weight",
        new Tensor(
            new int[] {3, 3}, new float[] {0.5f, -1, 0.25f, 1.5f, 0.75f, -0.5f, -0.25f, 0.5f, 1}));
    parameters.put("fc1.bias", new Tensor(new int[] {3}, new float[] {0.1f, -0.2f, 0.3f}));
    parameters.put(
        "fc2.weight",
        new Tensor(new int[] {2, 3}, new float[] {1, -0.5f, 0.75f, -1.25f, 0.5f, 0.25f}));
    parameters.put("fc2.bias", new Tensor(new int[] {2}, new float[] {0.05f, -0.05f}));
    return parameters;
  }

  private static void assertScores(float[] scores, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) scores[i])
          .isCloseTo(expected[i], within(2e-5 * Math.abs(expected[i]) + 1e-7));
    }
  }
}
