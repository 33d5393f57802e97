package com.example.analyses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.Mask;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptyUnitsTest {
  @Test
  void aUnitIsEmptyThatKeepsFewerIncomingWeightsThanAskedFor() {
    Mask mask =
        new Mask(
            Map.of("fc1.weight", new int[] {3, 2}),
            Map.of("fc1.weight", new boolean[] {false, false, true, false, true, true}));

    assertThat(EmptyUnits.empty(mask, "fc1.weight", 1)).isEqualTo(1);
    assertThat(EmptyUnits.empty(mask, "fc1.weight", 2)).isEqualTo(2);
    assertThat(EmptyUnits.empty(mask, "fc1.weight", 3)).isEqualTo(3);
  }

  @Test
  void thereIsOneTaskAReplicateAndRound() {
    String file =
        """
        name: small
        data: {name: procedural, validation: 1000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {rounds: 3, fraction: 0.2}
        arms: {ticket: {after_prune: {rewind: 0}}}
        replicates: 2
        analyses: {empty: {empty_units: {only: {rounds: [2, 3]}}}}
        """;
    Catalog catalog = Catalog.builtIn();
    Plan plan =
        Planner.plan(
            Experiments.parse("small.yaml", file.getBytes(UTF_8), catalog), catalog, List.of());

    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.operator().equals("count_empty_units"))
        .extracting(Task::node)
        .extracting(node -> node.taskId())
        .containsExactlyInAnyOrder(
            "analyses.empty.r1.02",
            "analyses.empty.r1.03",
            "analyses.empty.r2.02",
            "analyses.empty.r2.03");
  }
}
