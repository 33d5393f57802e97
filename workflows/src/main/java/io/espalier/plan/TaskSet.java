package io.espalier.plan;

import io.espalier.dag.Place;
import io.espalier.dag.TaskInput;
import io.espalier.operator.TrainParameters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tasks of one replicate, and how many iterations of training each of them rests on. */
final class TaskSet {
  private final DagBuilder dag;
  private final long seed;
  private final int replicate;
  private final boolean drops;
  private final Map<String, TaskBuilder> tasks = new HashMap<>();
  private final Map<String, Long> iterations = new HashMap<>();
  private final Map<String, Long> prefixes = new HashMap<>();

  /**
   * No tasks yet.
   *
   * @param seed of the experiment
   * @param replicate from 1
   * @param drops whether the network draws random numbers as it trains
   */
  TaskSet(DagBuilder dag, long seed, int replicate, boolean drops) {
    this.dag = dag;
    this.seed = seed;
    this.replicate = replicate;
    this.drops = drops;
  }

  /** The whole id of a task of this replicate. */
  String id(String rest) {
    return "r" + replicate + "." + rest;
  }

  /** Where the random numbers of this replicate begin, and a position further on. */
  long[] path(long... further) {
    long[] path = new long[further.length + 1];
    path[0] = replicate;
    System.arraycopy(further, 0, path, 1, further.length);
    return path;
  }

  /** Adds a task that reads these inputs, in this order. */
  TaskBuilder add(
      String rest, String operator, Record parameters, Place place, List<Input> inputs) {
    TaskBuilder task = dag.task(id(rest), operator, parameters).place(place);
    inputs.forEach(input -> task.input(input.role(), input.from(), input.output()));
    tasks.put(task.id(), task);
    long trained = task.iterations();
    if (trained > 0) {
      iterations.put(task.id(), trained);
    }
    return task;
  }

  /** The task of this id. */
  TaskBuilder get(String id) {
    TaskBuilder task = tasks.get(id);
    if (task == null) {
      throw new IllegalArgumentException("task: " + id + " (expected: one of the replicate)");
    }
    return task;
  }

  /**
   * Adds a training.
   *
   * @param order which order of data it sees, nothing for that of the replicate
   */
  TaskBuilder train(
      String rest, TrainParameters parameters, Place place, List<Input> inputs, long... order) {
    TaskBuilder task =
        add(rest, "train", parameters, place, inputs).stream("order", seed, path(order));
    if (parameters.augment() != null) {
      task.stream("augment", seed, path());
    }
    if (drops) {
      task.stream("dropout", seed, path());
    }
    iterations.put(task.id(), parameters.until() - parameters.from());
    return task;
  }

  /** Says of a training that it repeats the first iterations of the dense one. */
  void isPrefix(TaskBuilder training) {
    Long length = iterations.remove(training.id());
    if (length != null) {
      prefixes.put(training.id(), length);
    }
  }

  /**
   * Iterations of all trainings that a task and what it reads rest on, each counted once; the first
   * iterations of the dense training only where the whole of it is not among them.
   */
  long iterationsUpTo(TaskBuilder last, TaskBuilder dense) {
    long sum = 0;
    long prefix = 0;
    Set<String> seen = new HashSet<>();
    Deque<TaskBuilder> open = new ArrayDeque<>(List.of(last));
    while (!open.isEmpty()) {
      TaskBuilder task = open.pop();
      if (!seen.add(task.id())) {
        continue;
      }
      sum += iterations.getOrDefault(task.id(), 0L);
      prefix = Math.max(prefix, prefixes.getOrDefault(task.id(), 0L));
      for (TaskInput input : task.inputs()) {
        TaskBuilder from = input.fromTask() == null ? null : tasks.get(input.fromTask());
        if (from != null) {
          open.push(from);
        }
      }
    }
    return seen.contains(dense.id()) ? sum : sum + prefix;
  }
}
