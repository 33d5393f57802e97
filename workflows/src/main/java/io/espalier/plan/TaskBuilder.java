package io.espalier.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.AirflowSettings;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.dag.TaskSettingsBuilder;
import io.espalier.operator.TrainParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One task of a {@link DagBuilder}, or all instances of an expanded one. Not safe for use by
 * several threads.
 */
public final class TaskBuilder implements DagNode {
  private final DagBuilder group;
  private final String id;
  private final OperatorDescriptor operator;
  private final List<Record> parameters;
  private final boolean mapped;
  private final List<TaskInput> inputs = new ArrayList<>();
  private final List<RandomStream> streams = new ArrayList<>();
  private TaskSettings settings;
  private Place place = Place.NONE;

  /**
   * A task.
   *
   * @param parameters of each instance, of the task itself where it is not mapped
   */
  TaskBuilder(
      DagBuilder group,
      String id,
      OperatorDescriptor operator,
      List<? extends Record> parameters,
      boolean mapped,
      TaskSettings settings) {
    this.group = group;
    this.id = id;
    this.operator = operator;
    this.parameters = List.copyOf(parameters);
    this.mapped = mapped;
    this.settings = settings;
  }

  /**
   * Whether it trains a network of which pruned weights are frozen, see {@link TrainParameters}.
   */
  boolean freezes() {
    return parameters.get(0) instanceof TrainParameters training
        && Boolean.TRUE.equals(training.frozen());
  }

  /** The task's id, groups included, without a map index. */
  @Override
  public String id() {
    return id;
  }

  /** The group in which it lies, or the whole Dag. */
  DagBuilder group() {
    return group;
  }

  /** The ids that it has in the Dag, in map order; one where it is not mapped. */
  List<String> instances() {
    return mapped && !parameters.isEmpty()
        ? IntStream.range(0, parameters.size()).mapToObj(i -> TaskNode.instance(id, i)).toList()
        : List.of(id);
  }

  /** Says where in an experiment the task stands. */
  TaskBuilder place(Place where) {
    place = where;
    return this;
  }

  /** What it reads, so far. */
  public List<TaskInput> inputs() {
    return List.copyOf(inputs);
  }

  /** Training iterations of the task itself; of a mapped one those of its first instance. */
  long iterations() {
    return parameters.isEmpty() ? 0 : operator.iterations(PlanJson.parameters(parameters.get(0)));
  }

  boolean isSetup() {
    return settings.setup();
  }

  boolean isTeardown() {
    return settings.teardown();
  }

  @Override
  public TaskBuilder after(DagNode... others) {
    for (DagNode other : others) {
      group.arrow(other, this);
    }
    return this;
  }

  /**
   * Reads an output of another task, and so follows it. Inputs of one role are numbered from 0;
   * those from an expanded task in map order.
   */
  public TaskBuilder input(String role, TaskBuilder from, String output) {
    if (role.startsWith(TaskInput.XCOM)) {
      throw new IllegalArgumentException(
          id + ": input " + role + " (expected: a role that does not begin with xcom:)");
    }
    return reads(role, from, output);
  }

  /** Reads an artifact that is in the store already, such as a data file, by its SHA-256. */
  public TaskBuilder artifact(String role, String digest) {
    inputs.add(new TaskInput(role, next(role), null, null, digest));
    return this;
  }

  /**
   * Reads the result of another task (its XCom {@code return_value}), and so follows it. The
   * operator asks for it by the other task's id: {@code context.xcom("group.task")}.
   *
   * @throws IllegalArgumentException when the id is longer than 100 characters, or the task reads
   *     that result already
   */
  public TaskBuilder xcom(TaskBuilder from) {
    return xcom(from, TaskInput.RETURN_VALUE);
  }

  /**
   * Reads one key of the result of another task, which has {@code multiple_outputs}. The operator
   * asks for it by id and key: {@code context.xcom("group.task", "key")}.
   *
   * @throws IllegalArgumentException as {@link #xcom(TaskBuilder)}, for id and key together
   */
  public TaskBuilder xcom(TaskBuilder from, String key) {
    return result(TaskInput.xcomRole(from.id, key), from, key);
  }

