package io.espalier.step.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.run.TaskFailure;
import io.espalier.state.TaskState;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Xcom;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The results of other tasks that a task reads, as they were when its try began. Each is an input
 * of the step like any other: its bytes are an artifact, whose digest is part of the step's key. As
 * in Airflow a result of null was never pushed.
 */
final class Xcoms {
  private final Store store;
  private final PlannedRun run;
  private final Task task;
  private final List<StepArtifact> inputs = new ArrayList<>();
  private final Map<String, List<Xcom>> byRole = new HashMap<>();

  private Xcoms(Store store, PlannedRun run, Task task) {
    this.store = store;
    this.run = run;
    this.task = task;
  }

  /**
   * Reads what a task declares.
   *
   * @throws io.espalier.store.audit.AlteredException when a result is not what was recorded
   */
  static Xcoms of(Store store, PlannedRun run, Task task) {
    Xcoms xcoms = new Xcoms(store, run, task);
    Set<String> from = new TreeSet<>();
    for (TaskInput input : task.inputs()) {
      if (input.readsXcom()) {
        from.add(String.valueOf(input.fromTask()));
      }
    }
    if (!from.isEmpty()) {
      xcoms.pull(store.tasks().provenResults(run.runId(), from));
    }
    return xcoms;
  }

  private void pull(Map<String, String> results) {
    Map<String, StoredArtifact> written = new HashMap<>();
    for (TaskInput input : task.inputs()) {
      String from = String.valueOf(input.fromTask());
      String result = results.get(from);
      if (!input.readsXcom() || result == null) {
        continue;
      }
      JsonNode value = Results.read(result);
      String text = result;
      if (!TaskInput.RETURN_VALUE.equals(input.output())) {
        value = value.path(String.valueOf(input.output()));
        text = Results.write(value);
      }
      if (value.isNull() || value.isMissingNode()) {
        continue;
      }
      StoredArtifact artifact = written.computeIfAbsent(text, this::write);
      inputs.add(new StepArtifact(input.role(), input.ordinal(), artifact));
      byRole
          .computeIfAbsent(input.role(), role -> new ArrayList<>())
          .add(new Xcom(name(input.role()), from, value));
    }
  }

  private StoredArtifact write(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return store.artifacts().put("xcom", "application/json", bytes);
  }

  private static String name(String role) {
    return role.substring(TaskInput.XCOM.length());
  }

  /** What was pushed, as inputs of the step. */
  List<StepArtifact> inputs() {
    return List.copyOf(inputs);
  }

  /**
   * What was pushed under a name, in the order in which it was declared, instances in map order;
   * empty where nothing was, or the plan declares no such reading.
   */
  List<Xcom> of(String name, String key) {
    return List.copyOf(byRole.getOrDefault(TaskInput.xcomRole(name, key), List.of()));
  }

  /**
   * Why there is not exactly one result of this name. A task that may still push one is waited for
   * by trying again.
   */
  RuntimeException notOne(String name, String key) {
    String role = TaskInput.xcomRole(name, key);
    if (sources(role).isEmpty()) {
      return new FatalTaskException(notDeclared(role));
    }
    int found = of(name, key).size();
    if (found > 1) {
      return new TaskFailedException(
          TaskFailure.FATAL,
          String.format(
              "xcom %s: %d values (expected: 1; a list of them is asked for with xcoms)",
              name(role), found));
    }
    boolean open = false;
    List<String> states = new ArrayList<>();
    for (String id : sources(role)) {
      String state =
          store.tasks().find(run.runId(), id).map(TaskRecord::state).orElse(TaskState.NONE).id();
      open |= !TaskState.of(state).finished();
      states.add("task " + id + ", which is " + state);
    }
    return new TaskFailedException(
        open ? TaskFailure.FAILED : TaskFailure.FATAL,
        String.format(
            "xcom %s: nothing was pushed by %s (expected: a result that is not null)",
            name(role), String.join(", ", states)));
  }

  private String notDeclared(String role) {
    List<String> declared =
        task.inputs().stream()
            .filter(TaskInput::readsXcom)
            .map(input -> name(input.role()))
            .distinct()
            .toList();
    return String.format(
        "xcom %s: not declared by the task's plan (expected: xcom(…) on the task there; it"
            + " declares: %s)",
        name(role), declared.isEmpty() ? "none" : String.join(", ", declared));
  }

  private List<String> sources(String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role))
        .map(input -> String.valueOf(input.fromTask()))
        .toList();
  }
}
