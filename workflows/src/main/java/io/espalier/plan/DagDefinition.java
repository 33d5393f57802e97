package io.espalier.plan;

import io.espalier.catalog.Descriptor;

/**
 * A Dag written in Java. Its name is the dag id, by which a run is asked for; annotate the class
 * with {@code @AutoService(Descriptor.class)} and put its jar into the folder of {@code --plugins}.
 */
public interface DagDefinition extends Descriptor {
  /** The dag id: 1 to 250 letters, digits, dots, dashes and underscores. */
  @Override
  String name();

  @Override
  default String kind() {
    return "dag";
  }

  /**
   * Adds the tasks. Called once for a run: the plan is stored, and resuming never makes it again.
   */
  void define(DagBuilder dag);
}
