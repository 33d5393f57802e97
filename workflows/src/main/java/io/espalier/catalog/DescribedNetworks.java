package io.espalier.catalog;

import io.espalier.catalog.setting.Named;
import java.util.List;
import java.util.SortedSet;

/** Builds networks that have no name of their own from the text of their description. */
public interface DescribedNetworks extends Descriptor {
  @Override
  default String kind() {
    return "described-networks";
  }

  /** Its only name. */
  String NAME = "layers";

  /** The word for the kind of what a network is described by. */
  String LAYER = "layer";

  /**
   * The description of a network, which stands in plans and step keys: equal networks give equal
   * text.
   *
   * @param inputShape {@code [channels, height, width]}
   * @param layers of kinds that the catalog knows
   * @return {@code layers(input(C,H,W),classes,layer,…)}
   */
  String text(List<Integer> inputShape, int classes, List<Named> layers, Catalog catalog);

  /**
   * The network of a description.
   *
   * @param text as {@link #text} gives it
   * @param catalog which knows the kinds of its layers
   * @throws MisfitException when its layers do not fit each other
   * @throws IllegalArgumentException when the text is none
   */
  NetworkDescriptor network(String text, Catalog catalog);

  /**
   * The kinds of layers that a description names, whether or not they are known here; none where
   * the text is no description.
   */
  SortedSet<String> kinds(String text);

  /** Whether a text describes a network rather than naming one. */
  static boolean isDescription(String text) {
    return text.startsWith("layers(");
  }

  /** A layer that does not fit. */
  final class MisfitException extends IllegalArgumentException {
    private final int layer;

    /** Says why, and which of the described layers it is, from 0. */
    public MisfitException(int layer, String message) {
      super(message);
      this.layer = layer;
    }

    /** Index of the layer, or of the residual block that holds it; from 0. */
    public int layer() {
      return layer;
    }
  }
}
