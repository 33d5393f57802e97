package io.espalier.plan;

import com.fasterxml.jackson.databind.node.NullNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.AirflowSettings;
import io.espalier.dag.Dag;
import io.espalier.dag.Ids;
import io.espalier.dag.TaskSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a Dag in Java, in Airflow's words:
 *
 * <pre>{@code
 * DagBuilder dag = new DagBuilder("two_seeds", catalog);
 * for (long seed : new long[] {1, 2}) {
 *   DagBuilder group = dag.group("seed" + seed);
 *   TaskBuilder start =
 *       group.task("initialise", "initialise", new InitialiseParameters("lenet-300-100", null))
 *           .stream("initialise", seed);
 *   TaskBuilder score =
 *       group.task("score", "score", parameters).input("weights", start, "weights");
 *   start.then(score); // start >> score; the input alone says so too
 * }
 * Plan plan = dag.plan();
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class DagBuilder {
  private final Shared shared;
  private final String prefix;
  private TaskSettings defaults;

  /** What all groups of a Dag have in common. */
  private record Shared(
      String dagId, Catalog catalog, List<TaskBuilder> tasks, Set<String> usedIds) {}

  /**
   * An empty Dag.
   *
   * @param dagId 1 to 250 letters, digits, dots, dashes and underscores
   * @param catalog knows the operators
   */
  public DagBuilder(String dagId, Catalog catalog) {
    this(
        new Shared(Ids.key("dag_id", dagId), catalog, new ArrayList<>(), new HashSet<>()),
        "",
        TaskSettings.DEFAULTS);
  }

  private DagBuilder(Shared shared, String prefix, TaskSettings defaults) {
    this.shared = shared;
    this.prefix = prefix;
    this.defaults = defaults;
  }

  /** Settings of the tasks that are placed from now on, by Airflow's names (default_args). */
  public DagBuilder defaults(Map<String, ?> settings) {
    defaults = AirflowSettings.with(defaults, settings);
    return this;
  }

  /**
   * A group, which prefixes the ids of what is placed in it: {@code group.task}. It has the
   * defaults of the builder that it came from; whatever is built is the whole Dag.
   *
   * @param groupId 1 to 200 letters, digits, dashes and underscores
   * @throws IllegalArgumentException when the id is none or is taken
   */
  public DagBuilder group(String groupId) {
    String id = prefix + Ids.group(groupId);
    use("group_id", id);
    // Airflow's names for the ends of a group
    shared.usedIds().add(id + ".upstream_join_id");
    shared.usedIds().add(id + ".downstream_join_id");
    return new DagBuilder(shared, id + ".", defaults);
  }

  /**
   * Places an operator.
   *
   * @param taskId its id within the group
   * @param operator name of the operator
   * @param parameters the operator's own record, every value given
   * @throws IllegalArgumentException when the id is none or is taken, the operator is unknown, or
   *     the parameters are another operator's
   */
  public TaskBuilder task(String taskId, String operator, Record parameters) {
    String id = Ids.key("task_id", prefix + taskId);
    OperatorDescriptor descriptor = shared.catalog().get(OperatorDescriptor.class, operator);
    if (!descriptor.parameters().isInstance(parameters)) {
      throw new IllegalArgumentException(
          id
              + ": parameters "
              + parameters.getClass().getSimpleName()
              + " (expected: "
              + descriptor.parameters().getSimpleName()
              + ")");
    }
    use("task_id", id);
    TaskBuilder task = new TaskBuilder(id, descriptor, parameters, defaults);
    shared.tasks().add(task);
    return task;
  }

  /** Puts each task behind the one before it: {@code a >> b >> c}. */
  public DagBuilder chain(TaskBuilder... tasks) {
    for (int i = 1; i < tasks.length; i++) {
      tasks[i].after(tasks[i - 1]);
    }
    return this;
  }

  /**
   * The Dag.
   *
   * @throws IllegalArgumentException when the tasks do not fit together, such as in a cycle
   */
  public Dag build() {
    return new Dag(shared.dagId(), shared.tasks().stream().map(TaskBuilder::build).toList());
  }

  /**
   * The Dag as a plan that can be submitted. The executor follows from the networks that its tasks
   * name.
   */
  public Plan plan() {
    // Parameters may name anything: whatever jars are at hand count as used.
    Map<String, String> plugins = shared.catalog().plugins();
    String executor = ExecutorDescriptor.byRule(networks(build()), shared.catalog());
    shared.tasks().forEach(task -> task.queueFor(executor, shared.catalog()));
    Dag dag = build();
    TestDataCheck.check(dag.tasks(), shared.catalog());
    return new Plan(PlanJson.VERSION, NullNode.getInstance(), executor, dag, List.of(), plugins);
  }

  private List<NetworkDescriptor> networks(Dag dag) {
    return dag.tasks().stream()
        .map(task -> task.parameters().path("network").asText())
        .distinct()
        .flatMap(name -> shared.catalog().find(NetworkDescriptor.class, name).stream())
        .toList();
  }

  private void use(String field, String id) {
    if (!shared.usedIds().add(id)) {
      throw new IllegalArgumentException(field + ": " + id + " is taken (expected: a new id)");
    }
  }
}
