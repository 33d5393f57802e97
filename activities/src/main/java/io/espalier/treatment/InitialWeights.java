package io.espalier.treatment;

import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.step.FatalTaskException;
import io.espalier.step.StepContext;
import org.jspecify.annotations.Nullable;

/** What initial weights are drawn for. */
final class InitialWeights {
  private InitialWeights() {}

  /**
   * The network with the initialiser that is asked for.
   *
   * @param initialiser null for the network's own
   */
  static NetworkSpec network(StepContext context, String name, @Nullable String initialiser) {
    try {
      NetworkSpec network = context.catalog().get(Network.class, name).spec();
      return initialiser == null ? network : network.with(Initialiser.of(initialiser));
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
  }
}
