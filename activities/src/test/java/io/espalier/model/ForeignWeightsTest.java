package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.TinyNets;
import io.espalier.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ForeignWeightsTest {
  private final NetworkSpec network = TinyNets.residual();
  private final SortedMap<String, Tensor> weights = TinyNets.weights(network);

  @Test
  void aStateUnderTheNetworksNamesIsTakenAsItIs() {
    assertThat(ForeignWeights.take(network, weights, Map.of())).isEqualTo(weights);
  }

  @Test
  void namesAreMapped() {
    SortedMap<String, Tensor> file = new TreeMap<>(weights);
    file.put("head.weight", file.remove("fc.weight"));
    assertThat(ForeignWeights.take(network, file, Map.of("fc.weight", "head.weight")))
        .isEqualTo(weights);
    refuses(
        file,
        Map.of(),
        "start_weights: no tensor fc.weight (expected: one of the file's tensors, [bn1.bias");
    refuses(
        weights,
        Map.of("fc.weight", "head.weight"),
        "tensors: fc.weight: head.weight (expected: one of the file's tensors, [bn1");
    refuses(
        weights, Map.of("fc9.weight", "fc.weight"), "tensors: fc9.weight (expected: one of [bn1");
  }

  @Test
  void whatDoesNotFitIsRefusedUnderBothNames() {
    SortedMap<String, Tensor> file = new TreeMap<>(weights);
    file.put("head.weight", Tensor.zeros(5, 4));
    file.remove("fc.weight");
    refuses(
        file,
        Map.of("fc.weight", "head.weight"),
        "head.weight of shape [5, 4] (expected: [4, 5] for fc.weight)");
    file.put("head.weight", new Tensor(new int[] {4, 5}, new float[20]));
    file.get("head.weight").data()[3] = Float.NaN;
    refuses(
        file,
        Map.of("fc.weight", "head.weight"),
        "head.weight that holds NaN (expected: finite numbers)");
  }

  @Test
  void tensorsThatNothingTakesAreRefused() {
    SortedMap<String, Tensor> file = new TreeMap<>(weights);
    file.put("extra.weight", Tensor.zeros(1));
    refuses(
        file,
        Map.of(),
        "a file with [extra.weight] as well (expected: tensors of the network's layers only)");
  }

  private void refuses(SortedMap<String, Tensor> file, Map<String, String> names, String message) {
    assertThatThrownBy(() -> ForeignWeights.take(network, file, names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
