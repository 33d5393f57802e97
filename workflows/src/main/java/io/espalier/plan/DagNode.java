package io.espalier.plan;

/**
 * What arrows join: a task or a group of tasks. An arrow to a group goes to its first tasks, one
 * from a group comes from its last ones, as in Airflow: teardowns do not count among those.
 */
public sealed interface DagNode permits TaskBuilder, DagBuilder {
  /** The id, groups included. */
  String id();

  /**
   * Puts this after others: {@code others >> this}.
   *
   * @throws IllegalArgumentException for a group and what lies in it, for the Dag itself, and for
   *     what belongs to another Dag
   */
  DagNode after(DagNode... others);

  /** Puts another one after this, {@code this >> next}, and returns that one. */
  default <N extends DagNode> N then(N next) {
    next.after(this);
    return next;
  }
}
