package io.espalier.catalog;

import io.espalier.operator.OptimizerParameters;
import org.jspecify.annotations.Nullable;

/** An optimizer that an experiment file names, with its constants as settings. */
public interface OptimizerDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "optimizer";

  @Override
  default String kind() {
    return KIND;
  }

  /**
   * The update rule and its constants, as executors have them.
   *
   * @param settings every value of {@link #settings()}, null where it has none
   */
  OptimizerParameters parameters(@Nullable Record settings);
}
