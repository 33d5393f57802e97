package io.espalier.engine;

import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Networks, batches and masks small enough to compute by hand. */
public final class TinyNets {
  private static final Layer RELU = new Layer.Activation(Layer.Activation.Kind.RELU);
  private static final Layer RELU6 = new Layer.Activation(Layer.Activation.Kind.RELU6);
  private static final Layer TANH = new Layer.Activation(Layer.Activation.Kind.TANH);

  private TinyNets() {}

  public static NetworkSpec dense() {
    return spec(
        "tiny-dense",
        new Layer.Flatten(),
        new Layer.Dense("fc1", 72, 7),
        RELU,
        new Layer.Dense("fc2", 7, 5),
        TANH,
        new Layer.Dense("fc3", 5, 4));
  }

  /** Convolutions with padding and stride, overlapping pools, ReLU and tanh, no ReLU behind one. */
  public static NetworkSpec conv() {
    return spec(
        "tiny-conv",
        new Layer.Conv("conv1", 2, 3, 3, 1, 1),
        RELU,
        new Layer.MaxPool(2, 1),
        new Layer.Conv("conv2", 3, 4, 2, 1, 0),
        TANH,
        new Layer.MaxPool(2, 2),
        new Layer.Flatten(),
        new Layer.Dense("fc1", 16, 6),
        RELU,
        new Layer.Dense("fc2", 6, 4));
  }

  /** Batch norms, all kinds of shortcuts, depthwise convolutions, ReLU6, the mean at the end. */
  public static NetworkSpec residual() {
    return spec(
        "tiny-residual",
        Layer.Conv.withoutBias("conv1", 2, 4, 3, 1, 1),
        new Layer.BatchNorm("bn1", 4),
        RELU,
        new Layer.Residual(
            List.of(
                Layer.Conv.withoutBias("layer1.conv1", 4, 4, 3, 1, 1),
                new Layer.BatchNorm("layer1.bn1", 4),
                RELU,
                Layer.Conv.withoutBias("layer1.conv2", 4, 4, 3, 1, 1),
                new Layer.BatchNorm("layer1.bn2", 4)),
            List.of()),
        RELU,
        new Layer.Residual(
            List.of(
                Layer.Conv.withoutBias("layer2.conv1", 4, 6, 1, 1, 0),
                new Layer.BatchNorm("layer2.bn1", 6),
                RELU6,
                Layer.Conv.depthwise("layer2.conv2", 6, 3, 2, 1),
                new Layer.BatchNorm("layer2.bn2", 6),
                RELU6,
                new Layer.Conv("layer2.conv3", 6, 5, 1, 1, 0)),
            List.of(
                Layer.Conv.withoutBias("layer2.downsample.0", 4, 5, 1, 2, 0),
                new Layer.BatchNorm("layer2.downsample.1", 5))),
        new Layer.Conv("conv2", 5, 5, 3, 1, 1, 5, true),
        new Layer.GlobalAveragePool(),
        new Layer.Dense("fc", 5, 4));
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
