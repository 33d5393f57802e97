package io.espalier.catalog;

import io.espalier.catalog.setting.Named;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A network as the planner sees it: the shapes it needs to plan and check, no tensors. */
public interface NetworkDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "network";

  @Override
  default String kind() {
    return KIND;
  }

  /** Shape of one input example, {@code [channels, height, width]}. */
  List<Integer> inputShape();

  /** Number of classes. */
  int classes();

  /** The layers with weights, input side first. */
  List<LayerShape> layers();

  /** Whether it has no other layers than fully connected ones and non-linearities. */
  default boolean fullyConnected() {
    return layers().stream().allMatch(layer -> layer.kind().equals("dense"));
  }

  /**
   * The first layer out of which, or past which, no unit can be taken: such a network is neither
   * shrunk nor pruned by filters. Here it knows of none.
   */
  default Optional<UnfitLayer> unfitForUnits() {
    return Optional.empty();
  }

  /** Whether its trainings draw random numbers; each then owns a random stream for it. */
  default boolean drawsRandomly() {
    return false;
  }

  /** All trainable parameters: weights, biases, scales and shifts. */
  default long parameterCount() {
    return layers().stream().mapToLong(layer -> layer.weights() + layer.biases()).sum();
  }

  /**
   * The layers of this network at smaller widths, all of them by about one factor, as a file
   * describes layers.
   *
   * @param parameters trainable ones that it should have, to within 1 %
   * @throws IllegalArgumentException saying why there is no such network; here there is none
   */
  default List<Named> narrowed(long parameters) {
    throw new IllegalArgumentException(name() + ", whose layers are not known");
  }

  /** The distribution that its weights are drawn from, as plans spell it; null if unknown. */
  default @Nullable String initialiserId() {
    return null;
  }

  /**
   * Refuses a file whose tensors this network cannot begin with; here it knows of none.
   *
   * @param file bytes of a safetensors file
   * @param names names in the file by the network's own, where they differ
   * @throws StartWeightsException saying why
   */
  default void requireStart(byte[] file, Map<String, String> names) {}

  /**
   * The layers whose weights may be pruned: all but the ignored ones. At filter granularity not the
   * output layer, whose units are the classes; at channel granularity none that has but one input
   * channel, as depthwise convolutions and the first layer on grey images.
   *
   * @param ignore layers that are never pruned, by name
   */
  default List<LayerShape> prunableLayers(Granularities granularities, Collection<String> ignore) {
    return layers().stream()
        .filter(layer -> !ignore.contains(layer.name()))
        .filter(layer -> layer.mayLose(granularities.of(layer.name())))
        .toList();
  }

  /** The same where all layers have one granularity. */
  default List<LayerShape> prunableLayers(Granularity granularity, Collection<String> ignore) {
    return prunableLayers(Granularities.of(granularity), ignore);
  }
}
