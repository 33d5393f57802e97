package io.espalier.shrink;

import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a smaller network has of one layer.
 *
 * @param outputs whether each of its filters, neurons or channels stays, {@code [out]}
 * @param inputs whether each of its inputs stays, {@code [in]}; as {@code outputs} for a batch norm
 */
record LayerUnits(boolean[] outputs, boolean[] inputs) {
  /** Number of outputs that stay. */
  int keptOutputs() {
    return indices(outputs).length;
  }

  /** Number of inputs that stay. */
  int keptInputs() {
    return indices(inputs).length;
  }

  /**
   * The row-major places of what stays in one of the layer's tensors, ascending.
   *
   * @param shape {@code [out]}, {@code [out, in]} or {@code [out, in / groups, kH, kW]}
   */
  int[] places(int[] shape) {
    int[] rows = indices(outputs);
    if (shape.length == 1) {
      return rows;
    }
    int[] columns = columns(shape);
    int window = shape.length == 2 ? 1 : shape[2] * shape[3];
    int[] places = new int[rows.length * columns.length * window];
    int next = 0;
    for (int row : rows) {
      for (int column : columns) {
        for (int i = 0; i < window; i++) {
          places[next++] = (row * shape[1] + column) * window + i;
        }
      }
    }
    return places;
  }

  /** The shape of what stays of one of the layer's tensors. */
  int[] shape(int[] shape) {
    int[] smaller = shape.clone();
    smaller[0] = keptOutputs();
    if (shape.length > 1) {
      smaller[1] = columns(shape).length;
    }
    return smaller;
  }

  /** See {@link Shrinking#silence}. */
  void silence(String layer, Map<String, Tensor> parameters) {
    // A batch norm's shift is its bias.
    for (String own : List.of(".bias", ".running_mean")) {
      Tensor tensor = parameters.get(layer + own);
      for (int i = 0; tensor != null && i < outputs.length; i++) {
        if (!outputs[i]) {
          tensor.data()[i] = 0f;
        }
      }
    }
  }

  /** The filters of a depthwise convolution have one column, which is theirs. */
  private int[] columns(int[] shape) {
    return inputs.length == shape[1] ? indices(inputs) : new int[] {0};
  }

  private static int[] indices(boolean[] flags) {
    return IntStream.range(0, flags.length).filter(i -> flags[i]).toArray();
  }
}
