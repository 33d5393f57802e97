package io.espalier.service.query.run;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.service.answer.KnownFaultAnswer;
import io.espalier.step.key.StepFaults;
import io.espalier.store.Store;
import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.step.StepRecord;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known to be wrong with recorded steps, and what rests on them. */
public final class KnownFaults {
  private final Catalog catalog = Catalog.builtIn();
  private final Map<StepFaults.Fault, Set<String>> steps = new LinkedHashMap<>();
  private final Map<StepFaults.Fault, List<KnownFaultAnswer.Result>> results = new HashMap<>();

  private KnownFaults() {}

  /** Those of the steps in a lineage. */
  public static List<KnownFaultAnswer> of(Store store, LineageGraph graph) {
    KnownFaults known = new KnownFaults();
    List<String> keys =
        graph.nodes().stream()
            .filter(node -> node.kind().equals("step"))
            .map(LineageGraph.Node::id)
            .toList();
    Map<String, StepRecord> found = store.steps().find(keys);
    keys.forEach(key -> known.faults(found.get(key)));
    return known.answer();
  }

  /** Those that the results of a run rest on, as its own plan joins tasks. */
  static List<KnownFaultAnswer> of(Store store, Plan plan, Map<String, TaskRecord> records) {
    KnownFaults known = new KnownFaults();
    Map<String, String> keys = new LinkedHashMap<>();
    Map<String, Task> tasks = new HashMap<>();
    for (Task task : plan.dag().tasks()) {
      String id = task.node().taskId();
      tasks.put(id, task);
      TaskRecord record = records.get(id);
      if (record != null && record.stepKey() != null && StepFaults.mayHave(known.catalog, task)) {
        keys.put(id, record.stepKey());
      }
    }
    Map<String, StepRecord> steps = store.steps().find(Set.copyOf(keys.values()));
    Map<String, List<StepFaults.Fault>> byTask = new HashMap<>();
    keys.forEach((id, key) -> byTask.put(id, known.faults(steps.get(key))));
    for (PlannedResult row : plan.results()) {
      Set<StepFaults.Fault> found = new HashSet<>();
      ancestry(row.evaluateTask(), tasks)
          .forEach(id -> found.addAll(byTask.getOrDefault(id, List.of())));
      found.forEach(
          fault ->
              known
                  .results
                  .computeIfAbsent(fault, unseen -> new ArrayList<>())
                  .add(
                      new KnownFaultAnswer.Result(
                          row.replicate(), row.arm(), row.draw(), row.round())));
    }
    return known.answer();
  }

  private List<StepFaults.Fault> faults(@Nullable StepRecord step) {
    if (step == null || !step.completed()) {
      return List.of();
    }
    List<StepFaults.Fault> faults = StepFaults.of(catalog, step.keyJson());
    faults.forEach(
        fault -> steps.computeIfAbsent(fault, unseen -> new TreeSet<>()).add(step.stepKey()));
    return faults;
  }

  private List<KnownFaultAnswer> answer() {
    List<KnownFaultAnswer> answers = new ArrayList<>();
    steps.forEach(
        (fault, keys) ->
            answers.add(
                new KnownFaultAnswer(
                    fault.of(),
                    fault.version(),
                    fault.text(),
                    List.copyOf(keys),
                    results.getOrDefault(fault, List.of()))));
    return answers;
  }

  /** A task and all that its inputs come from. */
  private static Set<String> ancestry(String taskId, Map<String, Task> tasks) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(taskId));
    while (!open.isEmpty()) {
      String next = open.pop();
      Task task = tasks.get(next);
      if (task != null && seen.add(next)) {
        for (TaskInput input : task.inputs()) {
          if (input.fromTask() != null) {
            open.push(input.fromTask());
          }
        }
      }
    }
    return seen;
  }
}
