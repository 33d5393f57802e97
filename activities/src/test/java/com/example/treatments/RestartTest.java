package com.example.treatments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartTest {
  private static final Catalog CATALOG = Catalog.builtIn().with(List.of(new Restart()));

  @Test
  void theWeightsAreThoseOfTheIterationAndTheScheduleIsWhole() {
    Plan plan = plan("{restart: 40}");

    assertThat(task(plan, "r1.again.02.restart").inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.dense.train_to_40", "weights"),
            TaskInput.of("mask", "r1.again.02.prune", "mask"));
    Task train = task(plan, "r1.again.02.train");
    assertThat(train.parameters().get("from").asInt()).isZero();
    assertThat(train.parameters().get("until").asInt()).isEqualTo(100);
  }

  @Test
  void fromTheInitialWeightsItTrainsAsTheOriginalTicketDoes() {
    Task restarted = task(plan("{restart: 0}"), "r1.again.02.train");
    Task ticket = task(plan("{rewind: 0}"), "r1.again.02.train");

    assertThat(restarted.parameters()).isEqualTo(ticket.parameters());
    assertThat(restarted.streams()).isEqualTo(ticket.streams());
  }

  @Test
  void anIterationAfterTheEndIsRefused() {
    assertThatThrownBy(() -> plan("{restart: 100}"))
        .hasMessage(
            "x.yaml:6:39: arms.again.after_prune.restart.from: 100 (expected: less than"
                + " train.iterations, 100)");
  }

  private static Task task(Plan plan, String id) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(String treatment) {
    String file =
        """
        name: x
        data: procedural
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {rounds: 2, fraction: 0.2}
        arms: {again: {after_prune: %s}}
        """;
    byte[] text = file.formatted(treatment).getBytes(StandardCharsets.UTF_8);
    return Planner.plan(Experiments.parse("x.yaml", text, CATALOG), CATALOG, List.of());
  }
}
