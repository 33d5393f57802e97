package io.espalier.store.sql.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.sql.audit.ChainEntry;
import io.espalier.store.sql.audit.Described;
import io.espalier.store.sql.audit.Said;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What rows must say, after the entries of chains: each chain from its first entry to its last. */
final class Recorded {
  /** A run: how it began, and the last that was said of its state. */
  static final class Run {
    @Nullable Said created;
    @Nullable Said last;
    final Map<String, Task> tasks = new TreeMap<>();

    /** Whether its chain was begun by a program that recorded all that rows say. */
    boolean full() {
      return created != null && created.body().has("workflow");
    }
  }

  /** A task: the last that was said of its state, and the highest try. */
  static final class Task {
    @Nullable Said last;
    long tryNumber;

    /** Keys of the steps that it ever succeeded with. */
    final Set<String> steps = new HashSet<>();

    boolean succeeded() {
      return last != null && last.kind().startsWith("step.");
    }
  }

  /** A step, by fence: fences order what attempts of several runs did. */
  static final class Step {
    final TreeMap<Long, Said> completions = new TreeMap<>();
    final TreeSet<Long> reopened = new TreeSet<>();
    final TreeMap<Long, Said> ends = new TreeMap<>();
    final Map<Long, Said> logs = new HashMap<>();
    final Map<String, Said> checkpoints = new HashMap<>();
    @Nullable Said closed;

    @Nullable Said completion() {
      return completions.isEmpty() ? null : completions.lastEntry().getValue();
    }

    @Nullable Said checkpoint(long iteration, long fence) {
      return checkpoints.get(iteration + "/" + fence);
    }
  }

  private final Map<String, Run> runs = new TreeMap<>();
  private final Map<String, Step> steps = new TreeMap<>();
  private final Map<String, Set<StoredArtifact>> described = new HashMap<>();
  private final Set<String> undescribed = new HashSet<>();
  private final Set<String> lostBefore = new HashSet<>();
  private final Problems problems;
  private long older;

  Recorded(Problems problems) {
    this.problems = problems;
  }

  Map<String, Run> runs() {
    return runs;
  }

  Map<String, Step> steps() {
    return steps;
  }

  /** How many entries of the first version there are that hold less than today's. */
  long older() {
    return older;
  }

  /** Takes the next entry of a chain. */
  void add(ChainEntry entry) {
    Said said = Said.of(entry);
    String key = said.text("step");
    if (key == null ? entry.stepKey() != null : !key.equals(entry.stepKey())) {
      problems.add(
          entry.name()
              + ": step_key: "
              + Problems.shown(entry.stepKey())
              + " (recorded: "
              + Problems.shown(key)
              + ", in its body)");
    }
    Run run = runs.computeIfAbsent(entry.chain(), chain -> new Run());
    String kind = entry.kind();
    if (kind.startsWith("run.")) {
      run.last = said;
      if (kind.equals("run.created")) {
        run.created = said;
        older += run.full() ? 0 : 1;
      }
    } else if (kind.startsWith("task.")) {
      task(run, said);
    } else if (kind.equals("step.lost") && key == null) {
      lostBefore.add(lost(entry.chain(), String.valueOf(said.text("task")), said.fence()));
    } else if (key != null) {
      step(run, steps.computeIfAbsent(key, k -> new Step()), said);
    }
    describe(said.body());
  }

  private static void task(Run run, Said said) {
    Task task = run.tasks.computeIfAbsent(String.valueOf(said.text("task")), id -> new Task());
    task.last = said;
    if (said.body().has("try")) {
      task.tryNumber = said.number("try");
    }
  }

  private void step(Run run, Step step, Said said) {
    switch (said.kind()) {
      case "step.completed" -> {
        step.completions.put(said.fence(), said);
        step.ends.put(said.fence(), said);
        older += said.full() ? 0 : 1;
        succeeded(run, said);
      }
      case "step.cached" -> succeeded(run, said);
      case "step.reopened" -> step.reopened.add(said.fence());
      case "step.irreproducible" -> {
        step.closed = said;
        step.ends.put(said.fence(), said);
      }
      case "step.failed", "step.released", "step.lost" -> step.ends.put(said.fence(), said);
      case "step.log" -> step.logs.put(said.fence(), said);
      case "step.checkpoint" ->
          step.checkpoints.put(said.number("iteration") + "/" + said.fence(), said);
      default -> {
        // Says nothing of rows.
      }
    }
  }

  /** A step that is made again leaves a task that had succeeded as it is. */
  private static void succeeded(Run run, Said said) {
    Task task = run.tasks.computeIfAbsent(String.valueOf(said.text("task")), id -> new Task());
    task.steps.add(String.valueOf(said.text("step")));
    if (!task.succeeded()) {
      task.last = said;
      task.tryNumber = Math.max(task.tryNumber, said.number("try"));
    }
  }

  private void describe(JsonNode body) {
    for (String list : new String[] {"inputs", "outputs"}) {
      body.path(list).forEach(this::describeOne);
    }
    for (String one : new String[] {"config", "plan", "log", "checkpoint"}) {
      if (body.has(one)) {
        describeOne(body.path(one));
      }
    }
  }

  private void describeOne(JsonNode written) {
    StoredArtifact artifact = Described.artifact(written);
    if (artifact == null) {
      undescribed.add(String.valueOf(Described.sha256(written)));
    } else {
      described.computeIfAbsent(artifact.sha256(), digest -> new HashSet<>()).add(artifact);
    }
  }

  /**
   * What entries say of an artifact besides its digest; empty where one of them says nothing. Two
   * steps may write the same bytes as different kinds: the row has the first.
   */
  Set<StoredArtifact> described(String sha256) {
    return undescribed.contains(sha256) ? Set.of() : described.getOrDefault(sha256, Set.of());
  }

  /**
   * Whether an entry of the first version, which names no step, says that this attempt was lost.
   */
  boolean lostBefore(String runId, String taskId, long fence) {
    return lostBefore.contains(lost(runId, taskId, fence));
  }

  private static String lost(String runId, String taskId, long fence) {
    return runId + "\n" + taskId + "\n" + fence;
  }
}
