package io.espalier.catalog;

import java.util.Optional;
import java.util.Set;

/** A pruning criterion as the planner sees it: what it scores and what it must be given. */
public interface CriterionDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "criterion";

  @Override
  default String kind() {
    return KIND;
  }

  /** The granularities that this criterion can score. */
  Set<Granularity> granularities();

  /** The first layer of a network that it cannot pass through; empty where it can score it. */
  default Optional<UnfitLayer> unfit(NetworkDescriptor network) {
    return Optional.empty();
  }

  /** Whether scoring reads training examples; the Score task then takes data as an input. */
  default boolean needsData() {
    return false;
  }

  /** Whether scoring runs the network by itself, beside the gradients that data give. */
  default boolean needsNetwork() {
    return false;
  }

  /**
   * Whether scoring looks at the initial weights θ₀; the Score task then takes them as an input.
   */
  default boolean needsInitialWeights() {
    return false;
  }

  /** Whether scoring draws random numbers; the Score task then owns a random stream. */
  default boolean needsRandomness() {
    return false;
  }
}
