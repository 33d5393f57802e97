package com.example.protocols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshDenseTest {
  private static final Catalog CATALOG = Catalog.builtIn().with(List.of(new FreshDense()));

  @Test
  void everyNetworkHasADrawOfItsOwnAndTheOrderOfDataOfAll() {
    Plan plan = plan("3");

    assertThat(task(plan, "r1.others.02.initialise").streams())
        .containsExactly(new RandomStream("initialise", 1, List.of(1L, 2L)))
        .isNotEqualTo(task(plan, "r1.initialise").streams());
    assertThat(task(plan, "r1.others.02.train").parameters())
        .isEqualTo(task(plan, "r1.dense.train").parameters());
    assertThat(task(plan, "r1.others.02.train").streams())
        .isEqualTo(task(plan, "r1.dense.train").streams());
  }

  @Test
  void everyNetworkIsARoundAndRestsOnItsOwnTrainingAlone() {
    List<PlannedResult> results = plan("3").results();

    assertThat(results).extracting(PlannedResult::round).containsExactly(0, 1, 2, 3);
    assertThat(results).extracting(PlannedResult::iterationsTotal).containsOnly(100L);
  }

  @Test
  void moreNetworksLeaveTheFirstOnesAsTheyWere() {
    assertThat(plan("5").dag().tasks()).containsAll(plan("3").dag().tasks());
  }

  @Test
  void mistakesSayWhere() {
    assertThatThrownBy(() -> plan("0"))
        .hasMessage(
            "x.yaml:5:41: arms.others.protocol.fresh_dense.networks: 0 (expected: a whole number"
                + " from 1 to 99)");
  }

  private static Task task(Plan plan, String id) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(String networks) {
    String file =
        """
        name: x
        data: procedural
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        arms: {others: {protocol: {fresh_dense: %s}}}
        """;
    byte[] text = file.formatted(networks).getBytes(StandardCharsets.UTF_8);
    return Planner.plan(Experiments.parse("x.yaml", text, CATALOG), CATALOG, List.of());
  }
}
