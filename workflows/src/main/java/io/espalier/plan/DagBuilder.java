package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.AirflowSettings;
import io.espalier.dag.Dag;
import io.espalier.dag.Ids;
import io.espalier.dag.TaskSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
public final class DagBuilder implements DagNode {
  /** The longest list that {@link #expand} takes: Airflow's {@code max_map_length}. */
  public static final int MAX_MAP_LENGTH = 1024;

  private final DagDraft draft;
  private final @Nullable DagBuilder parent;
  private final String id;
  private TaskSettings defaults;

  /**
   * An empty Dag.
   *
   * @param dagId 1 to 250 letters, digits, dots, dashes and underscores
   * @param catalog knows the operators
   */
  public DagBuilder(String dagId, Catalog catalog) {
    this(dagId, catalog, null, TaskSettings.DEFAULTS);
  }

  /**
   * An empty Dag.
   *
   * @param params what {@link #params} gives; stored with the plan
   * @param defaults settings of its tasks
   */
  DagBuilder(String dagId, Catalog catalog, @Nullable Record params, TaskSettings defaults) {
    this(new DagDraft(Ids.key("dag_id", dagId), catalog, params), defaults);
  }

  private DagBuilder(DagDraft draft, TaskSettings defaults) {
    this(draft, null, draft.dagId(), defaults);
  }

  private DagBuilder(
      DagDraft draft, @Nullable DagBuilder parent, String id, TaskSettings defaults) {
    this.draft = draft;
    this.parent = parent;
    this.id = id;
    this.defaults = defaults;
  }

  /** The id of the group, groups around it included; for the whole Dag the dag id. */
  @Override
  public String id() {
    return id;
  }

  /** The group around this one, the whole Dag for the outermost; null for the Dag. */
  @Nullable DagBuilder parent() {
    return parent;
  }

  /**
   * The Dag's parameters, as {@code espalier run --dag NAME --set key=value} was given them.
   *
   * @param type the record that the Dag's {@code settings()} names
   * @throws IllegalArgumentException when it names another or none
   */
  public <S extends Record> S params(Class<S> type) {
    if (!type.isInstance(draft.params())) {
      throw new IllegalArgumentException(
          "params: "
              + type.getSimpleName()
              + " (expected: the record that settings() of the Dag names)");
    }
    return type.cast(draft.params());
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
    String whole = prefixed(Ids.group(groupId));
    draft.use("group_id", whole);
    // Airflow's names for the ends of a group
    draft.reserve(whole + ".upstream_join_id", whole + ".downstream_join_id");
    return new DagBuilder(draft, this, whole, defaults);
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
    return place(taskId, operator, List.of(parameters), false);
  }

  /**
   * Places an operator once for each element of a list: Airflow's mapped task, whose instance with
   * map index 3 has the id {@code task.3} here. What is said of the task holds for every instance;
   * what follows it follows all of them, and its trigger rule counts each. Of an empty list there
   * is one task, {@code task}, which is skipped as soon as it could run.
   *
   * @param taskId its id within the group
   * @param operator name of the operator
   * @param parameters the operator's own records, one for each instance, at most {@value
   *     #MAX_MAP_LENGTH}
   * @throws IllegalArgumentException as {@link #task}, and when the list is too long
   */
  public TaskBuilder expand(String taskId, String operator, List<? extends Record> parameters) {
    if (parameters.size() > MAX_MAP_LENGTH) {
      throw new IllegalArgumentException(
          prefixed(taskId)
              + ": expanded over "
              + parameters.size()
              + " elements (expected: at most "
              + MAX_MAP_LENGTH
              + ", Airflow's max_map_length)");
    }
    return place(taskId, operator, parameters, true);
  }

  private TaskBuilder place(
      String taskId, String operator, List<? extends Record> parameters, boolean mapped) {
    String whole = Ids.key("task_id", prefixed(taskId));
    OperatorDescriptor descriptor = draft.catalog().get(OperatorDescriptor.class, operator);
    for (Record one : parameters) {
      if (!descriptor.parameters().isInstance(one)) {
        throw new IllegalArgumentException(
            whole
                + ": parameters "
                + one.getClass().getSimpleName()
                + " (expected: "
                + descriptor.parameters().getSimpleName()
                + ")");
      }
    }
    draft.use("task_id", whole);
    TaskBuilder task = new TaskBuilder(this, whole, descriptor, parameters, mapped, defaults);
    if (mapped && !parameters.isEmpty()) {
      task.instances().forEach(instance -> draft.use("task_id", Ids.key("task_id", instance)));
    }
    draft.add(task);
    return task;
  }

  @Override
  public DagBuilder after(DagNode... others) {
    for (DagNode other : others) {
      arrow(other, this);
    }
    return this;
  }

  /** Puts each task or group after the one before it: {@code a >> b >> c}. */
  public DagBuilder chain(DagNode... nodes) {
    for (int i = 1; i < nodes.length; i++) {
      arrow(nodes[i - 1], nodes[i]);
    }
    return this;
  }

  void arrow(DagNode before, DagNode after) {
    draft.add(new Wiring.Arrow(before, after));
  }

  /**
   * The Dag.
   *
   * @throws IllegalArgumentException when the tasks do not fit together, such as in a cycle
   */
  public Dag build() {
    return draft.build();
  }

  /** The Dag whose tasks that run networks go where this executor is. */
  Dag build(String executor) {
    return draft.build(executor);
  }

  /** All tasks so far, in the order in which they were placed. */
  List<TaskBuilder> tasks() {
    return draft.tasks();
  }

  /** Puts the tasks in another order, of which each of them is a part. */
  DagBuilder inOrder(List<TaskBuilder> order) {
    draft.inOrder(order);
    return this;
  }

  /**
   * The Dag as a plan that can be submitted. The executor follows from the networks that its tasks
   * name.
   */
  public Plan plan() {
    return draft.plan();
  }

  private String prefixed(String name) {
    return parent == null ? name : id + "." + name;
  }
}
