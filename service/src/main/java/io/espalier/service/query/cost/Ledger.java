package io.espalier.service.query.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.service.answer.CostAnswer.Spent;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the steps of one run took, and what stands behind each of its results. */
final class Ledger {
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, TaskRecord> records;
  private final Map<String, StepCost> costs = new LinkedHashMap<>();
  private final Set<String> uncounted;

  /**
   * Reckons it.
   *
   * @param seconds that workers spent, by key of the step
   */
  Ledger(
      Catalog catalog,
      Store store,
      Plan plan,
      List<TaskRecord> recorded,
      Map<String, Double> seconds) {
    plan.dag().tasks().forEach(task -> tasks.put(task.node().taskId(), task));
    records = recorded.stream().collect(Collectors.toMap(TaskRecord::taskId, Function.identity()));
    StepCosts each = new StepCosts(catalog, store, tasks, records, seconds);
    tasks.forEach(
        (id, task) -> {
          TaskRecord record = records.get(id);
          if (record != null && record.state() == TaskState.SUCCESS) {
            costs.put(id, each.of(task, record));
          }
        });
    uncounted = each.uncounted();
  }

  /** What each task's step took that has succeeded, in the order of the plan. */
  Map<String, StepCost> costs() {
    return costs;
  }

  /** What could not be counted, one sentence each. */
  List<String> uncounted() {
    return List.copyOf(uncounted);
  }

  /** What came about in one way. */
  Spent all(Disposition way) {
    return sum(costs.keySet().stream().filter(id -> record(id).disposition() == way).toList());
  }

  /** Of a result's own training. */
  Spent own(PlannedResult result) {
    return sum(Stream.concat(result.pieces().stream(), Stream.of(result.trainTask())).toList());
  }

  /** Of everything that the weights of a result rest on. */
  Spent behind(PlannedResult result) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(result.trainTask()));
    while (!open.isEmpty()) {
      String id = open.pop();
      Task task = tasks.get(id);
      if (task != null && seen.add(id)) {
        task.inputs().stream()
            .map(TaskInput::fromTask)
            .filter(from -> from != null && tasks.containsKey(from))
            .forEach(open::push);
      }
    }
    seen.removeIf(id -> seen.stream().anyMatch(other -> begins(id, other)));
    return sum(seen);
  }

  /** Whether one training is the first iterations of another, which computes them as well. */
  private boolean begins(String id, String other) {
    Task first = tasks.get(id);
    Task whole = tasks.get(other);
    if (first == null || whole == null || id.equals(other)) {
      return false;
    }
    JsonNode until = first.parameters().path("until");
    return until.isNumber()
        && until.asLong() < whole.parameters().path("until").asLong()
        && first.operator().equals(whole.operator())
        && first.inputs().equals(whole.inputs())
        && first.streams().equals(whole.streams())
        && withoutEnd(first).equals(withoutEnd(whole));
  }

  private static JsonNode withoutEnd(Task task) {
    ObjectNode rest = task.parameters().deepCopy();
    // A training that is cut short gives out its last weights, and looks at none on the way.
    rest.remove(List.of("until", "select", "evaluateEvery"));
    return rest;
  }

  private TaskRecord record(String id) {
    TaskRecord record = records.get(id);
    if (record == null) {
      throw new IllegalArgumentException("task " + id + " (expected: one of the run)");
    }
    return record;
  }

  /** The sum over steps; several tasks may be one. */
  private Spent sum(Collection<String> ids) {
    Map<String, StepCost> steps = new LinkedHashMap<>();
    ids.stream()
        .filter(costs::containsKey)
        .forEach(id -> steps.put(String.valueOf(record(id).stepKey()), cost(id)));
    int trainings = 0;
    long iterations = 0;
    long examples = 0;
    Long dense = 0L;
    Long left = 0L;
    double seconds = 0;
    for (StepCost step : steps.values()) {
      trainings += step.iterations() > 0 ? 1 : 0;
      iterations += step.iterations();
      examples += step.examples();
      dense = dense == null || step.dense() == null ? null : Math.addExact(dense, step.dense());
      left = left == null || step.left() == null ? null : Math.addExact(left, step.left());
      seconds += step.seconds();
    }
    return new Spent(steps.size(), trainings, iterations, examples, dense, left, seconds);
  }

  private StepCost cost(String id) {
    StepCost cost = costs.get(id);
    if (cost == null) {
      throw new IllegalArgumentException("task " + id + " (expected: one that has succeeded)");
    }
    return cost;
  }
}
