package io.espalier.run;

import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tasks that do what a test says; the others succeed at once. */
final class FakeTasks implements TaskActivities {
  /** What a task does. */
  interface Behaviour {
    /** Returns the result as JSON. */
    String run(TaskCall call);
  }

  private final FakeStore store;
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final List<TaskCall> calls = new CopyOnWriteArrayList<>();

  FakeTasks(FakeStore store) {
    this.store = store;
  }

  FakeTasks when(String taskId, Behaviour behaviour) {
    behaviours.put(taskId, behaviour);
    return this;
  }

  /** Fails the first {@code times} calls in this way, then succeeds. */
  FakeTasks failing(String taskId, TaskFailure failure, int times) {
    return when(
        taskId,
        call -> {
          if (calls(taskId).size() <= times) {
            throw failure(failure);
          }
          return "null";
        });
  }

  static ApplicationFailure failure(TaskFailure failure) {
    return ApplicationFailure.newFailure("it was " + failure, failure.name());
  }

  @Override
  public TaskResult execute(TaskCall call) {
    calls.add(call);
    begin(call);
    Behaviour behaviour = behaviours.get(call.taskId());
    String value = behaviour == null ? "null" : behaviour.run(call);
    store.succeed(call, value);
    return new TaskResult(false, value);
  }

  private void begin(TaskCall call) {
    try {
      store.begin(call);
    } catch (IllegalStateException e) {
      throw failure(TaskFailure.UNAVAILABLE);
    }
  }

  /** Task ids in the order of their calls. */
  List<String> order() {
    return calls.stream().map(TaskCall::taskId).toList();
  }

  /** Try numbers of the calls of one task. */
  List<Integer> calls(String taskId) {
    return calls.stream().filter(c -> c.taskId().equals(taskId)).map(TaskCall::tryNumber).toList();
  }
}
