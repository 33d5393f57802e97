package io.espalier.catalog;

import java.util.Collection;

/** Code that trains and evaluates networks, as an experiment file names it. */
public interface ExecutorDescriptor extends Descriptor {
  /** The executor of fully connected networks, where nothing else is said. */
  String FULLY_CONNECTED = "jvm";

  /** The executor of all other networks, where nothing else is said. */
  String ANY = "dl4j-cpu";

  @Override
  default String kind() {
    return "executor";
  }

  /** Whether it can train a network. */
  boolean trains(NetworkDescriptor network);

  /**
   * The executor where none is named: a fixed rule over the kinds of layers, never a measurement,
   * since executors add in different orders.
   *
   * @param networks those that the plan runs; without any, the one that can train them all
   */
  static String byRule(Collection<? extends NetworkDescriptor> networks) {
    return !networks.isEmpty() && networks.stream().allMatch(NetworkDescriptor::fullyConnected)
        ? FULLY_CONNECTED
        : ANY;
  }
}
