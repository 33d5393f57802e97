package io.espalier.catalog;

/**
 * What networks are trained for, as an experiment file names it. Where a component of its settings
 * is a {@link io.espalier.catalog.setting.TrainedWeights}, it has a teacher: those weights become
 * inputs of every training on it.
 */
public interface ObjectiveDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "objective";

  /** The objective where none is named. */
  String CROSS_ENTROPY = "cross_entropy";

  @Override
  default String kind() {
    return KIND;
  }
}
