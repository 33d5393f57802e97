package io.espalier.engine;

import io.espalier.model.NetworkSpec;
import io.espalier.store.step.RuntimeInfo;

/**
 * Trains and evaluates networks over plain arrays. Found by {@link java.util.ServiceLoader} under
 * this type and chosen by name. Thread-safe; the sessions it opens are not.
 */
public interface Executor {
  /** Its name in plans and step keys: {@code dl4j-cpu}, {@code dl4j-cuda}, {@code jvm}. */
  String name();

  /** Whether this executor can run on this machine and can build this network. */
  boolean supports(NetworkSpec network);

  /** What decides about the bits of its results on this machine. */
  RuntimeInfo runtime();

  /**
   * Opens a network for training, prediction and gradients on the calling thread.
   *
   * @param state parameters, mask and optimizer state; copied, never written to
   */
  Session open(NetworkSpec network, TrainingState state, Optimizer optimizer);
}
