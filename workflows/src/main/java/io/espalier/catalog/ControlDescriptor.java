package io.espalier.catalog;

/** A mask that a mask is compared with, as the planner sees it. */
public interface ControlDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "control";

  @Override
  default String kind() {
    return KIND;
  }
}
