package io.espalier.plan;

import com.fasterxml.jackson.databind.node.NullNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.Dag;
import io.espalier.dag.Task;
import io.espalier.experiment.read.RecordJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all groups of a Dag place: its tasks, their order and the ids that are taken. */
final class DagDraft {
  private final String dagId;
  private final Catalog catalog;
  private final @Nullable Record params;
  private final List<TaskBuilder> tasks = new ArrayList<>();
  private final List<Wiring.Arrow> arrows = new ArrayList<>();
  private final Set<String> usedIds = new HashSet<>();

  /**
   * Nothing yet.
   *
   * @param params parameters of the Dag; stored with the plan
   */
  DagDraft(String dagId, Catalog catalog, @Nullable Record params) {
    this.dagId = dagId;
    this.catalog = catalog;
    this.params = params;
  }

  String dagId() {
    return dagId;
  }

  Catalog catalog() {
    return catalog;
  }

  @Nullable Record params() {
    return params;
  }

  /**
   * Takes an id.
   *
   * @throws IllegalArgumentException when it is taken
   */
  void use(String field, String wanted) {
    if (!usedIds.add(wanted)) {
      throw new IllegalArgumentException(field + ": " + wanted + " is taken (expected: a new id)");
    }
  }

  /** Takes ids that may be taken already. */
  void reserve(String... ids) {
    usedIds.addAll(List.of(ids));
  }

  void add(TaskBuilder task) {
    tasks.add(task);
  }

  void add(Wiring.Arrow arrow) {
    arrows.add(arrow);
  }

  /** All tasks so far, in the order in which they were placed. */
  List<TaskBuilder> tasks() {
    return List.copyOf(tasks);
  }

  /** Puts the tasks in another order, of which each of them is a part. */
  void inOrder(List<TaskBuilder> order) {
    Set<String> ids = new HashSet<>();
    order.forEach(task -> ids.add(task.id()));
    tasks.forEach(task -> ids.remove(task.id()));
    if (!ids.isEmpty() || order.size() != tasks.size()) {
      throw new IllegalStateException(order.size() + " of " + tasks.size() + " tasks");
    }
    tasks.clear();
    tasks.addAll(order);
  }

  /** The Dag, as {@link DagBuilder#build}. */
  Dag build() {
    Map<String, Set<String>> before = Wiring.upstream(tasks, arrows);
    Map<String, List<String>> instances = new HashMap<>();
    tasks.forEach(task -> instances.put(task.id(), task.instances()));
    List<Task> built = new ArrayList<>();
    for (TaskBuilder task : tasks) {
      built.addAll(
          task.build(
              before.getOrDefault(task.id(), Set.of()).stream()
                  .flatMap(id -> instances.getOrDefault(id, List.of()).stream())
                  .sorted()
                  .toList()));
    }
    return new Dag(dagId, built);
  }

  /** The Dag whose tasks that run networks go where this executor is. */
  Dag build(String executor) {
    tasks.forEach(task -> task.queueFor(executor, catalog));
    return build();
  }

  /** The Dag as a plan, as {@link DagBuilder#plan}. */
  Plan plan() {
    // Parameters may name anything: whatever jars are at hand count as used.
    Map<String, String> plugins = catalog.plugins();
    String executor = ExecutorDescriptor.byRule(networks(build()), catalog);
    Dag dag = build(executor);
    TestDataCheck.check(dag.tasks(), catalog);
    return new Plan(
        PlanJson.VERSION,
        NullNode.getInstance(),
        executor,
        dag,
        List.of(),
        plugins,
        params == null ? null : PlanJson.normal(RecordJson.of(params)),
        List.of());
  }

  private List<NetworkDescriptor> networks(Dag dag) {
    return dag.tasks().stream()
        .map(task -> task.parameters().path("network").asText())
        .distinct()
        .flatMap(name -> catalog.find(NetworkDescriptor.class, name).stream())
        .toList();
  }
}
