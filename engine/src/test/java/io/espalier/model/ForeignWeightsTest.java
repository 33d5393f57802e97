package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.TinyNets;
import io.espalier.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PK\3\4...........................archive/data.pkl | a PyTorch file (.pt)",
        "\u0080\2}q\1. | a Python pickle",
        "version https://git-lfs.github.com/spec/v1 | a Git LFS pointer, not the file itself",
        "<!DOCTYPE html><html> | a web page (HTML)",
        "\u0093NUMPY1.......... | a NumPy array (.npy)",
        "1234567890 | safetensors: header: 4050765991979987505 bytes",
        "\u0080\2\0\0\0\0\0\0{\"a\":1} | safetensors: header: 640 bytes",
        "'' | safetensors: file: 0 bytes"
      })
  void aFileOfAnotherKindIsCalledWhatItIsAndSaidOnceWhatIsExpected(String text, String found) {
    byte[] file = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ForeignWeights.take(network, file, Map.of()))
        .hasMessageStartingWith("start_weights: " + found)
        .hasMessageContaining(" (expected: a safetensors file of F32 tensors; in Python, ")
        .message()
        .containsOnlyOnce("(expected: ");
  }

  @Test
  void aFileWithoutTensorsIsRefused() {
    refuses(new TreeMap<>(), Map.of(), "a file without tensors (expected: those of the network, [");
  }

  private void refuses(SortedMap<String, Tensor> file, Map<String, String> names, String message) {
    assertThatThrownBy(() -> ForeignWeights.take(network, file, names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
