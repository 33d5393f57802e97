package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.operator.peer.EvaluatePeersParameters;
import io.espalier.operator.peer.TakePeerParameters;
import io.espalier.operator.peer.TrainPeersParameters;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.analysis.PeerEnsemble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutualLearningTest {
  private static final String WML = "wml: {protocol: {mutual_learning: {widths: [1, 0.5, 0.25]}}}";

  private record Peering(String name, Class<? extends Record> parameters)
      implements OperatorDescriptor {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public boolean readsTestData() {
      return name.equals("evaluate_peers");
    }

    @Override
    public long iterations(JsonNode given) {
      return given.path("until").asLong();
    }
  }

  private static final Catalog CATALOG = catalog();

  private static Catalog catalog() {
    List<Descriptor> all = new ArrayList<>(TestCatalog.descriptors());
    all.add(new Peering("train_peers", TrainPeersParameters.class));
    all.add(new Peering("take_peer", TakePeerParameters.class));
    all.add(new Peering("evaluate_peers", EvaluatePeersParameters.class));
    all.add(new PeerEnsemble());
    return new Catalog(all, Map.of());
  }

  private static Plan plan(String arms) {
    return Planned.plan(CATALOG, file(arms));
  }

  private static String file(String arms) {
    return Planned.file("", arms).replace("optimizer: adam", "optimizer: sgd");
  }

  @Test
  void masksNestAndAllPeersComeOfOneTraining() {
    Plan plan = plan(WML);

    assertThat(Planned.task(plan, "r1.wml.01.prune_3").inputs())
        .containsExactly(
            TaskInput.of("scores", "r1.wml.01.score", "scores"),
            TaskInput.of("mask", "r1.wml.01.prune_2", "mask"));
    assertThat(Planned.task(plan, "r1.wml.01.prune_3").parameters().path("fraction").asDouble())
        .isEqualTo(0.5);
    Task train = Planned.task(plan, "r1.wml.01.train");
    assertThat(train.inputs())
        .extracting(TaskInput::role)
        .containsExactly("weights", "split", "mask_1", "mask_2", "mask_3");
    assertThat(train.streams())
        .containsExactly(
            new RandomStream("order", 1, List.of(1L)), new RandomStream("outer", 1, List.of(1L)));
    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.operator().equals("train_peers"))
        .hasSize(1);
  }

  @Test
  void everyPeerIsAResultWithItsMaskAndTheIterationsOfTheTrainingTogether() {
    List<PlannedResult> results = Planned.results(plan(WML), "wml");

    assertThat(results).extracting(PlannedResult::round).containsExactly(0, 1, 2, 3);
    assertThat(results).extracting(PlannedResult::iterationsTotal).containsOnly(100L);
    assertThat(results.get(3).maskTask()).isEqualTo("r1.wml.01.prune_3");
    assertThat(results.get(3).trainTask()).isEqualTo("r1.wml.03.peer");
    assertThat(results.get(3).pieces()).containsExactly("r1.wml.01.train");
  }

  @Test
  void independentPeersAreTrainingsOfTheirOwnOnTheLabelsAlone() {
    Plan plan = plan("a: {protocol: {mutual_learning: {widths: [1, 0.5], independent: true}}}");

    Task second = Planned.task(plan, "r1.a.02.train");
    assertThat(second.inputs())
        .extracting(TaskInput::role)
        .containsExactly("weights", "split", "mask_1");
    assertThat(second.parameters().path("alpha").asDouble()).isZero();
    assertThat(second.parameters().path("eta").asDouble()).isZero();
    assertThat(second.streams()).isEqualTo(Planned.task(plan, "r1.a.01.train").streams());
  }

  @Test
  void weightsOfAnotherArmAreReadOffItsTraining() {
    Plan plan =
        plan(
            "still: {protocol: {mutual_learning: {widths: [1, 0.5, 0.25], eta: 0,"
                + " weights_from: wml}}}\n"
                + WML);

    assertThat(Planned.task(plan, "r1.still.01.train").inputs())
        .contains(TaskInput.of("peer_weights", "r1.wml.01.train", "peers"));
  }

  @Test
  void otherArmsMayTakeTheMasks() {
    Plan plan = plan(WML + "\nalone: {after_prune: {rewind: 0}, masks_from: wml}");

    assertThat(Planned.results(plan, "alone"))
        .extracting(PlannedResult::maskTask)
        .containsExactly(null, "r1.wml.01.prune_1", "r1.wml.01.prune_2", "r1.wml.01.prune_3");
  }

  @Test
  void theEnsembleIsOneTaskAReplicateAndArmAndReadsATrainingOnce() {
    String file = file(WML) + "\nanalyses: {ensemble: peer_ensemble}\nreplicates: 2";
    Plan plan = Planned.plan(CATALOG, file);

    assertThat(Planned.task(plan, "analyses.ensemble.r2.wml").inputs())
        .extracting(TaskInput::role)
        .containsExactly("mask", "mask", "mask", "joint", "split");
    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.operator().equals("evaluate_peers"))
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "widths: [0.5, 0.75]|widths.1: 0.75 (expected: at most the width before it, 0.5)",
        "widths: [1, 0.5], floor: 0.5|floor: 0.5 (expected: less than 1 / 2",
        "widths: [1, 0.5], peer_weights: [0.5, 0.4]|peer_weights: 2 weights that add up to 0.9",
        "widths: [1, 0.5], outer: 20|outer: 20 (expected: 60 to 54940",
        "widths: [1, 0.5], weights_from: other|weights_from: other (expected: an arm of"
            + " mutual_learning that trains 2 peers together)",
        "independent: true, permuted_peer: true|permuted_peer: true (expected: false",
      })
  void mistakesSayWhereAndWhatIsExpected(String settings, String error) {
    String arms =
        "wml: {protocol: {mutual_learning: {%s}}}\nother: {protocol: {mutual_learning: [1]}}"
            .formatted(settings);
    assertThatThrownBy(() -> plan(arms))
        .hasMessageMatching("small\\.yaml:\\d+:\\d+: (?s).*")
        .hasMessageContaining(error);
  }

  @Test
  void anOptimizerWhoseStepIsNotLinearInTheGradientIsRefused() {
    assertThatThrownBy(() -> Planned.plan(CATALOG, Planned.file("", WML)))
        .hasMessageContaining("train.optimizer: adam (expected: sgd, momentum or nesterov");
  }
}
