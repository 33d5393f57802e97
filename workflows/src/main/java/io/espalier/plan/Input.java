package io.espalier.plan;

/**
 * What a task reads of another one.
 *
 * @param role the name under which the operator asks for it
 * @param from the other task
 * @param output its name among the outputs of that
 */
public record Input(String role, TaskBuilder from, String output) {
  /** The output of the same name as the role. */
  public static Input of(String role, TaskBuilder from) {
    return new Input(role, from, role);
  }

  /** Weights of a network. */
  public static Input weights(TaskBuilder from) {
    return of("weights", from);
  }

  /** What is kept of a network. */
  public static Input mask(TaskBuilder from) {
    return of("mask", from);
  }

  /** The state of an optimizer at the end of a training. */
  public static Input optimizer(TaskBuilder from) {
    return of("optimizer", from);
  }
}
