package io.espalier.catalog;

/** Builds networks that have no name of their own from the text of their description. */
public interface DescribedNetworks extends Descriptor {
  @Override
  default String kind() {
    return "described-networks";
  }

  /**
   * The network of a description.
   *
   * @param text {@code layers(input(C,H,W),classes,layer,…)} as plans hold it
   * @throws MisfitException when its layers do not fit each other
   * @throws IllegalArgumentException when the text is none
   */
  NetworkDescriptor network(String text);

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
