package io.espalier.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.cli.CommandLineRun;
import io.espalier.cli.TinyExperiment;
import io.espalier.cli.notify.Notifier;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.state.RunState;
import io.espalier.step.worker.Budget;
import io.espalier.store.Store;
import io.espalier.store.sql.H2Opening;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose tasks find no room on the disk, from the first write to what people are shown. */
class WaitingRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final FullDisk disk = new FullDisk();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void whatIsWaitedForIsShownEverywhereUntilItGoesOnByItself() throws Exception {
    Catalog catalog = Catalog.builtIn();
    Experiment experiment = Experiments.load(TinyExperiment.write(folder, 20), List.of(), catalog);
    Path home = folder.resolve("home");
    Instant begun = Instant.now();
    try (Interruption interruption = new Interruption();
        ServerStart server = ServerStart.begin(null);
        OwnedStore owned =
            new OwnedStore(home, H2Opening.own(home, "espalier run", disk), "espalier run")) {
      WalkSettings settings =
          new WalkSettings(
              server,
              false,
              1,
              interruption,
              Budget.endless(),
              Notifier.none(new PrintWriter(new StringWriter())));
      PrintWriter screen = new PrintWriter(err);
      RunSession session = new RunSession(owned, catalog, settings, screen, null);
      FutureTask<CommandSession.Outcome> run = new FutureTask<>(() -> session.run(experiment));
      new Thread(run, "run").start();

      JsonNode wait = await(home, run, status -> !status.path("waits").isEmpty()).at("/waits/0");
      assertThat(wait.path("waits_for").asText()).isEqualTo("disk");
      assertThat(wait.path("tasks")).isNotEmpty();
      assertThat(wait.path("free_bytes").asLong()).isPositive();
      assertThat(Instant.parse(wait.path("since").asText())).isBetween(begun, Instant.now());
      assertThat(wait.path("text").asText())
          .contains("the disk of " + home, "since", "free", "No space left on device");
      JsonNode cells = await(home, run, status -> status.path("counts").has("WAITS"));
      assertThat(cells.at("/run/state").asText()).isEqualTo("running");
      assertThat(CommandLineRun.of(home, "status").out())
          .contains("waits  waiting for ", "the disk of " + home);

      disk.makeRoom();
      CommandSession.Outcome outcome = run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(outcome.show().state()).isEqualTo(RunState.SUCCESS);
      assertThat(status(home).path("waits")).isEmpty();
      assertThat(status(home).path("counts").has("WAITS")).isFalse();
      noTryWasUsed(owned.store(), outcome.show().runId());
    }
    assertThat(err.toString())
        .containsOnlyOnce("waiting for ")
        .containsOnlyOnce("went on after waiting ");
  }

  private static void noTryWasUsed(Store store, String runId) {
    assertThat(store.tasks().list(runId)).extracting(TaskRecord::tryNumber).containsOnly(1);
  }

  private static JsonNode await(Path home, FutureTask<?> run, Predicate<JsonNode> condition)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode status = status(home);
    while (!condition.test(status)) {
      assertThat(run.isDone()).as("the run has ended").isFalse();
      assertThat(System.nanoTime()).as("in time: %s", status).isLessThan(end);
      status = status(home);
    }
    return status;
  }

  private static JsonNode status(Path home) throws IOException {
    CommandLineRun run = CommandLineRun.of(home, "status", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
