package io.espalier.catalog;

import java.util.Collection;
import java.util.Optional;

/** Code that trains and evaluates networks, as an experiment file names it. */
public interface ExecutorDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "executor";

  /** The executor of fully connected networks, where nothing else is said. */
  String FULLY_CONNECTED = "jvm";

  /** The executor of all other networks in a build for CUDA, where nothing else is said. */
  String CUDA = "dl4j-cuda";

  /** The executor of all other networks in a build for the CPU, where nothing else is said. */
  String ANY = "dl4j-cpu";

  /** The queue of tasks that {@link #CUDA} executes, where the task names none. */
  String CUDA_QUEUE = "gpu";

  @Override
  default String kind() {
    return KIND;
  }

  /** The first layer of a network that it cannot run; empty where it can train the network. */
  Optional<UnfitLayer> unfit(NetworkDescriptor network);

  /** What keeps this build from using it, whatever the machine; empty where nothing does. */
  default Optional<Lack> lackingBuild() {
    return Optional.empty();
  }

  /**
   * The executor where none is named: a fixed rule over the kinds of layers and the build, never a
   * measurement, since executors add in different orders.
   *
   * @param networks those that the plan runs; without any, the one that can train them all
   * @param catalog the executors of this build
   */
  static String byRule(Collection<? extends NetworkDescriptor> networks, Catalog catalog) {
    if (!networks.isEmpty() && networks.stream().allMatch(NetworkDescriptor::fullyConnected)) {
      return FULLY_CONNECTED;
    }
    return catalog
        .find(ExecutorDescriptor.class, CUDA)
        .filter(executor -> executor.lackingBuild().isEmpty())
        .map(ExecutorDescriptor::name)
        .orElse(ANY);
  }

  /**
   * The queue of a task that runs a network.
   *
   * @param executor name of the plan's executor
   * @param queue the queue that the task's settings name
   */
  static String queue(String executor, String queue) {
    return executor.equals(CUDA) && queue.equals("default") ? CUDA_QUEUE : queue;
  }

  /**
   * What is missing.
   *
   * @param found what is the case, such as {@code there is no NVIDIA driver}
   * @param mend what to do about it, such as {@code install it}
   */
  record Lack(String found, String mend) {
    @Override
    public String toString() {
      return found + ": " + mend;
    }
  }
}
