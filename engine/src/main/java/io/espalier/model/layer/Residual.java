package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The sum of two ways through the network (He et al. 2016); a non-linearity on the sum is a layer
 * of its own after it. A way of writing: in the {@link io.espalier.model.Graph} stand the layers of
 * both ways and a sum.
 *
 * @param body at least one layer
 * @param shortcut empty for the input as it is
 */
@Doc("The sum of two ways through the network; a non-linearity on the sum comes after it.")
public record Residual(
    @Doc("The layers of the longer way.") @Known(DescribedNetworks.LAYER) List<Named> body,
    @Doc("The layers of the shorter way; none for the input as it is.")
        @Known(DescribedNetworks.LAYER)
        @Default("[]")
        List<Named> shortcut)
    implements Layer {
  /** Copies the lists. */
  public Residual {
    body = List.copyOf(body);
    shortcut = List.copyOf(shortcut);
  }

  /** The sum of these two ways. */
  public static Residual of(List<? extends Layer> body, List<? extends Layer> shortcut) {
    return new Residual(named(body), named(shortcut));
  }

  /** The layers of the longer way. */
  public List<Layer> longer() {
    return layers(body);
  }

  /** The layers of the shorter way. */
  public List<Layer> shorter() {
    return layers(shortcut);
  }

  /** The sum of the same ways with other layers. */
  public Residual with(UnaryOperator<Layer> other) {
    return of(longer().stream().map(other).toList(), shorter().stream().map(other).toList());
  }

  @Override
  public int[] after(int[] in) {
    if (body.isEmpty()) {
      throw new IllegalArgumentException("no body (expected: at least one layer)");
    }
    int[] one = after(longer(), in);
    int[] other = after(shorter(), in);
    if (!Arrays.equals(one, other)) {
      throw new IllegalArgumentException(
          "the body gives "
              + Arrays.toString(one)
              + ", the shortcut "
              + Arrays.toString(other)
              + " (expected: equal shapes)");
    }
    return one;
  }

  private static int[] after(List<Layer> layers, int[] in) {
    int[] shape = in;
    for (Layer layer : layers) {
      shape = layer.after(shape);
    }
    return shape;
  }

  @Override
  public Residual settled() {
    return with(Layer::settled);
  }

  private static List<Named> named(List<? extends Layer> layers) {
    return layers.stream().map(layer -> new Named(layer.kind(), (Record) layer)).toList();
  }

  private static List<Layer> layers(List<Named> named) {
    return named.stream().map(one -> (Layer) one.settings(Record.class)).toList();
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Residual.class);
    }
  }
}
