package io.espalier.engine;

import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import java.util.Optional;

/**
 * Trains and evaluates networks over plain arrays. Found by {@link java.util.ServiceLoader} under
 * this type, and as a descriptor, and chosen by name. Thread-safe; the sessions it opens are not.
 */
public interface Executor extends ExecutorDescriptor {
  @Override
  default Optional<UnfitLayer> unfit(NetworkDescriptor network) {
    return network instanceof Network known
        ? unfit(known.spec())
        : Optional.of(new UnfitLayer(0, network.name(), "it is not known which layers it has"));
  }

  /**
   * What keeps it from running in this build or on this machine; empty where nothing is known to.
   */
  default Optional<Lack> lacking() {
    return lackingBuild();
  }

  /**
   * The first layer that it cannot run, whatever the machine; empty where it can train the network.
   */
  Optional<UnfitLayer> unfit(NetworkSpec network);

  /**
   * Bytes that one trainer needs, data apart, wherever they lie.
   *
   * @param batch examples at a time
   */
  default long trainerBytes(NetworkSpec network, int batch) {
    return network.trainerBytes(batch);
  }

  /** The cards that it trains on here, a training at a time on each; 0 where it needs none. */
  default int devices() {
    return 0;
  }

  /** What decides about the bits of its results on this machine. */
  NumericRuntime runtime();

  /**
   * Opens a network for training, prediction and gradients on the calling thread.
   *
   * @param state parameters, mask and optimizer state; copied, never written to. What its mask
   *     prunes is +0.0 after every iteration, or as it was where the state is {@link
   *     TrainingState#frozen}
   * @throws IllegalArgumentException naming the layer when there is one that it cannot run
   */
  Session open(NetworkSpec network, TrainingState state, Optimizer optimizer);
}
