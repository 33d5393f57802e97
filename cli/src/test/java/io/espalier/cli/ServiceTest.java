package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on by itself when a machine has started again. */
class ServiceTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void everyInterruptedRunGoesOnOldestFirstAndOthersStay() throws Exception {
    Path home = folder.resolve("home");
    String file = TinyExperiment.write(folder, 20).toString();
    String diverging = "train.learning_rate=1000";
    CommandLineRun.of(home, "run", file, "--set", "train.optimizer=sgd", "--set", diverging);
    String part = "--max-trainings=0";
    CommandLineRun.of(home, "run", file, "--set", "seed=2", part);
    CommandLineRun.of(home, "run", file, "--set", "seed=3", part);
    CommandLineRun.of(home, "run", file, "--set", "seed=4");
    CommandLineRun.of(home, "run", file, "--set", "seed=5", part);
    assertThat(CommandLineRun.of(home, "cancel").exitCode()).isZero();
    List<String> before = runs(home);
    assertThat(before)
        .containsExactly(
            "failed cancelled",
            "success null",
            "running interrupted",
            "running interrupted",
            "failed failed: r1.dense.train");

    CommandLineRun service = CommandLineRun.of(home, "service", "--json");
    assertThat(service.exitCode()).as(service.err()).isZero();
    JsonNode wentOn = MAPPER.readTree(service.out()).path("runs");
    JsonNode all = MAPPER.readTree(CommandLineRun.of(home, "list", "--json").out()).path("runs");
    assertThat(wentOn.findValuesAsText("run_id"))
        .containsExactly(all.at("/3/run_id").asText(), all.at("/2/run_id").asText());
    assertThat(runs(home))
        .containsExactly(
            before.get(0), before.get(1), "success null", "success null", before.get(4));
    assertThat(CommandLineRun.of(home, "service").out())
        .isEqualToNormalizingNewlines("Nothing was interrupted.\n");
  }

  @Test
  void aKilledRunGoesOnAndSigtermStopsInGoodOrder() throws Exception {
    Path home = folder.resolve("home");
    String file = TinyExperiment.write(folder, 300, "held").toString();
    try (Children children = new Children(folder)) {
      children.hold(Hold.DENSE);
      Process run = children.start(home, "run", file);
      Children.await("it trains", run, () -> Children.trains(home, "r1.dense.train"));
      run.destroyForcibly().waitFor();

      Process service = children.start(home, "service");
      Children.await("it trains again", service, () -> Children.trains(home, "r1.dense.train"));
      service.destroy();
      assertThat(service.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(service.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(Children.status(home).at("/run/reason").asText()).isEqualTo("interrupted");

      children.release();
      JsonNode ended = children.run(home, "service", "--json");
      assertThat(ended.at("/runs/0/state").asText()).isEqualTo("success");
      Children.noTryWasUsedAndNoStepRecordedTwice(home, ended.at("/runs/0/run_id").asText());
    }
  }

  @Test
  void aRunThatCannotGoOnKeepsNoOtherFromGoingOn() throws Exception {
    Path home = folder.resolve("home");
    String file = TinyExperiment.write(folder, 20).toString();
    String plugins = ExampleJar.plugins(folder, "adding-an-analysis.md").toString();
    CommandLineRun first =
        CommandLineRun.of(
            home,
            "run",
            file,
            "--plugins",
            plugins,
            "--set",
            "analyses={empty: empty_units}",
            "--max-trainings=0");
    assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OUT_OF_BUDGET);
    CommandLineRun.of(home, "run", file, "--max-trainings=0");

    CommandLineRun service = CommandLineRun.of(home, "service");
    assertThat(service.exitCode()).as(service.err()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(service.err()).contains(" stays as it is: ");
    assertThat(runs(home)).containsExactly("success null", "running interrupted");
  }

  @Test
  void withoutAStoreThereIsNothingToDo() {
    Path none = folder.resolve("none");
    assertThat(CommandLineRun.of(none, "service").exitCode()).isZero();
    assertThat(Files.exists(none)).isFalse();
  }

  private static List<String> runs(Path home) throws IOException {
    JsonNode runs = MAPPER.readTree(CommandLineRun.of(home, "list", "--json").out()).path("runs");
    return StreamSupport.stream(runs.spliterator(), false)
        .map(run -> run.path("state").asText() + " " + run.path("reason").asText())
        .toList();
  }
}
