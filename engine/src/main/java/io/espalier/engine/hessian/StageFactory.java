package io.espalier.engine.hessian;

import io.espalier.engine.LayerMakers;
import io.espalier.model.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the stages of a network, and follows the shape of an example through it. */
final class StageFactory {
  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "no second derivatives are known of this kind of layer",
          Map.of(
              Layer.Dense.class, Maker.of(Layer.Dense.class, StageFactory::dense),
              Layer.Conv.class, Maker.of(Layer.Conv.class, StageFactory::affine),
              Layer.BatchNorm.class, Maker.of(Layer.BatchNorm.class, StageFactory::batchNorm),
              Layer.Activation.class,
                  Maker.of(
                      Layer.Activation.class,
                      (factory, layer) -> new ActivationStage(layer.function())),
              Layer.MaxPool.class, Maker.of(Layer.MaxPool.class, StageFactory::maxPool),
              Layer.GlobalAveragePool.class,
                  Maker.of(Layer.GlobalAveragePool.class, StageFactory::globalAverage),
              Layer.Flatten.class, Maker.of(Layer.Flatten.class, StageFactory::flatten),
              Layer.Residual.class, Maker.of(Layer.Residual.class, StageFactory::residual)));

  private final Map<String, DualParameter> parameters;
  private final Runnable before;
  private final Scratch scratch = new Scratch();
  private Image image;

  /**
   * Stages for an input.
   *
   * @param before called before each layer
   */
  StageFactory(Map<String, DualParameter> parameters, Image input, Runnable before) {
    this.parameters = parameters;
    this.before = before;
    this.image = input;
  }

  /** The layers one after the other, from where the last ones ended. */
  Chain chain(List<Layer> layers) {
    List<DualStage> stages = new ArrayList<>();
    for (Layer layer : layers) {
      stages.add(MAKERS.of(layer).make(this, layer));
    }
    return new Chain(stages, before);
  }

  /** The kinds of layers that second derivatives are known of. */
  static LayerMakers<Maker<Layer>> makers() {
    return MAKERS;
  }

  /**
   * Makes the stage of a layer and moves on.
   *
   * @param <L> its kind
   */
  interface Maker<L extends Layer> {
    DualStage make(StageFactory factory, L layer);

    /** The same for any layer of this kind. */
    static <L extends Layer> Maker<Layer> of(Class<L> type, Maker<L> maker) {
      return (factory, layer) -> maker.make(factory, type.cast(layer));
    }
  }

  private DualStage dense(Layer.Dense dense) {
    return affine(new Layer.Conv(dense.name(), dense.in(), dense.out(), 1, 1, 0));
  }

  private DualStage batchNorm(Layer.BatchNorm norm) {
    return new BatchNormStage(norm, weight(norm.name()), bias(norm.name()));
  }

  private DualStage maxPool(Layer.MaxPool pool) {
    Image in = moveOn(image.channels(), pool.size(), pool.stride(), 0);
    return new MaxPoolStage(pool, in, image);
  }

  private DualStage globalAverage(Layer.GlobalAveragePool pool) {
    Image in = image;
    image = new Image(in.channels(), 1, 1);
    return new GlobalAverageStage(in);
  }

  private DualStage flatten(Layer.Flatten flatten) {
    Image in = image;
    image = new Image(in.size(), 1, 1);
    return new FlattenStage(in);
  }

  private DualStage residual(Layer.Residual residual) {
    Image in = image;
    Chain shortcut = chain(residual.shortcut());
    image = in;
    return new ResidualStage(chain(residual.body()), shortcut);
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
