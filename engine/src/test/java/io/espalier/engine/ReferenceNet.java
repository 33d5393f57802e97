package io.espalier.engine;

import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.ConvShape;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Dropout;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.LeakyRelu;
import io.espalier.model.layer.MaxPool;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/** A network in double precision and plain loops, differentiated by central differences. */
public final class ReferenceNet {
  private static final double STEP = 1e-5;

  private final NetworkSpec spec;
  private final Map<String, double[]> parameters = new TreeMap<>();
  private final SortedMap<String, double[]> seen = new TreeMap<>();
  private final SortedMap<String, double[][]> recorded = new TreeMap<>();
  private @Nullable RandomSource noise;
  private String nudged = "none";
  private int nudgedValue;
  private double nudge;

  /** The example whose value is nudged, −1 for all of them. */
  private int nudgedExample = -1;

  public ReferenceNet(NetworkSpec spec, Map<String, Tensor> weights) {
    this.spec = spec;
    weights.forEach(
        (name, tensor) -> {
          double[] values = new double[tensor.data().length];
          for (int i = 0; i < values.length; i++) {
            values[i] = tensor.data()[i];
          }
          parameters.put(name, values);
        });
  }

  /** Draws from this source in passes as in training; null for no draws. */
  public ReferenceNet drawing(@Nullable RandomSource iteration) {
    noise = iteration;
    return this;
  }

  /** The value of one parameter, to be moved. */
  public double[] parameter(String name) {
    return values(name);
  }

  /** Mean loss over a batch, a batch norm as in training. */
  public double loss(float[] inputs, int[] labels) {
    double[][] logits = forward(inputs, labels.length, true);
    double total = 0;
    for (int example = 0; example < labels.length; example++) {
      double sum = 0;
      for (double logit : logits[example]) {
        sum += Math.exp(logit);
      }
      total += Math.log(sum) - logits[example][labels[example]];
    }
    return total / labels.length;
  }

