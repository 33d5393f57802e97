package io.espalier.engine.jvm.layer;

import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.LayerMakers;
import io.espalier.engine.jvm.stage.Bias;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.engine.jvm.stage.Indices;
import io.espalier.engine.jvm.stage.JvmLayer;
import io.espalier.engine.jvm.stage.Made;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.engine.jvm.stage.Wiring;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.ConvShape;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Dropout;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.Gelu;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.LeakyRelu;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Sigmoid;
import io.espalier.model.layer.Tanh;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stages of the kinds of layers that the executor {@code jvm} has by itself. */
public final class LayerStages {
  /**
   * A fully connected layer is held as its survivors alone where at most this share of its weights
   * is kept. A fixed number, never a measurement: the two forms add in different orders. A
   * convolution that is pruned is held as its survivors at any density.
   */
  private static final double SPARSE_UP_TO = 0.45;

  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "the executor jvm cannot run this kind of layer",
          Map.ofEntries(
              entry(Dense.class, LayerStages::dense),
              entry(Conv.class, (conv, place) -> conv(conv.at(place.in().channels()), place)),
              entry(
                  DepthwiseConv.class,
                  (conv, place) -> conv(conv.at(place.in().channels()), place)),
              entry(BatchNorm.class, LayerStages::batchNorm),
              entry(
                  Relu.class,
                  (layer, place) -> activation(new Activations.Rectified(place.kernels()), place)),
              entry(
                  Relu6.class,
                  (layer, place) -> activation(new Activations.Bounded(place.kernels()), place)),
              entry(
                  Tanh.class,
                  (layer, place) -> activation(new Activations.HyperbolicTangent(), place)),
              entry(
                  Sigmoid.class,
                  (layer, place) -> activation(new Activations.Logistic(layer), place)),
              entry(
                  LeakyRelu.class,
                  (layer, place) -> activation(new Activations.Leaky(layer), place)),
              entry(Gelu.class, LayerStages::elementwise),
              entry(MaxPool.class, LayerStages::maxPool),
              entry(AveragePool.class, LayerStages::averagePool),
              entry(GlobalAveragePool.class, LayerStages::globalAverage),
              entry(Flatten.class, LayerStages::unchanged),
              entry(Graph.Pass.class, LayerStages::unchanged),
              entry(Dropout.class, LayerStages::dropout),
              entry(Gate.class, LayerStages::gate)));

  private LayerStages() {}

  /**
   * Makes the stage of a layer.
   *
   * @throws IllegalArgumentException naming the layer when there is none for it
   */
  public static Made of(Layer layer, Place place) {
    return layer instanceof JvmLayer own
        ? Made.readingAll(own.stage(place), place)
        : MAKERS.of(layer).make(layer, place);
  }

  /** The first layer of a network that there is no stage for. */
  public static Optional<UnfitLayer> unfit(NetworkSpec network) {
    return MAKERS.unfit(network, layer -> layer instanceof JvmLayer || layer instanceof Graph.Sum);
  }

  private interface Maker<L extends Layer> {
    Made make(L layer, Place place);
  }

  private static <L extends Layer> Map.Entry<Class<? extends Layer>, Maker<Layer>> entry(
      Class<L> type, Maker<L> maker) {
    return Map.entry(type, (layer, place) -> maker.make(type.cast(layer), place));
  }

  private static Made dense(Dense dense, Place place) {
    String name = dense.name() + ".weight";
    boolean[] kept = place.kept(name);
    int in = place.in().channels();
    Wiring wiring = Wiring.of(place.first(), place.read(), in, 1, 1, kept);
    boolean sparse = kept != null && Indices.of(kept, true).length <= SPARSE_UP_TO * kept.length;
    Parameter weight = sparse ? place.survivors(name) : place.parameter(name);
    Bias bias = bias(dense.name(), place, wiring);
    Stage stage =
        kept != null && sparse
            ? new SparseStage(place.kernels(), in, dense.units(), weight, bias, wiring, kept)
            : new DenseStage(place.kernels(), in, dense.units(), weight, bias, wiring);
    return new Made(stage, place.in().values(wiring.read(in)));
  }

  private static Made conv(ConvShape conv, Place place) {
    String name = conv.name() + ".weight";
    boolean[] kept = place.kept(name);
    boolean[] channels = place.out().channels(place.read());
    int area = conv.kernel() * conv.kernel();
    Wiring wiring = Wiring.of(place.first(), channels, conv.in(), conv.groups(), area, kept);
    Parameter weight = kept == null ? place.parameter(name) : place.survivors(name);
    @Nullable Bias bias = conv.bias() ? bias(conv.name(), place, wiring) : null;
    Stage stage = new ConvStage(conv, place, weight, bias, wiring, kept);
    return new Made(stage, place.in().values(wiring.read(conv.in())));
  }

  private static Bias bias(@Nullable String layer, Place place, Wiring wiring) {
    return new Bias(place.kernels(), place.parameter(layer + ".bias"), wiring.outputs());
  }

  private static Made batchNorm(BatchNorm norm, Place place) {
    // It reads all channels: its running statistics are theirs.
    return Made.readingAll(new BatchNormStage(norm, place), place);
  }

  private static Made activation(Activations function, Place place) {
    int features = place.read().length;
    return new Made(new ActivationStage(function, features, place.alone()), place.read());
  }

  private static Made elementwise(Gelu layer, Place place) {
    return new Made(new ElementwiseStage(layer, place.read().length), place.read());
  }

  private static Made maxPool(MaxPool pool, Place place) {
    boolean[] channels = place.out().channels(place.read());
    return new Made(
        new MaxPoolStage(pool, place, Indices.of(channels, true)), place.in().values(channels));
  }

  private static Made averagePool(AveragePool pool, Place place) {
    boolean[] channels = place.out().channels(place.read());
    return new Made(
        new AveragePoolStage(pool, place, Indices.of(channels, true)), place.in().values(channels));
  }

  private static Made globalAverage(GlobalAveragePool pool, Place place) {
    return new Made(new GlobalAverageStage(place.in()), place.in().values(place.read()));
  }

  private static Made unchanged(Layer layer, Place place) {
    return new Made(null, place.read());
  }

  private static Made dropout(Dropout dropout, Place place) {
    return new Made(
        new DropoutStage(dropout, place.node(), place.in().size(), place.alone()), place.read());
  }

  private static Made gate(Gate gate, Place place) {
    Image in = place.in();
    int area = gate.per() == Gate.Per.LAYER ? in.size() : in.area();
    Parameter factors = place.parameter(gate.name() + ".weight");
    return new Made(
        new GateStage(place.kernels(), factors, in.size(), area, place.read()), place.read());
  }
}
