package io.espalier.model.family;

import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;

/** A network of the catalog, in its first version. */
abstract class CatalogNetwork implements Network {
  private final NetworkSpec spec;
  private final String summary;

  CatalogNetwork(NetworkSpec spec, String summary) {
    this.spec = spec;
    this.summary = summary;
  }

  @Override
  public final NetworkSpec spec() {
    return spec;
  }

  @Override
  public final int version() {
    return 1;
  }

  @Override
  public final String summary() {
    return summary;
  }
}
