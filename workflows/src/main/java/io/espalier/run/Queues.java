package io.espalier.run;

import io.espalier.dag.TaskSettings;

/**
 * Names of Temporal task queues. Stores that share a Temporal server but nothing else each have a
 * scope, which follows the name: a worker must never be given a task of another store.
 */
final class Queues {
  private static final String CONTROL = "espalier";
  private static final String SCOPE = "@";

  private Queues() {}

  /** The queue of workflows and bookkeeping. */
  static String control(String scope) {
    return CONTROL + suffix(scope);
  }

  /** The queue of a task that asks for {@code queue}. */
  static String tasks(String queue, String scope) {
    return TaskSettings.builder().queue(queue).build().taskQueue() + suffix(scope);
  }

  /** The scope of a workflow that runs on this control queue. */
  static String scopeOf(String control) {
    int at = control.indexOf(SCOPE);
    return at < 0 ? "" : control.substring(at + 1);
  }

  static String suffix(String scope) {
    return scope.isEmpty() ? "" : SCOPE + scope;
  }
}
