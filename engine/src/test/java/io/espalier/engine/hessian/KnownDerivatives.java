package io.espalier.engine.hessian;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.TinyNets;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Networks, examples and derivatives that PyTorch found in double precision, see {@code
 * scores/make_values.py} among the test resources.
 */
public record KnownDerivatives(NetworkSpec network, SortedMap<String, double[]> arrays) {
  private static final Layer RELU = new Relu();

  /** 20 → 64 → 32 → 4 with ReLUs. */
  public static KnownDerivatives mlp() {
    return of(
        "/scores/grasp_mlp.npz",
        new NetworkSpec(
            "grasp-mlp",
            List.of(20, 1, 1),
            4,
            List.of(
                new Flatten(),
                new Dense(64, "fc1"),
                RELU,
                new Dense(32, "fc2"),
                RELU,
                new Dense(4, "fc3")),
            Initialiser.KAIMING_NORMAL));
  }

  /** Two convolutions with batch norms, ReLUs and a pool. */
  public static KnownDerivatives conv() {
    return of(
        "/scores/grasp_conv.npz",
        new NetworkSpec(
            "grasp-conv",
            List.of(2, 8, 8),
            3,
            List.of(
                new Conv(6, 3, 1, 1, false, "conv1"),
                new BatchNorm("bn1"),
                RELU,
                new MaxPool(2, 2),
                new Conv(8, 3, 2, 1, false, "conv2"),
                new BatchNorm("bn2"),
                RELU,
                new Flatten(),
                new Dense(3, "fc")),
            Initialiser.KAIMING_NORMAL));
  }

  /** {@link TinyNets#conv}. */
  public static KnownDerivatives tinyConv() {
    return of("/scores/tiny_conv.npz", TinyNets.conv());
  }

  /** {@link TinyNets#residual}. */
  public static KnownDerivatives tinyResidual() {
    return of("/scores/tiny_residual.npz", TinyNets.residual());
  }

  /** All of them. */
  public static List<KnownDerivatives> all() {
    return List.of(mlp(), conv(), tinyConv(), tinyResidual());
  }

  private static KnownDerivatives of(String resource, NetworkSpec network) {
    return new KnownDerivatives(network, Npz.read(resource));
  }

  /** Parameters and buffers. */
  public SortedMap<String, Tensor> parameters() {
    SortedMap<String, Tensor> parameters = tensors("param");
    network.bufferShapes().forEach((name, shape) -> parameters.put(name, Tensor.zeros(shape)));
    return parameters;
  }

  public float[] inputs() {
    return floats(array("x"));
  }

  public int[] labels() {
    return Arrays.stream(array("y")).mapToInt(label -> (int) label).toArray();
  }

  public double[] array(String name) {
    double[] array = arrays.get(name);
    return Objects.requireNonNull(array, name);
  }

  /** The arrays of parameters under a prefix, by the parameter's name. */
  public SortedMap<String, double[]> byParameter(String prefix) {
    SortedMap<String, double[]> found = new TreeMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(prefix + ".")) {
            found.put(name.substring(prefix.length() + 1), array);
          }
        });
    return found;
  }

  /** The same in single precision, in the parameters' shapes. */
  public SortedMap<String, Tensor> tensors(String prefix) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, int[]> shapes = network.parameterShapes();
    byParameter(prefix)
        .forEach(
            (name, array) ->
                tensors.put(
                    name, new Tensor(Objects.requireNonNull(shapes.get(name)), floats(array))));
    return tensors;
  }

  /** Compares parameter by parameter, in units of the largest of its tensor. */
  public static void assertClose(
      SortedMap<String, Tensor> got, SortedMap<String, double[]> expected, double tolerance) {
    assertThat(got.keySet()).isEqualTo(expected.keySet());
    double overall =
        expected.values().stream().flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    expected.forEach(
        (name, values) -> {
          // A bias before a batch norm has no effect: what is 0 but for rounding has no size.
          double size =
              Math.max(1e-9 * overall, Arrays.stream(values).map(Math::abs).max().orElse(0));
          float[] data = Tensors.get(got, name).data();
          assertThat(data).as(name).hasSameSizeAs(values);
          for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(data[i] - values[i]) / size)
                .as("%s[%d] is %s, not %s", name, i, data[i], values[i])
                .isLessThanOrEqualTo(tolerance);
          }
        });
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public String toString() {
    return network.name();
  }
}