  /**
   * Reads the result of another task under a name of its own: {@code context.xcom("name")}. One
   * name may stand for several tasks, in the order in which they are given.
   *
   * @param name up to 100 letters, digits, dots, dashes and underscores
   * @throws IllegalArgumentException as {@link #xcom(TaskBuilder)}
   */
  public TaskBuilder xcom(String name, TaskBuilder from) {
    return xcom(name, from, TaskInput.RETURN_VALUE);
  }

  /** Reads one key of the result of another task as {@link #xcom(String, TaskBuilder)} does. */
  public TaskBuilder xcom(String name, TaskBuilder from, String key) {
    return result(TaskInput.xcomRole(name, TaskInput.RETURN_VALUE), from, key);
  }

  private TaskBuilder result(String role, TaskBuilder from, String key) {
    for (TaskInput known : inputs) {
      if (known.role().equals(role)
          && key.equals(known.output())
          && from.instances().contains(known.fromTask())) {
        throw new IllegalArgumentException(
            id + ": " + role + " of " + from.id + " is there twice (expected: once)");
      }
    }
    return reads(role, from, key);
  }

  /** Reads an input that is already described; what it follows is said apart. */
  TaskBuilder reads(TaskInput input) {
    inputs.add(input);
    return this;
  }

  private TaskBuilder reads(String role, TaskBuilder from, String output) {
    for (String instance : from.instances()) {
      inputs.add(new TaskInput(role, next(role), instance, output, null));
    }
    return after(from);
  }

  /**
   * Random numbers that the operator may draw; each instance of an expanded task draws the same.
   *
   * @param purpose what they are for, as the operator calls it
   * @param seed the root of all of them
   * @param path the position that this purpose declares, such as the replicate
   */
  public TaskBuilder stream(String purpose, long seed, long... path) {
    streams.add(new RandomStream(purpose, seed, Arrays.stream(path).boxed().toList()));
    return this;
  }

  /** Changes settings: {@code settings(s -> s.retries(2).queue("gpu"))}. */
  public TaskBuilder settings(Consumer<TaskSettingsBuilder> change) {
    TaskSettingsBuilder builder = settings.toBuilder();
    change.accept(builder);
    settings = builder.build();
    return this;
  }

  /**
   * Changes settings by Airflow's names; times are seconds.
   *
   * @throws IllegalArgumentException for an unknown or unsupported setting
   */
  public TaskBuilder settings(Map<String, ?> named) {
    settings = AirflowSettings.with(settings, named);
    return this;
  }

  /** Makes this a setup: only tasks with rule all_success, or teardowns, may follow it. */
  public TaskBuilder asSetup() {
    return settings(TaskSettingsBuilder::setup);
  }

  /**
   * Makes this the teardown of setups, which become setups by that and come before it. Its failure
   * does not fail the run; {@code settings(s -> s.teardown(true))} changes that.
   */
  public TaskBuilder asTeardown(TaskBuilder... setups) {
    settings(s -> s.teardown(false));
    for (TaskBuilder setup : setups) {
      setup.asSetup();
    }
    return after(setups);
  }

  /** Where the task runs a network, it goes to the queue of that executor unless it names one. */
  void queueFor(String executor, Catalog catalog) {
    if (parameters.stream().anyMatch(one -> operator.runsNetwork(one, catalog))) {
      settings(s -> s.queue(ExecutorDescriptor.queue(executor, settings.queue())));
    }
  }

  /**
   * The task, or its instances in map order.
   *
   * @param before ids of the tasks directly before it, sorted
   */
  List<Task> build(List<String> before) {
    if (!mapped) {
      return List.of(task(before, null, PlanJson.parameters(parameters.get(0))));
    }
    if (parameters.isEmpty()) {
      ObjectNode none = JsonNodeFactory.instance.objectNode();
      return List.of(task(before, TaskNode.NOTHING_TO_MAP, none));
    }
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      tasks.add(task(before, i, PlanJson.parameters(parameters.get(i))));
    }
    return tasks;
  }

  private Task task(List<String> upstream, @Nullable Integer mapIndex, ObjectNode given) {
    String whole = mapIndex == null ? id : TaskNode.instance(id, mapIndex);
    return new Task(
        new TaskNode(whole, upstream, settings, operator.flow(), mapIndex),
        operator.name(),
        operator.version(),
        given,
        inputs,
        streams,
        place);
  }

  private int next(String role) {
    return (int) inputs.stream().filter(input -> input.role().equals(role)).count();
  }
}
