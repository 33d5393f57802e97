package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs took, through the command. */
class CostTest {
  /** Of LeNet-300-100, for one example forward. */
  private static final long LENET = 266_200;

  private static final long ITERATIONS = 20;
  private static final long BATCH = 20;

  /** Forward once, backward twice. */
  private static final long TRAINED = 3 * ITERATIONS * BATCH;

  @TempDir private Path folder;

  private Path file() throws IOException {
    Path file = TinyExperiment.write(folder, ITERATIONS);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("rounds: 1,", "rounds: 2,")
            .replace("{rewind: 0}}", "{rewind: 5}}")
            .replace("  reinit:", "  long: {protocol: {extended_dense: ticket}}\n  reinit:"));
    return file;
  }

  @Test
  void everyStepAndEveryNumberHasItsMultiplyAddsOfWhatTheMaskLeaves() throws IOException {
    Path home = folder.resolve("home");
    JsonNode shown = json(CommandLineRun.of(home, "run", file().toString(), "--json"));
    JsonNode cost = json(CommandLineRun.of(home, "show", "--cost", "--json"));

    JsonNode dense = step(cost, "r1.dense.train");
    assertThat(dense.path("iterations").asLong()).isEqualTo(ITERATIONS);
    assertThat(dense.path("examples").asLong()).isEqualTo(ITERATIONS * BATCH);
    assertThat(dense.path("dense_multiply_adds").asLong()).isEqualTo(TRAINED * LENET);
    assertThat(dense.path("multiply_adds").asLong()).isEqualTo(TRAINED * LENET);
    assertThat(dense.path("seconds").asDouble()).isPositive();

    // Every layer is fully connected: a weight that is left is one multiply–add.
    JsonNode result = result(shown, "ticket", 1);
    long left = result.path("kept").asLong();
    // 0.2 of 235,200 and 30,000 weights go, and 0.1 of 1,000.
    assertThat(left).isEqualTo(188_160 + 24_000 + 900);
    JsonNode ticket = step(cost, "r1.ticket.01.train");
    assertThat(ticket.path("dense_multiply_adds").asLong())
        .isEqualTo(3 * (ITERATIONS - 5) * BATCH * LENET);
    assertThat(ticket.path("multiply_adds").asLong())
        .isEqualTo(3 * (ITERATIONS - 5) * BATCH * left);
    JsonNode evaluation = step(cost, "r1.ticket.01.evaluate");
    assertThat(evaluation.path("examples").asLong()).isEqualTo(200 + 2000);
    assertThat(evaluation.path("multiply_adds").asLong()).isEqualTo(2200 * left);
    assertThat(step(cost, "r1.ticket.01.prune").path("examples").asLong()).isZero();

    // The dense training's first five iterations are part of the whole of it.
    long second = result(shown, "ticket", 2).path("kept").asLong();
    JsonNode behind = result(cost, "ticket", 2).path("behind");
    assertThat(behind.path("multiply_adds").asLong())
        .isEqualTo(TRAINED * LENET + 3 * (ITERATIONS - 5) * BATCH * (left + second));
    assertThat(behind.path("trainings").asInt()).isEqualTo(3);
    for (JsonNode row : shown.path("results")) {
      assertThat(
              result(cost, row.path("arm").asText(), row.path("round").asInt())
                  .at("/behind/iterations")
                  .asLong())
          .as(row.toString())
          .isEqualTo(row.path("iterations_total").asLong());
    }
    assertThat(cost.path("uncounted")).isEmpty();
    assertThat(cost.at("/executed/steps").asInt()).isEqualTo(shown.at("/steps/executed").asInt());
  }

  @Test
  void cachedStepsStandBehindNumbersButWereNotExecuted() throws IOException {
    Path home = folder.resolve("home");
    String path = file().toString();
    json(CommandLineRun.of(home, "run", path, "--json"));
    JsonNode first = json(CommandLineRun.of(home, "show", "--cost", "--json"));
    json(CommandLineRun.of(home, "run", path, "--json"));
    JsonNode again = json(CommandLineRun.of(home, "show", "--cost", "--json"));

    assertThat(again.at("/executed/steps").asInt()).isZero();
    assertThat(again.at("/executed/multiply_adds").asLong()).isZero();
    assertThat(again.at("/cached/multiply_adds").asLong())
        .isEqualTo(first.at("/executed/multiply_adds").asLong())
        .isPositive();
    assertThat(again.path("results")).isEqualTo(first.path("results")).isNotEmpty();
    assertThat(CommandLineRun.of(home, "show", "--cost").out())
        .contains("executed  0 steps, 0 trainings, 0 iterations")
        .contains("at equal multiply-adds behind")
        .contains("AGAINST long");
  }

  @Test
  void armsStandBesideEachOtherAtEqualCompute() throws IOException {
    Path home = folder.resolve("home");
    json(CommandLineRun.of(home, "run", file().toString(), "--json"));
    JsonNode cost = json(CommandLineRun.of(home, "show", "--cost", "--json"));

    // By iterations the dense network that is trained as long is there at every round.
    for (int round = 0; round <= 2; round++) {
      JsonNode equal = equal(cost, "iterations", round);
      assertThat(equal.path("other_round").asInt()).isEqualTo(round);
      assertThat(equal.path("other_taken")).isEqualTo(equal.path("taken"));
    }
    // By multiply–adds a ticket takes less, so that the dense one is a cycle behind.
    assertThat(equal(cost, "multiply_adds", 2).path("other_round").asInt()).isEqualTo(1);
    CommandLineRun query =
        CommandLineRun.of(
            home,
            "query",
            "--json",
            "SELECT t.replicate, t.round, t.test_accuracy, MAX(d.multiply_adds_behind) AS at_most"
                + " FROM costs t JOIN costs d ON d.run = t.run AND d.replicate = t.replicate"
                + " AND d.arm = 'long' AND d.multiply_adds_behind <= t.multiply_adds_behind"
                + " WHERE t.arm = 'ticket' AND t.round = 2"
                + " GROUP BY t.replicate, t.round, t.test_accuracy");
    JsonNode row = json(query).path("rows").path(0);
    assertThat(row.path(0).asInt()).isEqualTo(1);
    assertThat(row.path(2).asDouble())
        .isCloseTo(result(cost, "ticket", 2).path("test_accuracy").asDouble(), within(0.0));
    assertThat(row.path(3)).isEqualTo(equal(cost, "multiply_adds", 2).path("other_taken"));
    assertThat(CommandLineRun.of(home, "query", "--list").out()).contains("multiply_adds_behind");
  }

  private static JsonNode step(JsonNode cost, String task) {
    return one(cost.path("steps"), each -> each.path("task_id").asText().equals(task));
  }

  private static JsonNode result(JsonNode answer, String arm, int round) {
    return one(
        answer.path("results"),
        each -> each.path("arm").asText().equals(arm) && each.path("round").asInt() == round);
  }

  private static JsonNode equal(JsonNode cost, String by, int round) {
    return one(
        cost.path("equal"),
        each ->
            each.path("by").asText().equals(by)
                && each.path("arm").asText().equals("ticket")
                && each.path("other_arm").asText().equals("long")
                && each.path("round").asInt() == round);
  }

  private static JsonNode one(JsonNode list, java.util.function.Predicate<JsonNode> wanted) {
    List<JsonNode> found = new ArrayList<>();
    list.forEach(
        each -> {
          if (wanted.test(each)) {
            found.add(each);
          }
        });
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
