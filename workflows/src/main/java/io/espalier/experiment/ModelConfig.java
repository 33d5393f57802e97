package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Shorthand;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to train, and from which weights.
 *
 * @param name name of a network in the catalog, null where layers are given
 * @param layers a network described here, null where a name is given
 * @param initialiser null for the network's own
 * @param startWeights a safetensors file to begin with, null to draw weights
 * @param tensors names in that file by the network's own, where they differ
 */
public record ModelConfig(
    @Doc("Name of the network.") @Known(NetworkDescriptor.KIND) @Shorthand @Nullable String name,
    @Doc("The layers of a network of your own, in the order the data takes: in place of name.")
        @Known(DescribedNetworks.LAYER)
        @Nullable List<Named> layers,
    @Doc(
            "How weights are drawn; where left out, as the network's paper does, and kaiming_normal"
                + " for layers.")
        @Nullable Initialiser initialiser,
    @Doc(
            "A safetensors file with the weights of iteration 0, such as a PyTorch state, relative to"
                + " the folder the command runs in; where left out, weights are drawn.")
        @Nullable String startWeights,
    @Doc(
            "Names of tensors in start_weights, by their names here; tensors that are not listed have"
                + " the same name there.")
        @Default("{}")
        Map<String, String> tensors) {
  public ModelConfig {
    layers = layers == null ? null : List.copyOf(layers);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Distributions of initial weights. */
  public enum Initialiser {
    /** Normal, variance 2 / (fanIn + fanOut). */
    GLOROT_NORMAL,
    /** Normal, variance 2 / fanIn. */
    KAIMING_NORMAL;

    /** Its spelling in files and plans. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the catalog finds the network under: its name, or the text of its description. */
  public String network(DataSetDescriptor data, Catalog catalog) {
    if (layers != null) {
      return catalog
          .get(DescribedNetworks.class, DescribedNetworks.NAME)
          .text(data.shape(), data.classes(), layers, catalog);
    }
    if (name == null) {
      throw new IllegalArgumentException("model: no name and no layers");
    }
    return name;
  }

  /** The initialiser as plans spell it, null for the network's own. */
  public @Nullable String initialiserId() {
    return initialiser == null ? null : initialiser.id();
  }
}
