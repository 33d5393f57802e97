package io.espalier.model;

import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import java.util.ArrayList;
import java.util.List;

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
  default List<LayerShape> layers() {
    List<LayerShape> shapes = new ArrayList<>();
    for (Layer layer : spec().layers()) {
      if (layer instanceof Layer.Dense dense) {
        shapes.add(
            new LayerShape(
                dense.name(), "dense", List.of(dense.out(), dense.in()), dense.out(), false));
      } else if (layer instanceof Layer.Conv conv) {
        shapes.add(
            new LayerShape(
                conv.name(),
                "conv",
                List.of(conv.out(), conv.in(), conv.kernel(), conv.kernel()),
                conv.out(),
                false));
      }
    }
    int last = shapes.size() - 1;
    LayerShape output = shapes.get(last);
    shapes.set(
        last,
        new LayerShape(output.name(), output.kind(), output.weightShape(), output.biases(), true));
    return List.copyOf(shapes);
  }
}
