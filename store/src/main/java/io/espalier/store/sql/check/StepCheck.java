package io.espalier.store.sql.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.store.sql.audit.ChainEntry;
import io.espalier.store.sql.audit.Fields;
import io.espalier.store.sql.audit.Said;
import io.espalier.store.step.StepState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds steps, their inputs and their outputs against their keys and their entries. */
final class StepCheck {
  /** Digests by {@code role/ordinal}. */
  private record Io(Map<String, String> inputs, Map<String, String> outputs) {
    static Io none() {
      return new Io(new TreeMap<>(), new TreeMap<>());
    }
  }

  private record Row(
      String key,
      int keyVersion,
      String operator,
      String keyJson,
      String state,
      @Nullable String result,
      long fence,
      @Nullable Long wonFence,
      @Nullable Instant completed,
      @Nullable String closed) {
    static Row read(ResultSet rows) throws SQLException {
      OffsetDateTime completed = rows.getObject("completed_at", OffsetDateTime.class);
      return new Row(
          rows.getString("step_key"),
          rows.getInt("key_version"),
          rows.getString("operator"),
          rows.getString("key_json"),
          rows.getString("state"),
          rows.getString("result_json"),
          rows.getLong("fence"),
          rows.getObject("won_fence", Long.class),
          completed == null ? null : completed.toInstant(),
          rows.getString("closed_text"));
    }

    String name() {
      return "step " + key;
    }
  }

  private final Recorded recorded;
  private final Problems problems;
  private final AttemptCheck attempts;
  private final Map<String, Io> io = new HashMap<>();
  private final Map<String, String> states = new TreeMap<>();

  StepCheck(Recorded recorded, Problems problems, AttemptCheck attempts) {
    this.recorded = recorded;
    this.problems = problems;
    this.attempts = attempts;
  }

  void check(CheckScope scope) {
    scope
        .query(
            """
            SELECT s.step_key, io.direction, io.role, io.ordinal, a.sha256
            FROM step_io io JOIN step s ON s.id = io.step_id JOIN artifact a ON a.id = io.artifact_id
            """
                + scope.steps("io.step_id"))
        .map((rows, context) -> read(rows))
        .forEach(added -> {});
    scope
        .query(
            """
            SELECT s.step_key, s.key_version, s.operator, s.key_json, s.state, s.result_json, s.fence,
              a.fence AS won_fence, s.completed_at, s.closed_text
            FROM step s LEFT JOIN attempt a ON a.id = s.won_attempt_id AND a.step_id = s.id
            """
                + scope.steps("s.id"))
        .map((rows, context) -> Row.read(rows))
        .forEach(this::check);
  }

  private boolean read(ResultSet rows) throws SQLException {
    Io of = io.computeIfAbsent(rows.getString("step_key"), key -> Io.none());
    (rows.getString("direction").equals("I") ? of.inputs() : of.outputs())
        .put(rows.getString("role") + "/" + rows.getInt("ordinal"), rows.getString("sha256"));
    return true;
  }

  /** States of the steps that have a row, by key. */
  Map<String, String> states() {
    return states;
  }

  private void check(Row row) {
    states.put(row.key(), row.state());
    Io its = io.getOrDefault(row.key(), Io.none());
    material(row, its.inputs());
    if (row.fence() != attempts.latest(row.key())) {
      problems.add(
          row.name()
              + ": fence: "
              + row.fence()
              + " (expected: that of its latest attempt, "
              + attempts.latest(row.key())
              + ")");
    }
    Recorded.Step step = recorded.steps().getOrDefault(row.key(), new Recorded.Step());
    state(row, step);
    Said completion = step.completion();
    if (completion == null) {
      problems.requireNone(row.name(), "result_json", row.result());
      problems.requireNone(row.name(), "won_attempt_id", row.wonFence());
      problems.requireNone(row.name(), "completed_at", row.completed());
      its.outputs()
          .forEach((at, digest) -> problems.requireNone(row.name(), "output " + at, digest));
      return;
    }
    if (completion.full()) {
      problems.compareDigest(
          row.name(), "result_json", row.result(), completion.text("result"), completion);
      compare(row.name(), "input ", its.inputs(), completion.digests("inputs"), completion);
    }
    problems.compare(row.name(), "won_attempt_id", row.wonFence(), completion.fence(), completion);
    problems.compare(row.name(), "completed_at", row.completed(), completion.at(), completion);
    compare(row.name(), "output ", its.outputs(), completion.digests("outputs"), completion);
    reproduced(row, step, completion);
  }

  /** The key names its material; what the material says again in columns must be the same. */
  private void material(Row row, Map<String, String> inputs) {
    if (!Fields.of(row.keyJson()).equals(row.key())) {
      problems.add(row.name() + ": key_json: its SHA-256 is not the step's key");
      return;
    }
    JsonNode key = ChainEntry.json(row.keyJson());
    if (key.has("operator") && !key.path("operator").asText().equals(row.operator())) {
      problems.add(differs(row, "operator", row.operator(), key.path("operator")));
    }
    if (key.has("keyVersion") && key.path("keyVersion").asInt() != row.keyVersion()) {
      problems.add(differs(row, "key_version", row.keyVersion(), key.path("keyVersion")));
    }
    if (key.has("inputs")) {
      Map<String, String> named = new TreeMap<>();
      key.path("inputs")
          .forEach(
              one ->
                  named.put(
                      one.path("role").asText() + "/" + one.path("ordinal").asInt(),
                      one.path("digest").asText()));
      if (!named.equals(inputs)) {
        problems.add(differs(row, "inputs", inputs, named));
      }
    }
  }

  private static String differs(Row row, String column, Object is, Object named) {
    return row.name() + ": " + column + ": " + is + " (its key was made with: " + named + ")";
  }

  private void state(Row row, Recorded.Step step) {
    Said completion = step.completion();
    Said closed = step.closed;
    if (closed != null && (completion == null || closed.fence() > completion.fence())) {
      problems.compare(row.name(), "state", row.state(), StepState.IRREPRODUCIBLE.name(), closed);
      problems.compare(row.name(), "closed_text", row.closed(), closed.text("text"), closed);
      return;
    }
    problems.requireNone(row.name(), "closed_text", row.closed());
    boolean open =
        completion == null || step.reopened.stream().anyMatch(f -> f >= completion.fence());
    if (!open) {
      problems.compare(
          row.name(),
          "state",
          row.state(),
          StepState.COMPLETED.name(),
          Objects.requireNonNull(completion));
    } else if (!row.state().equals(StepState.READY.name())
        && !row.state().equals(StepState.RUNNING.name())) {
      problems.add(row.name() + ": state: " + row.state() + " (no entry of a chain says so)");
    }
  }

  private void compare(
      String row, String what, Map<String, String> is, Map<String, String> recordedIo, Said by) {
    TreeMap<String, String> all = new TreeMap<>(recordedIo);
    all.putAll(is);
    all.keySet()
        .forEach(at -> problems.compare(row, what + at, is.get(at), recordedIo.get(at), by));
  }

  /** A step that was made again gave the same: what its entries say of it must agree. */
  private void reproduced(Row row, Recorded.Step step, Said last) {
    for (Said before : step.completions.values()) {
      boolean same =
          before.digests("outputs").equals(last.digests("outputs"))
              && (!before.full()
                  || !last.full()
                  || Objects.equals(before.text("result"), last.text("result")));
      if (!same) {
        problems.add(
            row.name()
                + ": "
                + before.entry().name()
                + " and "
                + last.entry().name()
                + " say that it gave different results");
      }
    }
  }
}
