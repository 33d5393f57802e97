package io.espalier.engine.jvm;

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
import org.jspecify.annotations.Nullable;

/** Builds the stages of a network from its end: what nothing reads is left out of the rest. */
final class NetworkBuilder {
  /**
   * A fully connected layer is held as its survivors alone where at most this share of its weights
   * is kept. A fixed number, never a measurement: the two forms add in different orders. A
   * convolution that is pruned is held as its survivors at any density.
   */
  static final double SPARSE_UP_TO = 0.45;

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

  /** Stages one behind the other, and which of their inputs they read. */
  private record Chain(List<Stage> stages, boolean[] read) {}

  private Chain chain(
      List<Layer> layers, Image input, boolean first, boolean[] outputs, Around around) {
    List<Stage> stages = new ArrayList<>();
    boolean[] read = outputs;
    List<Image> images = images(layers, input);
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      Image in = images.get(i);
      Image out = images.get(i + 1);
      Stage stage = null;
      if (layer instanceof Layer.Dense dense) {
        Wiring wiring =
            Wiring.of(
                first && isFirst(layers, i),
                read,
                dense.in(),
                1,
                1,
                kept(dense.name() + ".weight"));
        stage = stage(dense, wiring);
        read = in.values(wiring.read(dense.in()));
      } else if (layer instanceof Layer.Conv conv) {
        int area = conv.kernel() * conv.kernel();
        boolean[] kept = kept(conv.name() + ".weight");
        Wiring wiring =
            Wiring.of(
                first && isFirst(layers, i),
                out.channels(read),
                conv.in(),
                conv.groups(),
                area,
                kept);
        stage = stage(conv, in, out, wiring, kept);
        read = in.values(wiring.read(conv.in()));
      } else if (layer instanceof Layer.Activation activation) {
        stage = new ActivationStage(kernels, activation.kind(), read.length);
      } else if (layer instanceof Layer.MaxPool pool) {
        boolean[] channels = out.channels(read);
        stage = new MaxPoolStage(kernels, pool, in, out, Indices.of(channels, true));
        read = in.values(channels);
      } else if (layer instanceof Layer.GlobalAveragePool) {
        stage = new GlobalAverageStage(in);
        read = in.values(read);
      } else if (layer instanceof Layer.BatchNorm norm) {
        stage = stage(norm, out.channels(read), in.area());
        // Its running statistics are those of all channels.
        read = new boolean[in.size()];
        Arrays.fill(read, true);
      } else if (layer instanceof Layer.Residual residual) {
        Chain body = chain(residual.body(), in, false, read, around);
        Chain past = chain(residual.shortcut(), in, false, read, around);
        stage = new ResidualStage(body.stages(), past.stages(), in.size(), out.size());
        read = either(body.read(), past.read());
      }
      if (stage != null) {
        stages.add(around.of(layers, i, stage));
      }
    }
    Collections.reverse(stages);
    return new Chain(stages, read);
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
