package io.espalier.engine;

import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
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
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Sigmoid;
import io.espalier.model.layer.Tanh;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Networks, batches and masks small enough to compute by hand. */
public final class TinyNets {
  private static final Layer RELU = new Relu();
  private static final Layer RELU6 = new Relu6();
  private static final Layer TANH = new Tanh();

  private TinyNets() {}

  public static NetworkSpec dense() {
    return spec(
        "tiny-dense",
        new Flatten(),
        new Dense(7, "fc1"),
        RELU,
        new Dense(5, "fc2"),
        TANH,
        new Dense(4, "fc3"));
  }

  /** Convolutions with padding and stride, overlapping pools, ReLU and tanh, no ReLU after one. */
  public static NetworkSpec conv() {
    return spec(
        "tiny-conv",
        new Conv(3, 3, 1, 1, true, "conv1"),
        RELU,
        new MaxPool(2, 1),
        new Conv(4, 2, 1, 0, true, "conv2"),
        TANH,
        new MaxPool(2, 2),
        new Flatten(),
        new Dense(6, "fc1"),
        RELU,
        new Dense(4, "fc2"));
  }

  /** Batch norms, all kinds of shortcuts, depthwise convolutions, ReLU6, the mean at the end. */
  public static NetworkSpec residual() {
    return spec(
        "tiny-residual",
        new Conv(4, 3, 1, 1, false, "conv1"),
        new BatchNorm("bn1"),
        RELU,
        Residual.of(
            List.of(
                new Conv(4, 3, 1, 1, false, "layer1.conv1"),
                new BatchNorm("layer1.bn1"),
                RELU,
                new Conv(4, 3, 1, 1, false, "layer1.conv2"),
                new BatchNorm("layer1.bn2")),
            List.of()),
        RELU,
        Residual.of(
            List.of(
                new Conv(6, 1, 1, 0, false, "layer2.conv1"),
                new BatchNorm("layer2.bn1"),
                RELU6,
                new DepthwiseConv(3, 2, 1, false, "layer2.conv2"),
                new BatchNorm("layer2.bn2"),
                RELU6,
                new Conv(5, 1, 1, 0, true, "layer2.conv3")),
            List.of(
                new Conv(5, 1, 2, 0, false, "layer2.downsample.0"),
                new BatchNorm("layer2.downsample.1"))),
        new DepthwiseConv(3, 1, 1, true, "conv2"),
        new GlobalAveragePool(),
        new Dense(4, "fc"));
  }

  /** Sigmoid, leaky ReLU, GELU and gates of both kinds on single values; a dropout. */
  public static NetworkSpec gated() {
    return spec(
        "tiny-gated",
        new Flatten(),
        new Dense(9, "fc1"),
        new Sigmoid(),
        new Dropout(0.3),
        new Dense(6, "fc2"),
        new LeakyRelu(0.1),
        new Gate(Gate.Per.CHANNEL, "gate1"),
        new Dense(5, "fc3"),
        new Gelu(),
        new Gate(Gate.Per.LAYER, "gate2"),
        new Dense(4, "fc4"));
  }

  /** The same on images, average pools, and ways that begin with a non-linearity. */
  public static NetworkSpec pooled() {
    return spec(
        "tiny-pooled",
        new Conv(3, 3, 1, 1, false, "conv1"),
        new BatchNorm("bn1"),
        new Gate(Gate.Per.CHANNEL, "gate1"),
        new LeakyRelu(0.2),
        new AveragePool(2, 1),
        Residual.of(
            List.of(
                TANH,
                new Conv(3, 3, 1, 1, true, "conv2"),
                new Gate(Gate.Per.LAYER, "gate2"),
                new Gelu()),
            List.of(new Gelu(), new Dropout(0.25))),
        TANH,
        new LeakyRelu(0.3),
        new Sigmoid(),
        new AveragePool(2, 2),
        new Flatten(),
        new Dense(6, "fc1"),
        TANH,
        new Dense(4, "fc2"));
  }

  /** Residuals that begin with residuals. */
  public static NetworkSpec nested() {
    return spec(
        "tiny-nested",
        new Conv(3, 3, 1, 1, true, "conv1"),
        Residual.of(
            List.of(
                Residual.of(List.of(new Conv(3, 3, 1, 1, true, "conv2"), RELU), List.of()),
                new Conv(3, 1, 1, 0, true, "conv3")),
            List.of(
                Residual.of(
                    List.of(new Conv(3, 1, 1, 0, true, "conv4")),
                    List.of(new Conv(3, 1, 1, 0, true, "conv5"), TANH)))),
        RELU,
        new GlobalAveragePool(),
        new Dense(4, "fc1"));
  }

  private static NetworkSpec spec(String name, Layer... layers) {
    return new NetworkSpec(name, List.of(2, 6, 6), 4, List.of(layers), Initialiser.KAIMING_NORMAL);
  }

  public static RandomSource random(String purpose) {
    return RandomSource.of(new RandomStream(purpose, 7, List.of()));
  }

  public static SortedMap<String, Tensor> weights(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = Initialisation.weights(spec, random("initialise"));
    // Nothing as trivial as it begins, so that a mistake with it shows.
    weights.forEach(
        (name, tensor) -> {
          if (!spec.weightShapes().containsKey(name)) {
            RandomSource random = random(name);
            for (int i = 0; i < tensor.data().length; i++) {
              tensor.data()[i] += (float) (0.1 * random.normal(i));
            }
          }
        });
    return weights;
  }

  /** Keeps about this fraction of every weight tensor. */
  public static Mask mask(NetworkSpec spec, double density) {
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, boolean[]> kept = new TreeMap<>();
    spec.weightShapes()
        .forEach(
            (name, shape) -> {
              RandomSource random = random("mask").at(name);
              boolean[] flags = new boolean[Tensor.zeros(shape).data().length];
              for (int i = 0; i < flags.length; i++) {
                flags[i] = random.uniform(i) < density;
              }
              shapes.put(name, shape);
              kept.put(name, flags);
            });
    return new Mask(shapes, kept);
  }

  /** Batches that are a function of the iteration. */
  public static BatchSource batches(NetworkSpec spec, int size) {
    return new BatchSource() {
      @Override
      public int batchSize() {
        return size;
      }

      @Override
      public RandomSource noise() {
        return random("noise");
      }

      @Override
      public void fill(long iteration, float[] inputs, int[] labels) {
        RandomSource pixels = random("batch").at(iteration);
        for (int i = 0; i < size * spec.inputSize(); i++) {
          inputs[i] = (float) pixels.normal(i);
        }
        for (int i = 0; i < size; i++) {
          // The label can be learned: which of four inputs is largest.
          int best = 0;
          for (int c = 1; c < spec.classes(); c++) {
            if (inputs[i * spec.inputSize() + c] > inputs[i * spec.inputSize() + best]) {
              best = c;
            }
          }
          labels[i] = best;
        }
      }
    };
  }
}
