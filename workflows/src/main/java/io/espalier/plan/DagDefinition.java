package io.espalier.plan;

import io.espalier.catalog.Descriptor;
import org.jspecify.annotations.Nullable;

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
   * The record of the Dag's parameters (Airflow's {@code params}), null where it has none; {@link
   * DagBuilder#params} gives it to {@link #define}.
   */
  @Override
  default @Nullable Class<? extends Record> settings() {
    return null;
  }

  /**
   * Adds the tasks. Called once for a run: the plan is stored, and resuming never makes it again.
   */
  void define(DagBuilder dag);
}
