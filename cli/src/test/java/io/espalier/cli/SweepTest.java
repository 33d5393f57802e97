package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One run for each of several settings. */
class SweepTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;
  private Path home = Path.of("");
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    home = folder.resolve("home");
    file = TinyExperiment.write(folder, 20).toString();
  }

  @Test
  void everyCombinationIsARunAndExecutesOnlyWhatThePlanSaid() throws IOException {
    String[] sweep = {
      "sweep", file, "--over", "prune.fraction=.2,.5", "--over", "prune.rounds=1,2", "--json"
    };
    List<String> dry = new ArrayList<>(List.of(sweep));
    dry.add("--dry-run");
    JsonNode planned = json(CommandLineRun.of(home, dry.toArray(String[]::new)), 0);
    assertThat(home).doesNotExist();
    assertThat(texts(planned, "/values/prune.fraction")).containsExactly(".2", ".2", ".5", ".5");
    assertThat(texts(planned, "/values/prune.rounds")).containsExactly("1", "2", "1", "2");
    // Dense network, two arms: of two rounds the first is that of one round.
    assertThat(numbers(planned, "/trainings_left")).containsExactly(3, 2, 2, 2);

    CommandLineRun run = CommandLineRun.of(home, sweep);
    JsonNode swept = json(run, 0);
    assertThat(run.err()).contains("sweep 2 of 4: prune.fraction=.2, prune.rounds=2");
    for (int i = 0; i < 4; i++) {
      JsonNode point = swept.at("/points/" + i);
      assertThat(point.at("/trainings_left"))
          .isEqualTo(planned.at("/points/" + i + "/trainings_left"));
      JsonNode shown = show(point.path("run_id").asText());
      assertThat(shown.at("/steps/executed").asInt())
          .as("of point " + i)
          .isEqualTo(point.path("tasks").asInt() - point.path("shared").asInt());
      assertThat(shown.at("/steps/cached")).isEqualTo(point.path("shared"));
    }
    JsonNode alone =
        json(
            CommandLineRun.of(
                folder.resolve("alone"),
                "run",
                file,
                "--set",
                "prune.fraction=.5",
                "--set",
                "prune.rounds=2",
                "--json"),
            0);
    assertThat(show(swept.at("/points/3/run_id").asText()).path("results"))
        .isEqualTo(alone.path("results"))
        .isNotEmpty();

    String all = CommandLineRun.of(home, "list", "--json").out();
    JsonNode again = json(CommandLineRun.of(home, sweep), 0);
    assertThat(CommandLineRun.of(home, "list", "--json").out()).isEqualTo(all);
    assertThat(texts(again, "/run_id")).isEqualTo(texts(swept, "/run_id"));
    assertThat(texts(again, "/arms")).isEqualTo(texts(swept, "/arms"));
    assertThat(numbers(again, "/trainings_left")).containsOnly(0);
  }

  @Test
  void theArmsAreComparedByTheirValidationAlone() throws IOException {
    String[] sweep = {"sweep", file, "--over", "train.learning_rate=1e-9,.002"};
    CommandLineRun table = CommandLineRun.of(home, sweep);
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out().lines().filter(line -> line.contains(" *")).toList())
        .as("the best of each arm")
        .hasSize(2)
        .allMatch(line -> line.startsWith(".002 "));

    CommandLineRun again =
        CommandLineRun.of(home, "sweep", file, "--json", "--over", "train.learning_rate=1e-9,.002");
    assertThat(again.out()).doesNotContain("test");
    JsonNode best = json(again, 0).at("/points/1");
    List<Double> validation = new ArrayList<>();
    JsonNode results = show(best.path("run_id").asText()).path("results");
    results.forEach(
        row -> {
          if (row.path("arm").asText().equals("ticket")) {
            validation.add(row.path("validation_accuracy").asDouble());
          }
        });
    JsonNode ticket = best.at("/arms/0");
    assertThat(ticket.path("arm").asText()).isEqualTo("ticket");
    assertThat(ticket.path("validation").asDouble()).isEqualTo(validation.get(1));
    assertThat(ticket.path("chosen_validation").asDouble())
        .isEqualTo(Math.max(validation.get(0), validation.get(1)));
  }

  @Test
  void theSameSweepGoesOnWithWhatWasInterrupted() throws IOException {
    String[] sweep = {"sweep", file, "--over", "seed=7,8", "--json", "--max-trainings", "4"};
    CommandLineRun first = CommandLineRun.of(home, sweep);
    JsonNode begun = json(first, ExitCode.OUT_OF_BUDGET);
    assertThat(first.err()).contains("The same command goes on with the sweep.");
    assertThat(texts(begun, "/state")).containsExactly("success", "running");

    JsonNode ended = json(CommandLineRun.of(home, sweep), 0);
    assertThat(texts(ended, "/state")).containsOnly("success");
    assertThat(texts(ended, "/run_id")).isEqualTo(texts(begun, "/run_id"));
    Children.noTryWasUsedAndNoStepRecordedTwice(home, ended.at("/points/1/run_id").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train.learning_rate        | --over train.learning_rate (expected: key=value,value,…, such as train.learning_rate=.01,.03,.1)
          train.batch=20,,40         | --over train.batch=20,,40: an empty value (expected: value,value,…)
          train.batch=20,many        | --set train.batch=many: train.batch: many (expected:
          train.bach=20              | train.bach
          prune.fraction=.2,{a: [.5  | --set prune.fraction={a: [.5
          prune.fraction=.2,.99999   | prune.fraction=.99999: arm ticket, round 1 leaves nothing of fc2
          """)
  void whatSetRefusesIsRefusedBeforeAnythingBegins(String over, String error) {
    CommandLineRun run = CommandLineRun.of(home, "sweep", file, "--over", over);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(error);
    assertThat(home).doesNotExist();
  }

  @Test
  void commasWithinAValueDoNotDivideIt() throws IOException {
    JsonNode planned =
        json(
            CommandLineRun.of(
                home,
                "sweep",
                file,
                "--json",
                "--dry-run",
                "--over",
                "train.learning_rate={base: .01, milestones: [5, 10], factor: .1},.02"),
            0);
    assertThat(texts(planned, "/values/train.learning_rate"))
        .containsExactly("{base: .01, milestones: [5, 10], factor: .1}", ".02");
  }

  private JsonNode show(String run) throws IOException {
    return json(CommandLineRun.of(home, "show", run, "--json"), 0);
  }

  private static List<String> texts(JsonNode answer, String field) {
    return points(answer).stream().map(point -> point.at(field)).map(SweepTest::text).toList();
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static List<Integer> numbers(JsonNode answer, String field) {
    return points(answer).stream().map(point -> point.at(field).asInt()).toList();
  }

  private static List<JsonNode> points(JsonNode answer) {
    return StreamSupport.stream(answer.path("points").spliterator(), false).toList();
  }

  private static JsonNode json(CommandLineRun run, int exitCode) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    return MAPPER.readTree(run.out());
  }
}
