package io.espalier.engine;

import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleBiFunction;

/** A network in double precision and plain loops, differentiated by central differences. */
public final class ReferenceNet {
  private static final double STEP = 1e-5;

  private final NetworkSpec spec;
  private final Map<String, double[]> parameters = new TreeMap<>();
  private final SortedMap<String, double[]> seen = new TreeMap<>();
  private final SortedMap<String, double[][]> recorded = new TreeMap<>();
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

  /** What a layer gives for each example, behind the non-linearity that follows it. */
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
    int[] shape = spec.inputShape().stream().mapToInt(Integer::intValue).toArray();
    note("inputs", data);
    return pass(spec.layers(), data, shape, training);
  }

  private double[][] pass(List<Layer> layers, double[][] in, int[] shape, boolean training) {
    double[][] data = in;
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      if (layer instanceof Layer.BatchNorm norm) {
        data = batchNorm(norm, data, shape, training);
      } else if (layer instanceof Layer.Residual residual) {
        int[] past = shape.clone();
        double[][] shortcut = pass(residual.shortcut(), data, past, training);
        data = pass(residual.body(), data, shape, training);
        for (int e = 0; e < data.length; e++) {
          for (int i = 0; i < data[e].length; i++) {
            data[e][i] += shortcut[e][i];
          }
        }
      } else {
        double[][] out = new double[data.length][];
        int[] after = shape;
        for (int e = 0; e < data.length; e++) {
          after = shape.clone();
          out[e] = one(layer, data[e], after);
        }
        System.arraycopy(after, 0, shape, 0, shape.length);
        data = out;
      }
      if (l + 1 == layers.size() || !(layers.get(l + 1) instanceof Layer.Activation)) {
        note(name(layer instanceof Layer.Activation && l > 0 ? layers.get(l - 1) : layer), data);
      }
    }
    return data;
  }

  private static String name(Layer layer) {
    if (layer instanceof Layer.Dense dense) {
      return dense.name();
    } else if (layer instanceof Layer.Conv conv) {
      return conv.name();
    }
    return layer instanceof Layer.BatchNorm norm ? norm.name() : "unnamed";
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
    if (layer instanceof Layer.Dense dense) {
      return dense(dense, data);
    } else if (layer instanceof Layer.Conv conv) {
      return conv(conv, data, shape);
    } else if (layer instanceof Layer.MaxPool pool) {
      return pool(pool, data, shape);
    } else if (layer instanceof Layer.GlobalAveragePool) {
      return average(data, shape[0]);
    } else if (layer instanceof Layer.Activation activation) {
      return activate(activation.function(), data);
    }
    return data;
  }

  private double[][] batchNorm(Layer.BatchNorm norm, double[][] in, int[] shape, boolean training) {
    int positions = shape[1] * shape[2];
    double[][] out = new double[in.length][in[0].length];
    double[] means = values(norm.name() + ".running_mean").clone();
    double[] variances = values(norm.name() + ".running_var").clone();
    for (int c = 0; c < norm.channels(); c++) {
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

  private double[] dense(Layer.Dense layer, double[] in) {
    double[] weight = values(layer.name() + ".weight");
    double[] out = values(layer.name() + ".bias").clone();
    for (int o = 0; o < layer.out(); o++) {
      for (int i = 0; i < layer.in(); i++) {
        out[o] += weight[o * layer.in() + i] * in[i];
      }
    }
    return out;
  }

  private double[] conv(Layer.Conv layer, double[] in, int[] shape) {
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
    shape[0] = layer.out();
    shape[1] = outHeight;
    shape[2] = outWidth;
    return out;
  }

  private static double[] pool(Layer.MaxPool layer, double[] in, int[] shape) {
    int outHeight = (shape[1] - layer.size()) / layer.stride() + 1;
    int outWidth = (shape[2] - layer.size()) / layer.stride() + 1;
    double[] out = new double[shape[0] * outHeight * outWidth];
    for (int c = 0; c < shape[0]; c++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++) {
          double max = Double.NEGATIVE_INFINITY;
          for (int ky = 0; ky < layer.size(); ky++) {
            for (int kx = 0; kx < layer.size(); kx++) {
              int row = y * layer.stride() + ky;
              int column = x * layer.stride() + kx;
              max = Math.max(max, in[(c * shape[1] + row) * shape[2] + column]);
            }
          }
          out[(c * outHeight + y) * outWidth + x] = max;
        }
      }
    }
    shape[1] = outHeight;
    shape[2] = outWidth;
    return out;
  }

  private static double[] activate(Layer.Activation.Kind kind, double[] in) {
    double[] out = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] =
          switch (kind) {
            case RELU -> Math.max(0, in[i]);
            case RELU6 -> Math.min(6, Math.max(0, in[i]));
            case TANH -> Math.tanh(in[i]);
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
