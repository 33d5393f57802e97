package io.espalier.unit;

import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import org.jspecify.annotations.Nullable;

/** Which batch norms belong to which layers. */
public final class Norms {
  private Norms() {}

  /** The name of the batch norm that directly follows a layer, null where none does. */
  public static @Nullable String after(NetworkSpec network, String layer) {
    Graph graph = network.graph();
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (layer.equals(graph.nodes().get(i).layer().name())) {
        return graph.follower(i) instanceof BatchNorm norm ? norm.name() : null;
      }
    }
    return null;
  }
}
