package io.espalier.score.initial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.Scope;
import io.espalier.score.Criterion;
import io.espalier.score.GivenScoreContext;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitialAndFinalTest {
  private static final Catalog CATALOG = Catalog.builtIn();
  private static final String TENSOR = "fc3.weight";
  private static final Network NETWORK = CATALOG.get(Network.class, "lenet-300-100");
  private static final Mask MASK = Mask.dense(NETWORK, Granularity.WEIGHT, List.of("fc1", "fc2"));

  private static SortedMap<String, Tensor> tensors(float... first) {
    Tensor tensor = Tensor.zeros(10, 100);
    System.arraycopy(first, 0, tensor.data(), 0, first.length);
    return new TreeMap<>(Map.of(TENSOR, tensor));
  }

  private static SortedMap<String, Tensor> scores(
      String criterion, SortedMap<String, Tensor> initial, SortedMap<String, Tensor> last) {
    return CATALOG
        .get(Criterion.class, criterion)
        .score(
            new GivenScoreContext(NETWORK.spec(), last, MASK, Granularity.WEIGHT, null, null)
                .withInitial(initial));
  }

  // w₀ = 2, 2, −2, 0 and w_T = 3, −3, −1, 4
  @ParameterizedTest
  @CsvSource({
    "large_final, 3, 3, 1, 4",
    "small_final, -3, -3, -1, -4",
    "large_init, 2, 2, 2, 0",
    "small_init, -2, -2, -2, 0",
    "large_init_large_final, 2, 2, 1, 0",
    "magnitude_increase, 1, 1, -1, 4",
    "movement, 1, 5, 1, 4",
    "large_final_same_sign, 3, -3, 1, 0",
    "large_final_other_sign, -3, 3, -1, 0"
  })
  void scoresAreTheseFunctionsOfTheTwoWeights(
      String criterion, float first, float second, float third, float fourth) {
    float[] scores =
        Tensors.get(scores(criterion, tensors(2, 2, -2, 0), tensors(3, -3, -1, 4)), TENSOR).data();

    assertThat(Arrays.copyOf(scores, 4))
        .usingComparatorWithPrecision(0f)
        .containsExactly(first, second, third, fourth);
  }

  @Test
  void fromWeightsOfZeroLargeFinalMovementAndMagnitudeIncreaseKeepTheSame() {
    Random random = new Random(3);
    SortedMap<String, Tensor> last = tensors();
    for (int i = 0; i < 1000; i++) {
      Tensors.get(last, TENSOR).data()[i] = (float) random.nextGaussian();
    }
    PruneRule half =
        new PruneRule(
            Granularity.WEIGHT,
            CATALOG.get(Scope.class, "global"),
            new BigDecimal("0.5"),
            Map.of(),
            null);

    Mask large = Ranking.prune(MASK, scores("large_final", tensors(), last), half);

    for (String other : List.of("magnitude", "movement", "magnitude_increase")) {
      assertThat(Ranking.prune(MASK, scores(other, tensors(), last), half))
          .as(other)
          .isEqualTo(large);
    }
    assertThat(Ranking.prune(MASK, scores("small_final", tensors(), last), half).keptCount())
        .isEqualTo(500);
  }

  @Test
  void scoringReadsTheInitialWeightsOfTheReplicateWhereItMust() {
    String file =
        """
        name: x
        data: {name: procedural, validation: 1000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {rounds: 2, fraction: 0.2}
        arms:
          start: {after_prune: {rewind: 0}, prune: {criterion: large_init}}
          plain: {after_prune: {rewind: 0}}
        """;
    Plan plan =
        Planner.plan(
            Experiments.parse("x.yaml", file.getBytes(UTF_8), CATALOG), CATALOG, List.of());

    assertThat(inputs(plan, "r1.start.02.score"))
        .contains(TaskInput.of("initial", "r1.initialise", "weights"));
    assertThat(inputs(plan, "r1.plain.02.score"))
        .extracting(TaskInput::role)
        .containsExactly("weights", "mask");
  }

  private static List<TaskInput> inputs(Plan plan, String id) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow()
        .inputs();
  }
}
