package io.espalier.importance;

import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.unit.Norms;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Parameters of a network in which units give 0: their weights and bias are 0, and the scale and
 * shift of a batch norm that directly follows their layer. A gate of 0 on what they give.
 */
final class Silenced {
  private Silenced() {}

  /**
   * A copy of parameters in which one unit of some layers is silent.
   *
   * @param weights names of the layers' weight tensors {@code [out, …]}
   * @param parameters not written to
   */
  static SortedMap<String, Tensor> unit(
      NetworkSpec network, SortedMap<String, Tensor> parameters, List<String> weights, int unit) {
    SortedMap<String, Tensor> silenced = new TreeMap<>(parameters);
    for (String weight : weights) {
      String layer = weight.substring(0, weight.lastIndexOf('.'));
      clear(silenced, layer, unit);
      String norm = Norms.after(network, layer);
      if (norm != null) {
        clear(silenced, norm, unit);
      }
    }
    return silenced;
  }

  private static void clear(SortedMap<String, Tensor> parameters, String layer, int unit) {
    for (String name : List.of(layer + ".weight", layer + ".bias")) {
      Tensor tensor = parameters.get(name);
      if (tensor != null) {
        Tensor copy = tensor.copy();
        int size = copy.data().length / copy.shape()[0];
        Arrays.fill(copy.data(), unit * size, (unit + 1) * size, 0f);
        parameters.put(name, copy);
      }
    }
  }
}