  /** Gradient of the mean loss. */
  public SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
    SortedMap<String, Tensor> gradients = new TreeMap<>();
    spec.parameterShapes()
        .forEach(
            (name, shape) ->
                gradients.put(name, gradient(name, shape, () -> loss(inputs, labels))));
    return gradients;
  }

  /** Gradient of the sum of all logits, a batch norm as in prediction. */
  public SortedMap<String, Tensor> outputGradients(float[] inputs, int count) {
    SortedMap<String, Tensor> gradients = new TreeMap<>();
    spec.parameterShapes()
        .forEach(
            (name, shape) ->
                gradients.put(name, gradient(name, shape, () -> sumOfLogits(inputs, count))));
    return gradients;
  }

  /**
   * Slopes by the logits taken back to all parameters.
   *
   * @param training whether a batch norm normalises by these examples
   */
  public SortedMap<String, Tensor> pullback(
      float[] inputs, int count, float[] slopes, boolean training) {
    SortedMap<String, Tensor> gradients = new TreeMap<>();
    DoubleSupplier weighted = () -> weighted(forward(inputs, count, training), slopes);
    spec.parameterShapes()
        .forEach((name, shape) -> gradients.put(name, gradient(name, shape, weighted)));
    return gradients;
  }

  /** Slopes by the logits taken back to the inputs, {@code [count, inputs]}. */
  public float[] pullbackToInputs(float[] inputs, int count, float[] slopes, boolean training) {
    float[] gradient = new float[count * spec.inputSize()];
    nudged = "inputs";
    for (int i = 0; i < gradient.length; i++) {
      nudgedExample = i / spec.inputSize();
      nudgedValue = i % spec.inputSize();
      nudge = STEP;
      double above = weighted(forward(inputs, count, training), slopes);
      nudge = -STEP;
      double below = weighted(forward(inputs, count, training), slopes);
      gradient[i] = (float) ((above - below) / (2 * STEP));
    }
    nudged = "none";
    nudgedExample = -1;
    return gradient;
  }

  private static double weighted(double[][] logits, float[] slopes) {
    double sum = 0;
    for (int e = 0; e < logits.length; e++) {
      for (int c = 0; c < logits[e].length; c++) {
        sum += slopes[e * logits[e].length + c] * logits[e][c];
      }
    }
    return sum;
  }

  /** What a layer gives for each example, after the non-linearity that follows it. */
  public double[][] activations(String layer, float[] inputs, int count) {
    forward(inputs, count, false);
    double[][] values = recorded.get(layer);
    if (values == null) {
      throw new IllegalArgumentException(layer);
    }
    return values;
  }

  /**
   * Derivatives of a number of each example's logits by what a layer gives for that example; NaN at
   * a kink, as where the zeros of a ReLU tie in a window of a pool.
   *
   * @param layer {@code inputs} for the inputs
   */
  public double[][] gradients(
      String layer, float[] inputs, int count, ToDoubleBiFunction<Integer, double[]> readout) {
    double[][] slopes = new double[count][activations(layer, inputs, count)[0].length];
    nudged = layer;
    for (nudgedValue = 0; nudgedValue < slopes[0].length; nudgedValue++) {
      nudge = STEP;
      double[][] above = forward(inputs, count, false);
      nudge = -STEP;
      double[][] below = forward(inputs, count, false);
      nudge = 0;
      double[][] here = forward(inputs, count, false);
      for (int e = 0; e < count; e++) {
        double base = readout.applyAsDouble(e, here[e]);
        double right = (readout.applyAsDouble(e, above[e]) - base) / STEP;
        double left = (base - readout.applyAsDouble(e, below[e])) / STEP;
        boolean kink = Math.abs(right - left) > 1e-4 * Math.max(1, Math.abs(right));
        slopes[e][nudgedValue] = kink ? Double.NaN : (left + right) / 2;
      }
    }
    nudged = "none";
    return slopes;
  }

  private double sumOfLogits(float[] inputs, int count) {
    return Arrays.stream(forward(inputs, count, false)).flatMapToDouble(Arrays::stream).sum();
  }

  private Tensor gradient(String name, int[] shape, DoubleSupplier function) {
    double[] values = values(name);
    float[] data = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      values[i] = value + STEP;
      double above = function.getAsDouble();
      values[i] = value - STEP;
      double below = function.getAsDouble();
      values[i] = value;
      data[i] = (float) ((above - below) / (2 * STEP));
    }
    return new Tensor(shape, data);
  }

  /** Logits of one example as a prediction gives them. */
  public double[] logits(float[] inputs, int example) {
    int size = spec.inputSize();
    float[] one = Arrays.copyOfRange(inputs, example * size, (example + 1) * size);
    return forward(one, 1, false)[0];
  }

  /** Means and biased variances that the batch norms saw in a batch, by name of the buffer. */
  public SortedMap<String, double[]> batchStatistics(float[] inputs, int count) {
    seen.clear();
    forward(inputs, count, true);
    return new TreeMap<>(seen);
  }

  private double[][] forward(float[] inputs, int count, boolean training) {
    int size = spec.inputSize();
    double[][] data = new double[count][size];
    for (int i = 0; i < count * size; i++) {
      data[i / size][i % size] = inputs[i];
    }
    note("inputs", data);
    Graph graph = spec.graph();
    List<double[][]> values = new ArrayList<>();
    values.add(data);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Graph.Node node = graph.nodes().get(i);
      double[][] out = node(i, node, values, training);
      String layer = graph.activationsOf(i);
      if (layer != null) {
        note(layer, out);
      }
      values.add(out);
    }
    return values.get(values.size() - 1);
  }

  private double[][] node(int index, Graph.Node node, List<double[][]> values, boolean training) {
    double[][] in = values.get(node.input());
    if (node.layer() instanceof BatchNorm norm) {
      return batchNorm(norm, in, node.in(), training);
    }
    double[][] out = new double[in.length][];
    for (int e = 0; e < in.length; e++) {
      out[e] =
          node.layer() instanceof Graph.Sum
              ? sum(in[e], values.get(node.inputs().get(1))[e])
              : node.layer() instanceof Dropout dropout
                  ? dropped(dropout, index, e, in[e], training)
                  : one(node.layer(), in[e], node.in());
    }
    return out;
  }

  private static double[] sum(double[] one, double[] other) {
    double[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  private double[] dropped(Dropout layer, int node, int e, double[] in, boolean training) {
    double[] out = in.clone();
    for (int i = 0; training && noise != null && i < out.length; i++) {
      // As the contract of a dropout says, written down once more.
      boolean kept = noise.at(node).at(e).uniform(i) >= layer.rate();
      out[i] = kept ? out[i] / (1 - layer.rate()) : 0;
    }
    return out;
  }

  private void note(String layer, double[][] data) {
    if (layer.equals(nudged)) {
      for (int e = 0; e < data.length; e++) {
        data[e][nudgedValue] += nudgedExample < 0 || nudgedExample == e ? nudge : 0;
      }
    }
    recorded.put(layer, Arrays.stream(data).map(double[]::clone).toArray(double[][]::new));
  }

  private double[] one(Layer layer, double[] data, int[] shape) {
    if (layer instanceof Dense dense) {
      return dense(dense, data);
    } else if (layer instanceof Conv conv) {
      return conv(conv.at(shape[0]), data, shape);
    } else if (layer instanceof DepthwiseConv conv) {
      return conv(conv.at(shape[0]), data, shape);
    } else if (layer instanceof MaxPool pool) {
      return pool(pool.size(), pool.step(), true, data, shape);
    } else if (layer instanceof AveragePool pool) {
      return pool(pool.size(), pool.step(), false, data, shape);
    } else if (layer instanceof GlobalAveragePool) {
      return average(data, shape[0]);
    } else if (layer instanceof Gate gate) {
      return gate(values(gate.name() + ".weight"), data);
    }
    return layer instanceof Elementwise ? activate(layer, data) : data;
  }

  private static double[] gate(double[] factors, double[] in) {
    double[] out = in.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] *= factors[i / (out.length / factors.length)];
    }
    return out;
  }

  private double[][] batchNorm(BatchNorm norm, double[][] in, int[] shape, boolean training) {
    int positions = shape[1] * shape[2];
    double[][] out = new double[in.length][in[0].length];
    double[] means = values(norm.name() + ".running_mean").clone();
    double[] variances = values(norm.name() + ".running_var").clone();
    for (int c = 0; c < shape[0]; c++) {
      int from = c * positions;
      if (training) {
        double sum = 0;
        double squares = 0;
        for (double[] example : in) {
          for (int i = from; i < from + positions; i++) {
            sum += example[i];
          }
        }
        means[c] = sum / (in.length * positions);
        for (double[] example : in) {
          for (int i = from; i < from + positions; i++) {
            squares += (example[i] - means[c]) * (example[i] - means[c]);
          }
        }
        variances[c] = squares / (in.length * positions);
      }
      double deviation = Math.sqrt(variances[c] + 1e-5);
      double scale = values(norm.name() + ".weight")[c];
      double shift = values(norm.name() + ".bias")[c];
      for (int e = 0; e < in.length; e++) {
        for (int i = from; i < from + positions; i++) {
          out[e][i] = scale * (in[e][i] - means[c]) / deviation + shift;
        }
      }
    }
    seen.put(norm.name() + ".running_mean", means);
    seen.put(norm.name() + ".running_var", variances);
    return out;
  }

  private static double[] average(double[] in, int channels) {
    double[] out = new double[channels];
    int positions = in.length / channels;
    for (int i = 0; i < in.length; i++) {
      out[i / positions] += in[i] / positions;
    }
    return out;
  }

  private double[] dense(Dense layer, double[] in) {
    double[] weight = values(layer.name() + ".weight");
    double[] out = values(layer.name() + ".bias").clone();
    for (int o = 0; o < layer.units(); o++) {
      for (int i = 0; i < in.length; i++) {
        out[o] += weight[o * in.length + i] * in[i];
      }
    }
    return out;
  }

  private double[] conv(ConvShape layer, double[] in, int[] shape) {
    int height = shape[1];
    int width = shape[2];
    int kernel = layer.kernel();
    int outHeight = (height + 2 * layer.padding() - kernel) / layer.stride() + 1;
    int outWidth = (width + 2 * layer.padding() - kernel) / layer.stride() + 1;
    double[] weight = values(layer.name() + ".weight");
    int inner = layer.in() / layer.groups();
    double[] out = new double[layer.out() * outHeight * outWidth];
    for (int o = 0; o < layer.out(); o++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++) {
          double sum = 0;
          for (int j = 0; j < inner; j++) {
            int i = o / (layer.out() / layer.groups()) * inner + j;
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int row = y * layer.stride() + ky - layer.padding();
                int column = x * layer.stride() + kx - layer.padding();
                if (row >= 0 && row < height && column >= 0 && column < width) {
                  sum +=
                      weight[((o * inner + j) * kernel + ky) * kernel + kx]
                          * in[(i * height + row) * width + column];
                }
              }
            }
          }
          out[(o * outHeight + y) * outWidth + x] =
              layer.bias() ? sum + values(layer.name() + ".bias")[o] : sum;
        }
      }
    }
    return out;
  }

  private static double[] pool(int size, int stride, boolean max, double[] in, int[] shape) {
    int outHeight = (shape[1] - size) / stride + 1;
    int outWidth = (shape[2] - size) / stride + 1;
    double[] out = new double[shape[0] * outHeight * outWidth];
    for (int i = 0; i < out.length; i++) {
      int c = i / (outHeight * outWidth);
      int y = i / outWidth % outHeight * stride;
      int x = i % outWidth * stride;
      double largest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int k = 0; k < size * size; k++) {
        double value = in[(c * shape[1] + y + k / size) * shape[2] + x + k % size];
        largest = Math.max(largest, value);
        sum += value;
      }
      out[i] = max ? largest : sum / (size * size);
    }
    return out;
  }

  /** The non-linearities, written down once more. */
  private static double[] activate(Layer layer, double[] in) {
    double[] out = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      double x = in[i];
      out[i] =
          switch (layer.kind()) {
            case "relu" -> Math.max(0, x);
            case "relu6" -> Math.min(6, Math.max(0, x));
            case "tanh" -> Math.tanh(x);
            case "sigmoid" -> 1 / (1 + Math.exp(-x));
            case "leaky_relu" -> Math.max(0, x) + ((LeakyRelu) layer).slope() * Math.min(0, x);
            case "gelu" ->
                x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            default -> throw new IllegalArgumentException(layer.kind());
          };
    }
    return out;
  }

  private double[] values(String name) {
    double[] values = parameters.get(name);
    if (values == null) {
      throw new IllegalArgumentException(name);
    }
    return values;
  }
}
