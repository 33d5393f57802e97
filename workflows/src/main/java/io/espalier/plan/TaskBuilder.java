package io.espalier.plan;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One task of a {@link DagBuilder}. Not safe for use by several threads. */
public final class TaskBuilder {
  private final String id;
  private final OperatorDescriptor operator;
  private final Record parameters;
  private final Set<String> upstream = new LinkedHashSet<>();
  private final List<TaskInput> inputs = new ArrayList<>();
  private final List<RandomStream> streams = new ArrayList<>();
  private TaskSettings settings;

  TaskBuilder(String id, OperatorDescriptor operator, Record parameters, TaskSettings settings) {
    this.id = id;
    this.operator = operator;
    this.parameters = parameters;
    this.settings = settings;
  }

  /** The task's id, groups included. */
  public String id() {
    return id;
  }

  /** Puts this task behind others: {@code others >> this}. */
  public TaskBuilder after(TaskBuilder... others) {
    for (TaskBuilder other : others) {
      upstream.add(other.id);
    }
    return this;
  }

  /** Puts another task behind this one, {@code this >> next}, and returns that one. */
  public TaskBuilder then(TaskBuilder next) {
    return next.after(this);
  }

  /** Reads an output of another task, and so follows it. Inputs of one role are numbered from 0. */
  public TaskBuilder input(String role, TaskBuilder from, String output) {
    inputs.add(new TaskInput(role, next(role), from.id, output, null));
    return after(from);
  }

  /** Reads an artifact that is in the store already, such as a data file, by its SHA-256. */
  public TaskBuilder artifact(String role, String digest) {
    inputs.add(new TaskInput(role, next(role), null, null, digest));
    return this;
  }

  /**
   * Random numbers that the operator may draw.
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
    if (operator.runsNetwork(parameters, catalog)) {
      settings(s -> s.queue(ExecutorDescriptor.queue(executor, settings.queue())));
    }
  }

  Task build() {
    return new Task(
        new TaskNode(id, List.copyOf(upstream), settings, operator.flow()),
        operator.name(),
        operator.version(),
        PlanJson.parameters(parameters),
        inputs,
        streams,
        Place.NONE);
  }

  private int next(String role) {
    return (int) inputs.stream().filter(input -> input.role().equals(role)).count();
  }
}
