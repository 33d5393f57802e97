package io.espalier.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The tasks planned so far; a task's edges are the tasks that its inputs come from. */
final class TaskList {
  private final Catalog catalog;
  private final TaskSettings settings;
  private final TaskSettings networkSettings;
  private final List<Task> tasks = new ArrayList<>();

  /**
   * No tasks yet.
   *
   * @param executor what runs the networks; settles the queue of the tasks that do
   */
  TaskList(Catalog catalog, TaskSettings settings, String executor) {
    this.catalog = catalog;
    this.settings = settings;
    String queue = ExecutorDescriptor.queue(executor, settings.queue());
    this.networkSettings = settings.toBuilder().queue(queue).build();
  }

  /** Adds a task behind those it reads from, and returns its id. */
  String add(
      String id,
      String operator,
      Record parameters,
      Place place,
      List<TaskInput> inputs,
      List<RandomStream> streams) {
    OperatorDescriptor descriptor = catalog.get(OperatorDescriptor.class, operator);
    List<String> upstream =
        inputs.stream()
            .map(TaskInput::fromTask)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    boolean runsNetwork = descriptor.runsNetwork(parameters, catalog);
    TaskNode node =
        new TaskNode(id, upstream, runsNetwork ? networkSettings : settings, descriptor.flow());
    ObjectNode json = PlanJson.parameters(parameters);
    tasks.add(new Task(node, operator, descriptor.version(), json, inputs, streams, place));
    return id;
  }

  List<Task> tasks() {
    return List.copyOf(tasks);
  }
}
