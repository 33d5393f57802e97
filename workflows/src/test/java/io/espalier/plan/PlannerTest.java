package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.TestFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final List<String> DATA = List.of("a".repeat(64), "b".repeat(64));

  @Test
  void quickstartHasTheTasksThatItsReadersExpect() {
    List<String> first =
        plan("replicates=1", "prune.rounds=1").dag().tasks().stream()
            .map(task -> task.node().taskId())
            .toList();

    assertThat(first)
        .containsExactly(
            "r1.split",
            "r1.initialise",
            "r1.dense.train",
            "r1.dense.evaluate",
            "r1.ticket.01.score",
            "r1.ticket.01.prune",
            "r1.ticket.01.rewind",
            "r1.ticket.01.train",
            "r1.ticket.01.evaluate",
            "r1.reinit.01.reinitialise",
            "r1.reinit.01.train",
            "r1.reinit.01.evaluate",
            "r1.finetune.01.score",
            "r1.finetune.01.prune",
            "r1.finetune.01.fine_tune",
            "r1.finetune.01.train",
            "r1.finetune.01.evaluate");
  }

  @Test
  void everyTaskStandsBehindTheTasksItReadsFrom() {
    Set<String> seen = new HashSet<>();
    for (Task task : plan().dag().tasks()) {
      assertThat(seen).containsAll(task.node().upstream());
      List<String> sources =
          task.inputs().stream().map(TaskInput::fromTask).filter(id -> id != null).toList();
      assertThat(task.node().upstream()).containsExactlyInAnyOrderElementsOf(Set.copyOf(sources));
      assertThat(seen.add(task.node().taskId())).isTrue();
    }
  }

  @Test
  void raisingRoundsReplicatesOrArmsLeavesEarlierTasksAsTheyWere() {
    Map<String, Task> before = byId(plan());
    Map<String, Task> after =
        byId(
            plan(
                "replicates=3",
                "prune.rounds=11",
                "arms.late={after_prune: {rewind: {to: 500, optimizer: restore}}}",
                "arms.shuffled={masks_from: ticket, mask_control: shuffle_layer, after_prune:"
                    + " {rewind: 0}}"));

    assertThat(after).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
  }

  @Test
  void planSurvivesItsOwnBytes() {
    Plan plan = plan();
    byte[] bytes = PlanJson.write(plan);

    assertThat(PlanJson.read(bytes)).isEqualTo(plan);
    assertThat(PlanJson.write(PlanJson.read(bytes))).isEqualTo(bytes);
  }

  private static Plan plan(String... settings) {
    Experiment experiment = TestFiles.quickstart(settings);
    return Planner.plan(experiment, TestCatalog.get(), "dl4j-cpu", DATA);
  }

  private static Map<String, Task> byId(Plan plan) {
    return plan.dag().tasks().stream()
        .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
  }
}
