package io.espalier.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One element of a network, in the order the data takes. Whoever walks over layers refuses those
 * that it does not know: a layer that is left out would be another network.
 */
public interface Layer {
  /** The name of its kind, as in an experiment file: {@code max_pool}. */
  default String kind() {
    return getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** The prefix of its tensors' names; empty where it has none. */
  default Optional<String> prefix() {
    return Optional.empty();
  }

  /** How it is called in messages: {@code conv1 (conv)}, or its kind alone. */
  default String label() {
    return prefix().map(name -> name + " (" + kind() + ")").orElse(kind());
  }

  /**
   * The shape of what it gives for one example.
   *
   * @param shape of what it gets, {@code [values]} or {@code [channels, height, width]}
   * @throws IllegalArgumentException when it is not known, or does not fit
   */
  default int[] after(int[] shape) {
    throw new IllegalArgumentException(
        "layer " + label() + ": it is not known what it gives (expected: a layer that says so)");
  }

  /** How units pass through it; unless it says so, they do not. */
  default Units units() {
    return Units.UNKNOWN;
  }

  /**
   * Fully connected: weight {@code [out, in]}, bias {@code [out]}.
   *
   * @param name parameter prefix
   */
  record Dense(String name, int in, int out) implements Layer {
    @Override
    public Optional<String> prefix() {
      return Optional.of(name);
    }

    @Override
    public Units units() {
      return Units.WEIGHTED;
    }
  }

  /**
   * Convolution, NCHW: weight {@code [out, in / groups, kernel, kernel]}, bias {@code [out]}.
   *
   * @param name parameter prefix
   * @param padding zeros on every side
   * @param groups 1, or as many as there are channels in and out: one filter for every channel
   * @param bias whether it has one; behind a convolution without comes a batch norm
   */
  record Conv(
      String name, int in, int out, int kernel, int stride, int padding, int groups, boolean bias)
      implements Layer {
    @Override
    public String kind() {
      return groups == 1 ? "conv" : "depthwise_conv";
    }

    @Override
    public Optional<String> prefix() {
      return Optional.of(name);
    }

    @Override
    public Units units() {
      return Units.WEIGHTED;
    }

    /** A convolution of one group, with bias. */
    public Conv(String name, int in, int out, int kernel, int stride, int padding) {
      this(name, in, out, kernel, stride, padding, 1, true);
    }

    /** A convolution of one group, without bias. */
    public static Conv withoutBias(
        String name, int in, int out, int kernel, int stride, int padding) {
      return new Conv(name, in, out, kernel, stride, padding, 1, false);
    }

    /** One filter for every channel, without bias. */
    public static Conv depthwise(String name, int channels, int kernel, int stride, int padding) {
      return new Conv(name, channels, channels, kernel, stride, padding, channels, false);
    }
  }

  /**
   * Batch normalisation of every channel over examples and positions (Ioffe and Szegedy 2015), in
   * PyTorch's conventions: the scale γ is {@code name.weight} {@code [channels]}, the shift β
   * {@code name.bias}. Training normalises by the mean and the biased variance of the batch, and
   * moves the buffers {@code name.running_mean} and {@code name.running_var} by {@link #MOMENTUM}
   * towards that mean and the unbiased variance; prediction normalises by the buffers.
   *
   * @param name prefix of parameters and buffers
   */
  record BatchNorm(String name, int channels) implements Layer {
    @Override
    public Optional<String> prefix() {
      return Optional.of(name);
    }

    @Override
    public Units units() {
      return Units.SCALED;
    }

    /** Added to the variance under the root. */
    public static final double EPSILON = 1e-5;

    /** Share of the batch in the new running statistics. */
    public static final double MOMENTUM = 0.1;
  }

  /** An element-wise non-linearity. */
  record Activation(Kind function) implements Layer {
    /** The non-linearities. */
    public enum Kind {
      RELU,
      /** min(max(x, 0), 6). */
      RELU6,
      TANH
    }

    @Override
    public int[] after(int[] shape) {
      return shape;
    }

    @Override
    public String kind() {
      return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Units units() {
      return Units.APART;
    }
  }

  /** Maximum over windows of {@code size} × {@code size}, moved by {@code stride}. */
  record MaxPool(int size, int stride) implements Layer {
    @Override
    public Units units() {
      return Units.APART;
    }
  }

  /** Mean over all positions: {@code [C, H, W]} to {@code [C]}. */
  record GlobalAveragePool() implements Layer {
    @Override
    public Units units() {
      return Units.APART;
    }
  }

  /** {@code [C, H, W]} to {@code [C·H·W]}, row-major. */
  record Flatten() implements Layer {
    @Override
    public Units units() {
      return Units.APART;
    }
  }

  /**
   * The sum of two ways through the network (He et al. 2016); a non-linearity on the sum is a layer
   * of its own behind it.
   *
   * @param body at least one layer
   * @param shortcut empty for the input as it is
   */
  record Residual(List<Layer> body, List<Layer> shortcut) implements Layer {
    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
    }

    @Override
    public Units units() {
      return Units.ADDED;
    }
  }
}
