package io.espalier.run;

import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs of thousands of tasks: what the Temporal server keeps of them stays small. */
class LongWalkTest {
  /** A server warns at 10,240 events, and ends a workflow at 51,200. */
  private static final int MOST_EVENTS = 6_000;

  /** A server refuses a payload of more than 2 MB. */
  private static final int MOST_BYTES = 1_000_000;

  /** Replicates of chains that end in one table, as a study has them. */
  private static TaskNode[] study(int tasks) {
    int length = 20;
    List<TaskNode> nodes = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    nodes.add(task("data"));
    while (nodes.size() < tasks - 1) {
      String chain = "r%03d.a_rather_long_name_of_an_arm.".formatted(ends.size() + 1);
      String before = "data";
      for (int i = 0; i < length && nodes.size() < tasks - 1; i++) {
        String id = chain + "%02d.train".formatted(i);
        nodes.add(task(id, before));
        before = id;
      }
      ends.add(before);
    }
    nodes.add(task("table", ends.toArray(String[]::new)));
    return nodes.toArray(TaskNode[]::new);
  }

  @Test
  void aStudyOfFiveThousandTasksEndsAndEachWorkflowOfItStaysSmall() {
    try (RunBench bench = new RunBench(study(5_000))) {
      assertThat(bench.run().tasks()).isEqualTo(Map.of(TaskState.SUCCESS, 5_000));
      assertThat(bench.tasks.order()).hasSize(5_000).doesNotHaveDuplicates();
      List<Histories.Size> workflows = Histories.of(bench);
      assertThat(workflows).hasSizeGreaterThan(5);
      assertThat(workflows).allSatisfy(w -> assertThat(w.events()).isLessThan(MOST_EVENTS));
      assertThat(workflows).allSatisfy(w -> assertThat(w.largest()).isLessThan(MOST_BYTES));
    }
  }

  @Test
  void twiceTheTasksAreTwiceTheEvents() {
    assertThat(events(2_000) / (double) events(1_000)).isBetween(1.5, 2.5);
  }

  @Test
  void tasksOfAQueueThatNobodyServesKeepNoOthersFromTheirs() {
    TaskSettings elsewhere = TaskSettings.builder().queue("nobody").build();
    List<TaskNode> nodes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      nodes.add(task("nobody%03d".formatted(i), elsewhere));
    }
    for (int i = 0; i < 500; i++) {
      nodes.add(task("cpu%03d".formatted(i)));
    }
    try (RunBench bench = new RunBench(nodes.toArray(TaskNode[]::new))) {
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.tasks.order().size() == 500, Duration.ofSeconds(60));
      bench.client.cancel(bench.runId, "");

      assertThat(bench.result().tasks())
          .isEqualTo(Map.of(TaskState.SUCCESS, 500, TaskState.NONE, 500));
    }
  }

  private static long events(int tasks) {
    try (RunBench bench = new RunBench(study(tasks))) {
      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      return Histories.of(bench).stream().mapToLong(Histories.Size::events).sum();
    }
  }
}
