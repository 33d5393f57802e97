package io.espalier.experiment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a network that the file describes. What a layer takes in follows from the layers
 * before it. Layers with parameters have the names fc1, conv1, bn1 and so on, counted for each kind
 * in the order of the file, unless they are given one.
 */
public sealed interface LayerConfig {
  /** The smaller number of zeros that keeps the sides at stride 1 for an odd kernel. */
  static int padding(@Nullable Integer padding, int kernel) {
    return padding == null ? (kernel - 1) / 2 : padding;
  }

  /**
   * Fully connected.
   *
   * @param units number of its outputs
   * @param name prefix of its parameters
   */
  @Doc("Fully connected, with bias. The last layer is one, with as many units as classes.")
  record Dense(
      @Doc("Number of its outputs.") @Range(min = 1, max = 1e6) @Shorthand int units,
      @Doc("Its name; fc1, fc2, … where left out.") @Nullable String name)
      implements LayerConfig {}

  /**
   * Convolution.
   *
   * @param filters channels it gives
   * @param padding zeros on every side
   * @param bias whether it has one
   * @param name prefix of its parameters
   */
  @Doc("Convolution of square kernels over all channels.")
  record Conv(
      @Doc("Number of its filters, the channels it gives.") @Range(min = 1, max = 1e5) @Shorthand
          int filters,
      @Doc("Side of a kernel.") @Range(min = 1, max = 99) @Default("3") int kernel,
      @Doc("Step from one position to the next.") @Range(min = 1, max = 99) @Default("1")
          int stride,
      @Doc("Zeros on every side; where left out, (kernel - 1) / 2 rounded down.")
          @Range(min = 0, max = 98)
          @Nullable Integer padding,
      @Doc("Whether it has a bias; not needed before a batch_norm.") @Default("true") boolean bias,
      @Doc("Its name; conv1, conv2, … where left out.") @Nullable String name)
      implements LayerConfig {}

  /**
   * One filter for every channel.
   *
   * @param padding zeros on every side
   * @param bias whether it has one
   * @param name prefix of its parameters
   */
  @Doc("Convolution with one square kernel for every channel.")
  record DepthwiseConv(
      @Doc("Side of a kernel.") @Range(min = 1, max = 99) @Default("3") @Shorthand int kernel,
      @Doc("Step from one position to the next.") @Range(min = 1, max = 99) @Default("1")
          int stride,
      @Doc("Zeros on every side; where left out, (kernel - 1) / 2 rounded down.")
          @Range(min = 0, max = 98)
          @Nullable Integer padding,
      @Doc("Whether it has a bias; not needed before a batch_norm.") @Default("true") boolean bias,
      @Doc("Its name, counted with the convolutions where left out.") @Nullable String name)
      implements LayerConfig {}

  /**
   * Batch normalisation.
   *
   * @param name prefix of its parameters
   */
  @Doc("Normalises every channel over the batch (Ioffe and Szegedy 2015), as PyTorch does.")
  record BatchNorm(@Doc("Its name; bn1, bn2, … where left out.") @Shorthand @Nullable String name)
      implements LayerConfig {}

  /** max(x, 0). */
  @Doc("max(x, 0).")
  record Relu() implements LayerConfig {}

  /** min(max(x, 0), 6). */
  @Doc("min(max(x, 0), 6).")
  record Relu6() implements LayerConfig {}

  /** Hyperbolic tangent. */
  @Doc("Hyperbolic tangent.")
  record Tanh() implements LayerConfig {}

  /**
   * Largest value of every window.
   *
   * @param size side of a window
   * @param stride the side of a window where left out
   */
  @Doc("Largest value of every square window.")
  record MaxPool(
      @Doc("Side of a window.") @Range(min = 1, max = 99) @Default("2") @Shorthand int size,
      @Doc("Step from one window to the next; size where left out.") @Range(min = 1, max = 99)
          @Nullable Integer stride)
      implements LayerConfig {}

  /** Mean over all positions. */
  @Doc("Mean of every channel over all positions: one value a channel.")
  record GlobalAveragePool() implements LayerConfig {}

  /** Channels and positions as one row. */
  @Doc("Channels and positions as one row of values, as dense layers take them.")
  record Flatten() implements LayerConfig {}

  /**
   * The sum of two ways.
   *
   * @param shortcut empty for the input as it is
   */
  @Doc("The sum of two ways through the network; a non-linearity on the sum comes behind it.")
  record Residual(
      @Doc("The layers of the longer way.") List<LayerConfig> body,
      @Doc("The layers of the shorter way; none for the input as it is.") @Default("[]")
          List<LayerConfig> shortcut)
      implements LayerConfig {
    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
    }
  }
}
