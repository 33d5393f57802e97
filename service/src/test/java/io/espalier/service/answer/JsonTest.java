package io.espalier.service.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.operator.judge.Verdict;
import io.espalier.state.RunState;
import io.espalier.store.lineage.LineageGraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final Instant TIME = Instant.parse("2026-11-22T05:15:05.123456Z");

  @Test
  void listHasTheKeysOfTheContract() throws Exception {
    JsonNode json =
        tree(
            new ListAnswer(
                List.of(new ListAnswer.Run("a", "quickstart", RunState.RUNNING, "x", TIME, null)),
                null));
    assertThat(keys(json)).containsExactly("runs", "next");
    assertThat(keys(json.path("runs").path(0)))
        .contains("run_id", "dag_id", "state", "created_at", "ended_at");
    assertThat(json.path("runs").path(0).path("created_at").asText())
        .isEqualTo("2026-11-22T05:15:05.123456Z");
    assertThat(json.path("runs").path(0).path("ended_at").isNull()).isTrue();
  }

  @Test
  void showHasTheKeysOfTheContract() throws Exception {
    JsonNode json = tree(show(0.97));
    assertThat(keys(json)).contains("run_id", "dag_id", "state", "steps", "results");
    assertThat(keys(json.path("steps"))).containsExactly("executed", "cached", "failed");
    assertThat(keys(json.path("results").path(0)))
        .containsExactly(
            "replicate",
            "arm",
            "draw",
            "round",
            "density",
            "kept",
            "prunable",
            "parameters",
            "iterations",
            "iterations_total",
            "validation_accuracy",
            "test_accuracy",
            "mask",
            "start_weights",
            "weights");
    assertThat(json.path("results").path(0).path("mask").isNull()).isTrue();
  }

  @Test
  void lineageVerifyAndFsckHaveTheKeysOfTheContract() throws Exception {
    JsonNode lineage =
        tree(
            new LineageAnswer(
                "ab",
                List.of(new LineageGraph.Node("ab", "artifact", "weights")),
                List.of(new LineageGraph.Edge("ab", "cd", "weights")),
                List.of(new LineageGraph.Other("ab", "ef", "train in t", "run")),
                1,
                false,
                List.of()));
    assertThat(keys(lineage))
        .contains("artifact", "nodes", "edges", "others", "others_in_all", "truncated");
    assertThat(keys(lineage.path("others").path(0)))
        .containsExactly("artifact", "step", "label", "run_id");
    assertThat(keys(lineage.path("nodes").path(0))).containsExactly("id", "kind", "label");
    assertThat(keys(lineage.path("edges").path(0))).containsExactly("from", "to", "role");
    assertThat(keys(tree(new VerifyAnswer(true, 1, 2, 0, List.of(), List.of()))))
        .contains("ok", "chains", "events", "older", "problems");
    assertThat(keys(tree(new FsckAnswer(true, 1, 2, List.of(), List.of()))))
        .contains("ok", "artifacts", "bytes", "problems");
  }

  @Test
  void numbersThatAreNotFiniteBecomeNull() throws Exception {
    for (double value :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      JsonNode result = tree(show(value)).path("results").path(0);
      assertThat(result.path("test_accuracy").isNull()).isTrue();
      assertThat(result.has("test_accuracy")).isTrue();
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    ShowAnswer answer = show(0.5);
    assertThat(Json.read(Json.write(answer), ShowAnswer.class)).isEqualTo(answer);
  }

  private static ShowAnswer show(double accuracy) {
    return new ShowAnswer(
        "a",
        "quickstart",
        RunState.SUCCESS,
        null,
        TIME,
        TIME,
        new ShowAnswer.Steps(1, 2, 3),
        List.of(
            new ShowAnswer.Result(
                1, "ticket", 1, 0, 1.0, 10, 10, null, 5, 5, null, accuracy, null, "aa", "bb")),
        List.of(
            new ShowAnswer.Analysis(
                "masks",
                "mask_similarity",
                1,
                2,
                List.of(
                    new ShowAnswer.Measured(
                        "jaccard", "ticket", "reinit", "arms", 3, 0.5, null, 1.0, "")))),
        new Verdict(
            List.of(
                new Verdict.Claim(
                    "better",
                    "One is better.",
                    Verdict.Outcome.CONDITION_NOT_REACHED,
                    "because",
                    0.5,
                    null,
                    1.0,
                    null,
                    List.of())),
            "rule"),
        List.of(),
        List.of(),
        new ObjectMapper().createObjectNode().put("times", 3),
        List.of(
            new ShowAnswer.Xcom(
                "square.0", 0, "return_value", new ObjectMapper().createArrayNode().add(0.5))),
        List.of(),
        null);
  }

  private static JsonNode tree(Object answer) throws Exception {
    return new ObjectMapper().readTree(Json.write(answer));
  }

  private static List<String> keys(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
