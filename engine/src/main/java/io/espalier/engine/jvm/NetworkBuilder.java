package io.espalier.engine.jvm;

import io.espalier.engine.LayerMakers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.kernel.Kernels;
import io.espalier.mask.Mask;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the stages of a network from its end: what nothing reads is left out of the rest. */
final class NetworkBuilder {
  /**
   * A fully connected layer is held as its survivors alone where at most this share of its weights
   * is kept. A fixed number, never a measurement: the two forms add in different orders. A
   * convolution that is pruned is held as its survivors at any density.
   */
  static final double SPARSE_UP_TO = 0.45;

  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "the executor jvm cannot run this kind of layer",
          Map.of(
              Layer.Dense.class, Maker.of(Layer.Dense.class, NetworkBuilder::dense),
              Layer.Conv.class, Maker.of(Layer.Conv.class, NetworkBuilder::conv),
              Layer.BatchNorm.class, Maker.of(Layer.BatchNorm.class, NetworkBuilder::batchNorm),
              Layer.Activation.class, Maker.of(Layer.Activation.class, NetworkBuilder::activation),
              Layer.MaxPool.class, Maker.of(Layer.MaxPool.class, NetworkBuilder::maxPool),
              Layer.GlobalAveragePool.class,
                  Maker.of(Layer.GlobalAveragePool.class, NetworkBuilder::globalAverage),
              Layer.Flatten.class, Maker.of(Layer.Flatten.class, NetworkBuilder::flatten),
              Layer.Residual.class, Maker.of(Layer.Residual.class, NetworkBuilder::residual)));

  private final Kernels kernels;
  private final NetworkSpec spec;
  private final FlatLayout layout;
  private final float[] values;
  private final List<float[]> state;
  private final @Nullable Mask mask;
  private final Buffer sums = new Buffer();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<RunningStatistics> statistics = new ArrayList<>();

  /**
   * @param values all parameters in the layout's order
   * @param state one such array for each slot of the optimizer
   */
  NetworkBuilder(
      Kernels kernels,
      NetworkSpec spec,
      FlatLayout layout,
      float[] values,
      List<float[]> state,
      @Nullable Mask mask) {
    this.kernels = kernels;
    this.spec = spec;
    this.layout = layout;
    this.values = values;
    this.state = state;
    this.mask = mask;
  }

  /** Puts something around the stage of a layer in a sequence, or leaves it as it is. */
  interface Around {
    Stage of(List<Layer> layers, int index, Stage stage);
  }

  /** The network; its parameters are then in {@link #parameters}. */
  JvmNetwork build() {
    return build(true, (layers, index, stage) -> stage);
  }

  /**
   * As {@link #build()}, with something around its stages.
   *
   * @param first whether nothing asks for the gradient of the inputs
   */
  JvmNetwork build(boolean first, Around around) {
    boolean[] read = new boolean[spec.classes()];
    Arrays.fill(read, true);
    List<Integer> shape = spec.inputShape();
    Image input = new Image(shape.get(0), shape.get(1), shape.get(2));
    Chain chain = chain(spec.layers(), input, first, read, around);
    return new JvmNetwork(kernels, spec, chain.stages(), Indices.of(chain.read(), true));
  }

  /** The kinds of layers that there are stages for. */
  static LayerMakers<Maker<Layer>> makers() {
    return MAKERS;
  }

  /**
   * Makes the stage of a layer.
   *
   * @param <L> its kind
   */
  interface Maker<L extends Layer> {
    Made make(NetworkBuilder builder, L layer, Place place);

    /** The same for any layer of this kind. */
    static <L extends Layer> Maker<Layer> of(Class<L> type, Maker<L> maker) {
      return (builder, layer, place) -> maker.make(builder, type.cast(layer), place);
    }
  }

  /**
   * Where a layer stands.
   *
   * @param first whether nothing asks for the gradient of its inputs
   * @param in what passes in front of it
   * @param out what it gives
   * @param read which of its outputs something reads
   */
  record Place(boolean first, Image in, Image out, boolean[] read, Around around) {}

  /**
   * What became of a layer.
   *
   * @param stage null where the data pass as they are
   * @param read which of its inputs it reads
   */
  record Made(@Nullable Stage stage, boolean[] read) {}

  /** Stages one behind the other, and which of their inputs they read. */
  private record Chain(List<Stage> stages, boolean[] read) {}

  private Chain chain(
      List<Layer> layers, Image input, boolean first, boolean[] outputs, Around around) {
    List<Stage> stages = new ArrayList<>();
    boolean[] read = outputs;
    List<Image> images = images(layers, input);
    for (int i = layers.size() - 1; i >= 0; i--) {
      boolean ofData = first && isFirst(layers, i);
      Place place = new Place(ofData, images.get(i), images.get(i + 1), read, around);
      Made made = MAKERS.of(layers.get(i)).make(this, layers.get(i), place);
      read = made.read();
      if (made.stage() != null) {
        stages.add(around.of(layers, i, made.stage()));
      }
    }
    Collections.reverse(stages);
    return new Chain(stages, read);
  }

  private Made dense(Layer.Dense dense, Place place) {
    boolean[] kept = kept(dense.name() + ".weight");
    Wiring wiring = Wiring.of(place.first(), place.read(), dense.in(), 1, 1, kept);
    return new Made(stage(dense, wiring), place.in().values(wiring.read(dense.in())));
  }

  private Made conv(Layer.Conv conv, Place place) {
    int area = conv.kernel() * conv.kernel();
    boolean[] kept = kept(conv.name() + ".weight");
    boolean[] channels = place.out().channels(place.read());
    Wiring wiring = Wiring.of(place.first(), channels, conv.in(), conv.groups(), area, kept);
    Stage stage = stage(conv, place.in(), place.out(), wiring, kept);
    return new Made(stage, place.in().values(wiring.read(conv.in())));
  }

  private Made activation(Layer.Activation activation, Place place) {
    int features = place.read().length;
    return new Made(new ActivationStage(kernels, activation.function(), features), place.read());
  }

  private Made maxPool(Layer.MaxPool pool, Place place) {
    boolean[] channels = place.out().channels(place.read());
    Stage stage =
        new MaxPoolStage(kernels, pool, place.in(), place.out(), Indices.of(channels, true));
    return new Made(stage, place.in().values(channels));
  }

  private Made globalAverage(Layer.GlobalAveragePool pool, Place place) {
    return new Made(new GlobalAverageStage(place.in()), place.in().values(place.read()));
  }

  private Made batchNorm(Layer.BatchNorm norm, Place place) {
    Stage stage = stage(norm, place.out().channels(place.read()), place.in().area());
    // Its running statistics are those of all channels.
    boolean[] read = new boolean[place.in().size()];
    Arrays.fill(read, true);
    return new Made(stage, read);
  }

  private Made flatten(Layer.Flatten flatten, Place place) {
    return new Made(null, place.read());
  }

  private Made residual(Layer.Residual residual, Place place) {
    Image in = place.in();
    Chain body = chain(residual.body(), in, false, place.read(), place.around());
    Chain past = chain(residual.shortcut(), in, false, place.read(), place.around());
    Stage stage = new ResidualStage(body.stages(), past.stages(), in.size(), place.out().size());
    return new Made(stage, either(body.read(), past.read()));
  }

  /** All parameters of the network that was built. */
  List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /** What the batch norms of the network that was built have seen. */
  List<RunningStatistics> statistics() {
    return List.copyOf(statistics);
  }

  private Stage stage(Layer.Dense dense, Wiring wiring) {
    boolean[] kept = kept(dense.name() + ".weight");
    boolean sparse = kept != null && Indices.of(kept, true).length <= SPARSE_UP_TO * kept.length;
    Parameter weight = parameter(dense.name() + ".weight", sparse);
    Bias bias = new Bias(kernels, parameter(dense.name() + ".bias", false), wiring.outputs());
    return kept != null && sparse
        ? new SparseStage(kernels, dense, weight, bias, wiring, kept)
        : new DenseStage(kernels, dense, weight, bias, wiring);
  }

  private Stage stage(
      Layer.Conv conv, Image in, Image out, Wiring wiring, boolean @Nullable [] kept) {
    Parameter weight = parameter(conv.name() + ".weight", kept != null);
    Bias bias =
        conv.bias()
            ? new Bias(kernels, parameter(conv.name() + ".bias", false), wiring.outputs())
            : null;
    return new ConvStage(kernels, conv, in, out, weight, bias, wiring, kept, sums);
  }

  private Stage stage(Layer.BatchNorm norm, boolean[] read, int area) {
    Parameter scale = parameter(norm.name() + ".weight", false);
    Parameter shift = parameter(norm.name() + ".bias", false);
    BatchNormStage stage = new BatchNormStage(kernels, norm, scale, shift, read, area);
    statistics.add(stage.statistics());
    return stage;
  }

  private static boolean[] either(boolean[] one, boolean[] other) {
    boolean[] either = one.clone();
    for (int i = 0; i < either.length; i++) {
      either[i] |= other[i];
    }
    return either;
  }

  /** What passes in front of each layer, and the logits. */
  private static List<Image> images(List<Layer> layers, Image input) {
    List<Image> images = new ArrayList<>();
    Image image = input;
    images.add(image);
    for (Layer layer : layers) {
      image = image.after(layer);
      images.add(image);
    }
    return images;
  }

  private Parameter parameter(String name, boolean sparse) {
    FlatLayout.Segment segment =
        layout.segments().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow();
    Parameter parameter = new Parameter(segment, values, state, kept(name), sparse);
    parameters.add(parameter);
    return parameter;
  }

  private boolean @Nullable [] kept(String name) {
    return mask == null ? null : mask.of(name);
  }

  /** Whether the inputs of a layer are the data. */
  static boolean isFirst(List<Layer> layers, int index) {
    return layers.subList(0, index).stream().allMatch(Layer.Flatten.class::isInstance);
  }
}
