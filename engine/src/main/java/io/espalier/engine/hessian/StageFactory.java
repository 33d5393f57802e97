package io.espalier.engine.hessian;

import io.espalier.model.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the stages of a network, and follows the shape of an example through it. */
final class StageFactory {
  private final Map<String, DualParameter> parameters;
  private final Scratch scratch = new Scratch();
  private Image image;

  StageFactory(Map<String, DualParameter> parameters, Image input) {
    this.parameters = parameters;
    this.image = input;
  }

  /** The layers one after the other, from where the last ones ended. */
  Chain chain(List<Layer> layers) {
    List<DualStage> stages = new ArrayList<>();
    for (Layer layer : layers) {
      stages.add(stage(layer));
    }
    return new Chain(stages);
  }

  private DualStage stage(Layer layer) {
    if (layer instanceof Layer.Dense dense) {
      return affine(new Layer.Conv(dense.name(), dense.in(), dense.out(), 1, 1, 0));
    } else if (layer instanceof Layer.Conv conv) {
      return affine(conv);
    } else if (layer instanceof Layer.BatchNorm norm) {
      return new BatchNormStage(norm, weight(norm.name()), bias(norm.name()));
    } else if (layer instanceof Layer.Activation activation) {
      return new ActivationStage(activation.kind());
    } else if (layer instanceof Layer.MaxPool pool) {
      Image in = moveOn(image.channels(), pool.size(), pool.stride(), 0);
      return new MaxPoolStage(pool, in, image);
    } else if (layer instanceof Layer.GlobalAveragePool) {
      Image in = image;
      image = new Image(in.channels(), 1, 1);
      return new GlobalAverageStage(in);
    } else if (layer instanceof Layer.Flatten) {
      Image in = image;
      image = new Image(in.size(), 1, 1);
      return new FlattenStage(in);
    } else if (layer instanceof Layer.Residual residual) {
      Image in = image;
      Chain shortcut = chain(residual.shortcut());
      image = in;
      return new ResidualStage(chain(residual.body()), shortcut);
    }
    throw new IllegalArgumentException(
        "layer: " + layer + " (expected: one that second derivatives are known of)");
  }

  private DualStage affine(Layer.Conv conv) {
    Image in = moveOn(conv.out(), conv.kernel(), conv.stride(), conv.padding());
    @Nullable DualParameter bias = conv.bias() ? bias(conv.name()) : null;
    return new AffineStage(conv, in, image, weight(conv.name()), bias, scratch);
  }

  /** Goes behind a window that slides over the image; returns the image before it. */
  private Image moveOn(int channels, int size, int stride, int padding) {
    Image in = image;
    image =
        new Image(
            channels,
            (in.height() + 2 * padding - size) / stride + 1,
            (in.width() + 2 * padding - size) / stride + 1);
    return in;
  }

  private DualParameter weight(String layer) {
    return parameter(layer + ".weight");
  }

  private DualParameter bias(String layer) {
    return parameter(layer + ".bias");
  }

  private DualParameter parameter(String name) {
    DualParameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "parameter: " + name + " is missing (expected: all of the network's)");
    }
    return parameter;
  }
}
