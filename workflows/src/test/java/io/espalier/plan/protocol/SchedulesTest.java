package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a file says how much goes in each round. */
class SchedulesTest {
  private static final String ARMS =
      """
      ticket: {after_prune: {rewind: 10}}
      tuned: {after_prune: {finetune: {iterations: 30}}}
      on: {after_prune: {continue: 20}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rounds: 3, fraction: 0.2, fractions: {output: 0.1} | {fraction: {rounds: 3, fraction: 0.2, fractions: {output: 0.1}}}
          rounds: 3, fraction: 0.2 | {fraction: {rounds: 3, fraction: 0.2}}
          densities: [0.5, 0.1] | {densities: [0.5, 0.1]}
          densities: [0.5, 0.1] | {densities: {densities: [0.5, 0.1]}}
          at: initialisation, densities: [0.5, 0.1] | {one_shot: [0.5, 0.1]}, at: initialisation
          """)
  void anOldSpellingGivesTheSameTasksAsTheChoice(String old, String choice) {
    String arms = old.contains("initialisation") ? "ticket: {after_prune: {rewind: 0}}" : ARMS;
    assertThat(tasks("prune: {schedule: " + choice + "}", arms))
        .isEqualTo(tasks("prune: {" + old + "}", arms));
  }

  @Test
  void oneShotReachesEveryDensityFromTheTrainedDenseNetwork() {
    Plan plan = Planned.plan(Planned.file("prune: {schedule: {one_shot: [0.5, 0.1]}}", ARMS));

    for (String round : List.of("01", "02")) {
      assertThat(Planned.task(plan, "r1.tuned." + round + ".score").inputs())
          .containsExactly(TaskInput.of("weights", "r1.dense.train", "weights"));
      assertThat(Planned.task(plan, "r1.tuned." + round + ".prune").inputs())
          .extracting(TaskInput::role)
          .containsExactly("scores");
      assertThat(Planned.task(plan, "r1.tuned." + round + ".fine_tune").inputs())
          .contains(TaskInput.of("weights", "r1.dense.train", "weights"));
      Task on = Planned.task(plan, "r1.on." + round + ".train");
      assertThat(on.parameters().get("from").asLong()).isEqualTo(100);
      assertThat(on.inputs()).contains(TaskInput.of("optimizer", "r1.dense.train", "optimizer"));
    }
    assertThat(Planned.totals(plan, "tuned")).containsExactly(100L, 130L, 130L);
    assertThat(Planned.totals(plan, "ticket")).containsExactly(100L, 190L, 190L);
  }

  @Test
  void armsThatTakeOneShotMasksBeginFromTheDenseNetworkToo() {
    Plan plan =
        Planned.plan(
            Planned.file(
                "prune: {schedule: {one_shot: [0.5, 0.1]}}",
                ARMS + "copy: {after_prune: {finetune: {iterations: 30}}, masks_from: ticket}"));

    assertThat(Planned.task(plan, "r1.copy.02.fine_tune").inputs())
        .contains(
            TaskInput.of("weights", "r1.dense.train", "weights"),
            TaskInput.of("mask", "r1.ticket.02.prune", "mask"));
  }

  @Test
  void anArmThatNamesOneWayDropsTheInheritedOthers() {
    for (String top :
        List.of("rounds: 3, fraction: 0.2", "densities: [0.9]", "schedule: {one_shot: [0.9]}")) {
      Plan plan =
          Planned.plan(
              Planned.file(
                  "prune: {" + top + "}",
                  """
                  a: {after_prune: {rewind: 0}, prune: {schedule: {densities: [0.5, 0.1]}}}
                  b: {after_prune: {rewind: 0}, prune: {densities: [0.5, 0.1]}}
                  c: {after_prune: {rewind: 0}, prune: {rounds: 2, fraction: 0.5}}
                  """));
      assertThat(Planned.results(plan, "a")).hasSize(3);
      assertThat(Planned.results(plan, "b")).hasSize(3);
      assertThat(Planned.results(plan, "c")).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rounds: 3, fraction: 0.2, schedule: {one_shot: [0.5]} | 5:17 | prune.rounds: rounds and schedule | one way of saying how much goes
          densities: [0.5], schedule: {one_shot: [0.5]} | 5:20 | prune.densities: densities and schedule | one way of saying how much goes
          schedule: {one_shot: []} | 5:30 | prune.schedule.one_shot.densities: 0 densities | 1 to 99 of them
          schedule: {one_shot: [0.5, 0.5]} | 5:36 | prune.schedule.one_shot.densities.1: 0.5 | less than the 0.5 before it
          schedule: {densities: [0.5, 1.5]} | 5:37 | prune.schedule.densities.densities.1: 1.5 | a number above 0 and at most 1
          schedule: {fraction: {rounds: 2}} | 5:30 | prune.schedule.fraction.fraction: missing | a number of at least 0 and below 1
          schedule: {fraction: {rounds: 2, fraction: 0.2, fractions: {fc9: 0.1}}} | 5:74 | prune.schedule.fraction.fractions.fc9: fc9 | one of: fc1, fc2, fc3, output, dense; did you mean fc1?
          schedule: {oneshot: [0.5]} | 5:20 | prune.schedule: oneshot | one of: fraction, densities, one_shot; did you mean one_shot?
          """)
  void mistakesSayWhereAndWhat(String prune, String at, String got, String expected) {
    String file = Planned.file("prune: {" + prune + "}", ARMS);
    assertThatThrownBy(() -> Planned.experiment(file))
        .hasMessage("small.yaml:" + at + ": " + got + " (expected: " + expected + ")");
  }

  private static List<Task> tasks(String prune, String arms) {
    return Planned.plan(Planned.file(prune, arms)).dag().tasks();
  }
}
