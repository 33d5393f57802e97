package io.espalier.catalog;

/** Among which pieces scores are compared, as the planner sees it. */
public interface ScopeDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "scope";

  @Override
  default String kind() {
    return KIND;
  }

  /** Whether a file may give single layers fractions of their own. */
  default boolean takesFractions() {
    return false;
  }
}
