package io.espalier.engine;

import io.espalier.catalog.UnfitLayer;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Layer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What makes the stage of each kind of layer that an executor, or another reader of networks, can
 * run. A kind that is not registered is refused, never left out. Immutable.
 *
 * @param <M> what makes a stage
 */
public final class LayerMakers<M> {
  private final String why;
  private final Map<Class<? extends Layer>, M> makers;

  /**
   * Registers kinds of layers.
   *
   * @param why what is said of a layer that is not among them, such as {@code the executor jvm
   *     cannot run this kind of layer}
   * @param makers by the class of a layer
   */
  public LayerMakers(String why, Map<Class<? extends Layer>, M> makers) {
    this.why = why;
    this.makers = Map.copyOf(makers);
  }

  /**
   * What makes the stage of a layer.
   *
   * @throws IllegalArgumentException naming the layer when its kind is not registered
   */
  public M of(Layer layer) {
    M maker = makers.get(layer.getClass());
    if (maker == null) {
      throw new IllegalArgumentException("layer " + layer.label() + ": " + why);
    }
    return maker;
  }

  /** The registered kinds. */
  public Set<Class<? extends Layer>> kinds() {
    return makers.keySet();
  }

  /**
   * The first layer of a network whose kind is not registered.
   *
   * @param known says of which others it has a stage nevertheless
   */
  public Optional<UnfitLayer> unfit(NetworkSpec network, Predicate<Layer> known) {
    return network.firstUnfit(
        layer ->
            makers.containsKey(layer.getClass()) || known.test(layer)
                ? Optional.empty()
                : Optional.of(why));
  }
}
