package io.espalier.model;

import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
                layer.units() == Units.UNKNOWN
                    ? Optional.of("it is not known how units pass through it")
                    : Optional.empty());
  }

  @Override
  default boolean fullyConnected() {
    return spec().fullyConnected();
  }

  @Override
  default List<LayerShape> layers() {
    List<LayerShape> shapes = new ArrayList<>();
    LayerShapes.collect(spec().layers(), false, shapes);
    int last = shapes.size() - 1;
    shapes.set(last, shapes.get(last).asOutput());
    return List.copyOf(shapes);
  }
}
