package io.espalier.store.sql;

import io.espalier.digest.Digest;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.IrreproducibleException;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in which every table has rows of every kind, for tests that change them by hand. */
abstract class TamperedStore extends StoreContract {
  /** Row ids for the SQL of tests, by the names that stand in it as {@code {name}}. */
  private final Map<String, Object> ids = new TreeMap<>();

  TamperedStore(Place place) {
    super(place);
  }

  /** Key material as workers write it. */
  static String material(String step, StepArtifact... inputs) {
    StringBuilder json = new StringBuilder("{\"inputs\":[");
    for (StepArtifact input : inputs) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append("{\"digest\":\"")
          .append(input.artifact().sha256())
          .append("\",\"ordinal\":")
          .append(input.ordinal())
          .append(",\"role\":\"")
          .append(input.role())
          .append("\"}");
    }
    return json + "],\"keyVersion\":1,\"operator\":\"train\",\"step\":\"" + step + "\"}";
  }

  ClaimRequest wish(String run, String task, String step, StepArtifact... inputs) {
    String json = material(step, inputs);
    String key = Digest.of(json);
    return new ClaimRequest(
        run, task, 1, key, 1, "train", json, List.of(inputs), "worker-1", RUNTIME);
  }

  private static List<MetricPoint> losses(long from) {
    return List.of(
        new MetricPoint("loss", "", "nats", from, 1.0 / from),
        new MetricPoint("loss", "", "nats", from + 1, 1.0 / (from + 1)),
        new MetricPoint("norm", "fc1", "", from, Double.NaN));
  }

  private static final List<Measurement> MEASURED =
      List.of(
          new Measurement(
              "jaccard",
              new Spot(1, "ticket", 1, 1),
              new Spot(1, "random", 1, 1),
              "fc1",
              "kept",
              0.25,
              7L,
              0.125,
              0.5,
              "fraction"),
          new Measurement("x", Spot.NONE, Spot.NONE, null, null, 1, null, null, null, ""));

  Claim begun(ClaimRequest wish) {
    Claim claim = ((ClaimOutcome.Taken) store.steps().claim(wish)).claim();
    try {
      Files.writeString(claim.logFile(), "log of " + wish.taskId() + " " + claim.fence());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return claim;
  }

  /** Tasks a to h of run:1 in all states; run:2 took a over. */
  void fill() throws IOException {
    run("run:1", "a", "b", "c", "d", "e", "f", "g", "h");
    store.runs().update("run:1", RunState.RUNNING, null);
    StepArtifact data = new StepArtifact("data", 0, put("data", "data"));
    Claim a = begun(wish("run:1", "a", "a", data));
    a.checkpoint(2, written("checkpoint", "state of a"), losses(1));
    StepArtifact weights = output("weights", "weights of a");
    a.commit(
        List.of(weights, new StepArtifact("losses", 0, put("losses", "x"))),
        A,
        losses(3),
        MEASURED);
    StepArtifact read = new StepArtifact("weights", 0, weights.artifact());
    begun(wish("run:1", "b", "b", read)).commit(List.of(output("mask", "mask")), "{}", losses(1));
    store
        .tasks()
        .record(
            "run:1",
            List.of(
                new TaskUpdate("c", TaskState.SKIPPED, 0, 2, 0, null, "not wanted"),
                new TaskUpdate("h", TaskState.QUEUED, 1, 2, 0, null, null)));
    begun(wish("run:1", "d", "d", read)).fail("DivergedException", "loss is NaN");
    store
        .tasks()
        .record(
            "run:1", List.of(new TaskUpdate("d", TaskState.FAILED, 1, 1, 0, null, "loss is NaN")));
    Claim e = begun(wish("run:1", "e", "e", read));
    e.checkpoint(2, written("checkpoint", "state 2 of e"), losses(1));
    e.checkpoint(4, written("checkpoint", "state 4 of e"), losses(3));
    e.release("stopped");
    closed(wish("run:1", "f", "f"));
    begun(wish("run:1", "g", "g"));
    run("run:2", "a", "b");
    store.steps().claim(wish("run:2", "a", "a", data));
    store.runs().update("run:2", RunState.SUCCESS, "all done");
    put("checkpoint", "other state");
    put("weights", "other weights");
    names();
  }

  /** The result of task a. */
  static final String A = "{\"testAccuracy\":0.97}";

  /** A step that was made again and gave other bytes. */
  private void closed(ClaimRequest wish) throws IOException {
    StoredArtifact first = written("weights", "weights of f");
    begun(wish).commit(List.of(new StepArtifact("weights", 0, first)), "{}", List.of());
    Files.delete(store.artifacts().path(first.sha256()));
    try {
      begun(wish).commit(List.of(output("weights", "others")), "{}", List.of());
    } catch (IrreproducibleException expected) {
      return;
    }
    throw new IllegalStateException("the step was reproduced");
  }

  private void names() {
    for (String run : new String[] {"run:1", "run:2"}) {
      ids.put(run, number("SELECT id FROM run WHERE run_id = ?", run));
    }
    for (String task : new String[] {"a", "b", "d", "e", "f", "g"}) {
      long step =
          number(
              "SELECT step_id FROM task WHERE run_id = CAST(? AS BIGINT) AND task_id = ?",
              named("run:1"),
              task);
      ids.put(task, step);
      ids.put(
          "key " + task,
          sql(
              h ->
                  h.select("SELECT step_key FROM step WHERE id = ?", step)
                      .mapTo(String.class)
                      .one()));
      ids.put(
          "attempt " + task,
          number("SELECT id FROM attempt WHERE step_id = ? AND fence = 1", step));
    }
    ids.put("loss of a", series("a"));
    ids.put("loss of b", series("b"));
    ids.put("loss of e", series("e"));
    ids.put("other state", artifact("other state"));
    ids.put("other weights", artifact("other weights"));
    ids.put("weights of a", artifact("weights of a"));
    changed = false;
  }

  private long series(String task) {
    return number(
        "SELECT id FROM metric_series WHERE step_id = CAST(? AS BIGINT) AND name = 'loss'",
        named(task));
  }

  private long artifact(String bytes) {
    return number("SELECT id FROM artifact WHERE sha256 = ?", key(bytes));
  }

  /** The id or key of this name. */
  String named(String name) {
    return String.valueOf(ids.get(name));
  }

  /** Puts ids and keys in the places of their names. */
  String filled(String text) {
    String filled = text;
    for (Map.Entry<String, @Nullable Object> id : new ArrayList<>(ids.entrySet())) {
      filled = filled.replace("{" + id.getKey() + "}", String.valueOf(id.getValue()));
    }
    return filled;
  }

  /** Changes rows, one statement after the other. */
  void tamper(String statements) {
    for (String statement : filled(statements).split(";", -1)) {
      change(statement);
    }
  }
}
