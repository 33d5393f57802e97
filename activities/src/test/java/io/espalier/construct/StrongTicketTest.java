package io.espalier.construct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StrongTicketTest {
  private static final Catalog CATALOG = Catalog.builtIn();

  @Test
  void theLastRoundOfTheTargetIsLookedForAndStandsBesideIt() {
    Plan plan = plan("lenet-300-100", "strong_ticket: ticket");
    Task construct = task(plan, "r1.strong.03.construct");

    assertThat(construct.inputs())
        .extracting(TaskInput::role, TaskInput::fromTask)
        .containsExactly(
            tuple("weights", "r1.ticket.03.train"),
            tuple("mask", "r1.ticket.03.prune"),
            tuple("split", "r1.split"));
    assertThat(construct.streams())
        .containsExactly(new RandomStream("source", 1, List.of(1L, 3L, 1L)));
    assertThat(construct.parameters().path("network").asText())
        .isEqualTo(
            "layers(input(1,28,28),10,flatten,dense(fc1_inputs,23550),relu,dense(fc1,4530),relu,"
                + "dense(fc2,1530),relu,dense(fc3,10))");
    assertThat(plan.results().stream().filter(result -> result.arm().equals("strong")))
        .extracting(PlannedResult::round)
        .containsExactly(0, 3);
    assertThat(result(plan).iterations()).isZero();
    assertThat(result(plan).iterationsTotal()).isEqualTo(400);
    assertThat(result(plan).prunable())
        .isEqualTo(23550L * 784 + 4530L * 23550 + 1530L * 4530 + 10L * 1530);
  }

  @Test
  void twiceAsManyLayersHaveOneCopyOfEveryNeuron() {
    Plan plan = plan("lenet-300-100", "strong_ticket: {target: ticket, depth: two_l, round: 2}");

    assertThat(task(plan, "r1.strong.02.construct").parameters().path("network").asText())
        .isEqualTo(
            "layers(input(1,28,28),10,flatten,dense(fc1_inputs,23550),relu,dense(fc1,300),relu,"
                + "dense(fc2_inputs,9030),relu,dense(fc2,100),relu,dense(fc3_inputs,3030),relu,"
                + "dense(fc3,10))");
  }

  @Test
  void drawsAndFormsShareTheTargetAndDifferInNothingElse() {
    Plan plan =
        plan(
            "lenet-300-100", "strong_ticket: {target: ticket, draws: 2, form: linear_first_layer}");

    assertThat(task(plan, "r1.strong.03.d2.construct").streams())
        .containsExactly(new RandomStream("source", 1, List.of(1L, 3L, 2L)));
    assertThat(task(plan, "r1.strong.03.d2.evaluate").parameters().path("network").asText())
        .contains("dense(fc1_inputs,23550),dense(fc1,4530),relu");
    assertThat(
            plan(
                    "lenet-300-100",
                    "strong_ticket: {target: ticket, draws: 3, form: linear_first_layer}")
                .dag()
                .tasks())
        .containsAll(plan.dag().tasks());
  }

  @Test
  void theAnalysisHoldsEachAgainstItsTarget() {
    Plan plan = plan("lenet-300-100", "strong_ticket: ticket");

    assertThat(task(plan, "analyses.found.r1.strong.03").inputs())
        .extracting(TaskInput::role, TaskInput::fromTask)
        .containsExactly(
            tuple("construction", "r1.strong.03.construct"),
            tuple("predictions", "r1.strong.03.evaluate"),
            tuple("target", "r1.ticket.03.evaluate"),
            tuple("split", "r1.split"));
  }

  @Test
  void mistakesSayWhere() {
    assertThatThrownBy(() -> plan("lenet-300-100", "strong_ticket: {target: ticket, round: 4}"))
        .hasMessage(
            "x.yaml:8:62: arms.strong.protocol.strong_ticket.round: 4 (expected: a round of ticket,"
                + " 1 to 3)");
    assertThatThrownBy(() -> plan("lenet-5", "strong_ticket: ticket"))
        .hasMessage(
            "x.yaml:8:38: arms.strong.protocol.strong_ticket.target: model lenet-5 (expected: dense"
                + " layers after a flatten, with one non-linearity between them all, not conv1"
                + " (conv))");
    assertThatThrownBy(() -> plan("lenet-300-100", "strong_ticket: tickets"))
        .hasMessageContaining("did you mean ticket");
  }

  private static PlannedResult result(Plan plan) {
    return plan.results().stream()
        .filter(result -> result.arm().equals("strong") && result.round() == 3)
        .findFirst()
        .orElseThrow();
  }

  private static Task task(Plan plan, String id) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(String network, String protocol) {
    String file =
        """
        name: x
        data: {name: procedural, validation: 1000}
        model: %s
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {rounds: 3, fraction: 0.2}
        arms:
          ticket: {after_prune: {rewind: 0}}
          strong: {protocol: {%s}}
        analyses: {found: strong_tickets}
        """
            .formatted(network, protocol);
    return Planner.plan(
        Experiments.parse("x.yaml", file.getBytes(UTF_8), CATALOG), CATALOG, List.of());
  }
}
