package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.task.TaskUpdate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that failed before anybody knew its step is told of by every command. */
final class FailedBeforeItsAttemptTest {
  private static final String REASON =
      "operator initialise: made by version 2 (expected: 1), because of java.lang.Error: no";

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void oneFailsAndTheNextIsNotBegun() throws Exception {
    home = folder.resolve("store");
    Path file = TinyExperiment.write(folder, 8);
    Catalog catalog = Catalog.builtIn();
    Plan plan = Planner.plan(Experiments.load(file, List.of(), catalog), catalog, List.of());
    try (Store store = Stores.own(home, "test")) {
      String run = RunStart.submit(store, plan, Instant.now()).runId();
      store.tasks().record(run, List.of(update("r1.initialise", TaskState.FAILED, REASON)));
      store
          .tasks()
          .record(
              run,
              List.of(update("r1.dense.train", TaskState.UPSTREAM_FAILED, "r1.initialise failed")));
      store.runs().update(run, RunState.FAILED, "failed: r1.initialise");
    }
  }

  @Test
  void logsPrintsTheRecordedFailure() {
    CommandLineRun logs = CommandLineRun.of(home, "logs", "r1.initialise");
    assertThat(logs.exitCode()).as(logs.err()).isZero();
    assertThat(logs.out())
        .contains("task r1.initialise failed before its first attempt: " + REASON)
        .contains(home.resolve("logs/espalier.log").toString());
    assertThat(CommandLineRun.of(home, "logs", "r1.initialise", "--json").out()).contains(REASON);
  }

  @Test
  void whyAndTheSummaryKnowIt() {
    assertThat(CommandLineRun.of(home, "why", "r1.initialise").err())
        .contains("task r1.initialise of run ")
        .contains("failed before its step was known: " + REASON);
    assertThat(CommandLineRun.of(home, "show").out()).contains("1 failed").contains(REASON);
  }

  @Test
  void aTaskThatWasNotBegunIsNotToBeWaitedFor() {
    CommandLineRun logs = CommandLineRun.of(home, "logs", "r1.dense.train");
    assertThat(logs.exitCode()).isNotZero();
    assertThat(logs.err())
        .contains("was not begun: it is upstream_failed: r1.initialise failed")
        .doesNotContain("--follow");
  }

  private static TaskUpdate update(String task, TaskState state, String reason) {
    return new TaskUpdate(task, state, 1, 1, 0, null, reason);
  }
}
