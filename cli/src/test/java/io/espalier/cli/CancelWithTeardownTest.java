package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.digest.Digest;
import io.espalier.plan.DagDefinition;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.task.TaskUpdate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling a run whose process is gone: what it had set up is torn down. */
class CancelWithTeardownTest {
  @TempDir private Path folder;

  private Path home;
  private Path plugins;
  private String run;

  @BeforeEach
  void submit() throws IOException {
    home = folder.resolve("home");
    plugins = ExampleJar.plugins(folder, "operators.md");
    Catalog catalog = Catalog.builtIn().withPlugins(plugins, message -> {});
    Plan plan =
        Planner.plan(catalog.get(DagDefinition.class, "CarefulGreetings"), List.of(), catalog);
    try (Store store = Stores.own(home, "test")) {
      run = RunStart.submit(store, plan, Instant.now()).runId();
      store.runs().update(run, RunState.RUNNING, "interrupted");
    }
  }

  /** Leaves the run as a process does that was killed within the task after the setup. */
  private void setUp() {
    try (Store store = Stores.own(home, "test")) {
      String material = "{\"of\":\"a test\"}";
      ClaimRequest request =
          new ClaimRequest(
              run,
              "rent",
              1,
              Digest.of(material),
              1,
              "greet",
              material,
              List.of(),
              "worker",
              new RuntimeInfo("jar", "none", false, "17", "any", "none", "java", "none", 1, "cpu"));
      ((ClaimOutcome.Taken) store.steps().claim(request)).claim().commit(List.of(), "7", List.of());
      store
          .tasks()
          .record(run, List.of(new TaskUpdate("pick", TaskState.RUNNING, 1, 0, 0, null, null)));
    }
  }

  private CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }

  @Test
  void theTeardownOfASetupThatSucceededRunsBeforeTheRunEnds() {
    setUp();
    String before = espalier("status", "--json").out();
    CommandLineRun unknown = espalier("cancel");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("operator greet: not known here", "--plugins");
    assertThat(espalier("status", "--json").out()).as("nothing has changed").isEqualTo(before);

    CommandLineRun cancel = espalier("cancel", "--plugins", plugins.toString());

    assertThat(cancel.exitCode()).as(cancel.err()).isZero();
    assertThat(cancel.err())
        .startsWith("first: release\n")
        .endsWith("Run " + run + " is cancelled.\n");
    assertThat(espalier("status").out())
        .containsPattern("rent +EXECUTED")
        .containsPattern("pick +FAILED +cancelled")
        .containsPattern("work.left +·")
        .containsPattern("release +EXECUTED");
    assertThat(espalier("list").out()).containsPattern(run + ".* failed .*cancelled");
    assertThat(espalier("verify").exitCode()).isZero();

    assertThat(espalier("resume", "--plugins", plugins.toString()).exitCode()).isZero();
    assertThat(espalier("status").out()).containsPattern("join +EXECUTED");
  }

  @Test
  void aRunThatHasSetUpNothingIsCancelledAtOnce() {
    CommandLineRun cancel = espalier("cancel");

    assertThat(cancel.exitCode()).isZero();
    assertThat(cancel.err()).isEqualTo("Run " + run + " is cancelled.\n");
    assertThat(espalier("show").out()).contains("failed (cancelled)");
  }
}
