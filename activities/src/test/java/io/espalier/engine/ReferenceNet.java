package io.espalier.engine;

import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A network in double precision and plain loops, differentiated by central differences. */
public final class ReferenceNet {
  private static final double STEP = 1e-5;

  private final NetworkSpec spec;
  private final Map<String, double[]> parameters = new TreeMap<>();

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

  /** Mean loss over a batch. */
  public double loss(float[] inputs, int[] labels) {
    double total = 0;
    for (int example = 0; example < labels.length; example++) {
      double[] logits = logits(inputs, example);
      double sum = 0;
      for (double logit : logits) {
        sum += Math.exp(logit);
      }
      total += Math.log(sum) - logits[labels[example]];
    }
    return total / labels.length;
  }

  /** Gradient of the mean loss. */
  public SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
    SortedMap<String, Tensor> gradients = new TreeMap<>();
    parameters.forEach(
        (name, values) -> {
          float[] data = new float[values.length];
          for (int i = 0; i < values.length; i++) {
            double value = values[i];
            values[i] = value + STEP;
            double above = loss(inputs, labels);
            values[i] = value - STEP;
            double below = loss(inputs, labels);
            values[i] = value;
            data[i] = (float) ((above - below) / (2 * STEP));
          }
          int[] shape = spec.parameterShapes().get(name);
          gradients.put(name, new Tensor(shape == null ? new int[0] : shape, data));
        });
    return gradients;
  }

  /** Logits of one example. */
  public double[] logits(float[] inputs, int example) {
    int[] shape = spec.inputShape().stream().mapToInt(Integer::intValue).toArray();
    double[] data = new double[spec.inputSize()];
    for (int i = 0; i < data.length; i++) {
      data[i] = inputs[example * data.length + i];
    }
    for (Layer layer : spec.layers()) {
      if (layer instanceof Layer.Dense dense) {
        data = dense(dense, data);
      } else if (layer instanceof Layer.Conv conv) {
        data = conv(conv, data, shape);
      } else if (layer instanceof Layer.MaxPool pool) {
        data = pool(pool, data, shape);
      } else if (layer instanceof Layer.Activation activation) {
        data = activate(activation.kind(), data);
      }
    }
    return data;
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
    double[] out = new double[layer.out() * outHeight * outWidth];
    for (int o = 0; o < layer.out(); o++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++) {
          double sum = values(layer.name() + ".bias")[o];
          for (int i = 0; i < layer.in(); i++) {
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int row = y * layer.stride() + ky - layer.padding();
                int column = x * layer.stride() + kx - layer.padding();
                if (row >= 0 && row < height && column >= 0 && column < width) {
                  sum +=
                      weight[((o * layer.in() + i) * kernel + ky) * kernel + kx]
                          * in[(i * height + row) * width + column];
                }
              }
            }
          }
          out[(o * outHeight + y) * outWidth + x] = sum;
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
      out[i] = kind == Layer.Activation.Kind.RELU ? Math.max(0, in[i]) : Math.tanh(in[i]);
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
