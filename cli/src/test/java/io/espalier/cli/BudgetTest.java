package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.exit.ExitCode;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that stop between steps since they have used up what they were given. */
class BudgetTest {
  @TempDir private Path folder;
  private Path home = Path.of("");
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    home = folder.resolve("home");
    file = TinyExperiment.write(folder, 20).toString();
  }

  @Test
  void aRunInPartsEndsWithTheDigestsOfAnUndisturbedOne() throws IOException {
    JsonNode clean = json(CommandLineRun.of(folder.resolve("clean"), "run", file, "--json"), 0);

    CommandLineRun first = CommandLineRun.of(home, "run", file, "--json", "--max-trainings", "1");
    JsonNode begun = json(first, ExitCode.OUT_OF_BUDGET);
    String run = begun.path("run_id").asText();
    assertThat(first.err())
        .contains(
            "The budget is used up; no step was cut short. Go on with `espalier resume "
                + run
                + " --home "
                + home
                + "`.");
    // What needs no further training is done: the dense network is evaluated, a mask is made.
    assertThat(done("r1.dense.evaluate", run)).isTrue();
    assertThat(done("r1.ticket.01.prune", run)).isTrue();
    assertThat(done("r1.ticket.01.train", run)).isFalse();
    assertThat(begun.at("/reason").asText()).isEqualTo("interrupted");
    assertThat(nothingWaitsForATime(run)).isTrue();

    JsonNode more =
        json(
            CommandLineRun.of(home, "resume", "--json", "--max-trainings", "1"),
            ExitCode.OUT_OF_BUDGET);
    assertThat(more.path("results").size()).isGreaterThan(begun.path("results").size());
    JsonNode ended = json(CommandLineRun.of(home, "resume", "--json", "--max-trainings", "1"), 0);

    assertThat(ended.path("results")).isEqualTo(clean.path("results")).isNotEmpty();
    assertThat(ended.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    Children.noTryWasUsedAndNoStepRecordedTwice(home, run);
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
  }

  @Test
  void afterItsTimeNoStepBegins() throws IOException {
    JsonNode none =
        json(
            CommandLineRun.of(home, "run", file, "--json", "--max-hours", "1e-9"),
            ExitCode.OUT_OF_BUDGET);
    assertThat(none.at("/steps/executed").asInt()).isZero();

    JsonNode ended = json(CommandLineRun.of(home, "resume", "--json", "--max-hours", "10"), 0);
    assertThat(ended.path("state").asText()).isEqualTo("success");
  }

  @Test
  void recordedTrainingsCostNothing() throws IOException {
    json(CommandLineRun.of(home, "run", file, "--json"), 0);

    JsonNode again =
        json(CommandLineRun.of(home, "run", file, "--json", "--max-trainings", "0"), 0);
    assertThat(again.at("/steps/executed").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --max-trainings | -1       | --max-trainings: -1 (expected: >= 0)
          --max-hours     | 0        | --max-hours: 0.0 (expected: a number above 0, at most 100000)
          --max-hours     | NaN      | --max-hours: NaN (expected: a number above 0, at most 100000)
          --max-hours     | 1e9      | --max-hours: 1.0E9 (expected: a number above 0, at most 100000)
          """)
  void anotherBudgetIsRefused(String option, String value, String error) {
    CommandLineRun run = CommandLineRun.of(home, "run", file, option + "=" + value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(error);
    assertThat(home).doesNotExist();
  }

  private boolean done(String taskId, String run) {
    try (Store store = Stores.readOnly(home)) {
      return store.tasks().find(run, taskId).map(TaskRecord::state).orElseThrow().finished();
    }
  }

  private boolean nothingWaitsForATime(String run) {
    try (Store store = Stores.readOnly(home)) {
      return store.tasks().list(run).stream().allMatch(task -> task.nextTryAt() == null);
    }
  }

  private static JsonNode json(CommandLineRun run, int exitCode) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(run.out());
  }
}
