package io.espalier.model;

import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.catalog.setting.Named;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A network that can be named in an experiment file; implement {@link #spec} and register it. */
public interface Network extends NetworkDescriptor {
  /** The network itself. */
  NetworkSpec spec();

  @Override
  default String name() {
    return spec().name();
  }

  @Override
  default List<Integer> inputShape() {
    return spec().inputShape();
  }

  @Override
  default int classes() {
    return spec().classes();
  }

  @Override
  default long parameterCount() {
    return spec().parameterShapes().values().stream()
        .mapToLong(shape -> Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact))
        .sum();
  }

  @Override
  default void requireStart(byte[] file, Map<String, String> names) {
    ForeignWeights.take(spec(), file, names);
  }

  @Override
  default Optional<UnfitLayer> unfitForUnits() {
    return spec()
        .firstUnfit(
            layer ->
                layer.passing() == Units.UNKNOWN
                    ? Optional.of("it is not known how units pass through it")
                    : Optional.empty());
  }

  @Override
  default List<Named> narrowed(long parameters) {
    return Narrowing.of(spec(), parameters);
  }

  @Override
  default String initialiserId() {
    return spec().initialiser().name().toLowerCase(Locale.ROOT);
  }

  @Override
  default boolean fullyConnected() {
    return spec().fullyConnected();
  }

  @Override
  default boolean drawsRandomly() {
    return spec().drawsRandomly();
  }

  @Override
  default List<LayerShape> layers() {
    List<LayerShape> shapes = new ArrayList<>();
    for (Graph.Node node : spec().graph().nodes()) {
      String layer = node.layer().name();
      for (NetworkTensor tensor : node.tensors()) {
        if (tensor.role() == NetworkTensor.Role.WEIGHT) {
          List<Integer> sides = Arrays.stream(tensor.shape()).boxed().toList();
          String kind = sides.size() == 2 ? "dense" : "conv";
          shapes.add(
              new LayerShape(
                  Objects.requireNonNull(layer),
                  kind,
                  sides,
                  biases(node),
                  false,
                  node.shortcut()));
        }
      }
    }
    int last = shapes.size() - 1;
    shapes.set(last, shapes.get(last).asOutput());
    return List.copyOf(shapes);
  }

  private static int biases(Graph.Node node) {
    return node.tensors().stream()
        .filter(tensor -> tensor.role() == NetworkTensor.Role.BIAS)
        .mapToInt(tensor -> tensor.shape()[0])
        .sum();
  }
}
