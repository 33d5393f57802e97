package io.espalier.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.ReferenceNet;
import io.espalier.engine.TinyNets;
import io.espalier.mask.Mask;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Relu;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShrinkingTest {
  private static final NetworkSpec BY_HAND =
      new NetworkSpec(
          "by-hand",
          List.of(1, 1, 2),
          2,
          List.of(new Flatten(), new Dense(3, "fc1"), new Relu(), new Dense(2, "fc2")),
          Initialiser.KAIMING_NORMAL);

  @Test
  void aPrunedNeuronGoesWithItsBiasAndTheWeightsThatReadIt() {
    SortedMap<String, Tensor> weights = new TreeMap<>();
    weights.put("fc1.weight", tensor(new int[] {3, 2}, 1, 2, 3, 4, 5, 6));
    weights.put("fc1.bias", tensor(new int[] {3}, 7, 8, 9));
    weights.put("fc2.weight", tensor(new int[] {2, 3}, 1, 2, 3, 4, 5, 6));
    weights.put("fc2.bias", tensor(new int[] {2}, 1, 2));
    Mask mask = FilterMasks.of(BY_HAND, "fc2", (layer, neuron) -> neuron != 1);

    Shrinking shrinking = Shrinking.of(BY_HAND, mask);

    assertThat(shrinking.network().layers()).contains(new Dense(2, "fc1"), new Dense(2, "fc2"));
    SortedMap<String, Tensor> smaller = shrinking.shrink(weights);
    assertThat(smaller.get("fc1.weight")).isEqualTo(tensor(new int[] {2, 2}, 1, 2, 5, 6));
    assertThat(smaller.get("fc1.bias")).isEqualTo(tensor(new int[] {2}, 7, 9));
    assertThat(smaller.get("fc2.weight")).isEqualTo(tensor(new int[] {2, 2}, 1, 3, 4, 6));
    assertThat(smaller.get("fc2.bias")).isEqualTo(tensor(new int[] {2}, 1, 2));
    shrinking.silence(weights);
    assertThat(weights.get("fc1.bias")).isEqualTo(tensor(new int[] {3}, 7, 0, 9));
  }

  @Test
  void aNeuronThatNothingReadsGoesToo() {
    Map<String, boolean[]> kept = new TreeMap<>();
    kept.put("fc2.weight", new boolean[] {true, false, true, false, false, true});
    Mask mask = new Mask(Map.of("fc2.weight", new int[] {2, 3}), kept);

    Shrinking shrinking = Shrinking.of(BY_HAND, mask);

    assertThat(shrinking.units()).containsEntry("fc1", 2).containsEntry("fc2", 2);
    assertThat(shrinking.shrink(mask).flags("fc2.weight")).containsExactly(true, true, false, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theSmallerNetworkComputesWhatTheMaskedOneDoes(long seed) {
    Map<NetworkSpec, String> outputs =
        Map.of(TinyNets.dense(), "fc3", TinyNets.conv(), "fc2", TinyNets.residual(), "fc");
    outputs.forEach(
        (network, output) -> {
          Mask mask = FilterMasks.random(network, output, TinyNets.random("filters").at(seed), 0.6);
          SortedMap<String, Tensor> weights = TinyNets.weights(network);
          mask.applyTo(weights);
          Shrinking shrinking = Shrinking.of(network, mask);
          shrinking.silence(weights);
          float[] inputs = new float[3 * network.inputSize()];
          TinyNets.batches(network, 3).fill(seed, inputs, new int[3]);

          ReferenceNet masked = new ReferenceNet(network, weights);
          ReferenceNet smaller = new ReferenceNet(shrinking.network(), shrinking.shrink(weights));

          for (int example = 0; example < 3; example++) {
            // Sums without some of their zeros: the same to the last bit.
            assertThat(smaller.logits(inputs, example))
                .as("%s, seed %d", network.name(), seed)
                .containsExactly(masked.logits(inputs, example));
          }
        });
  }

  @Test
  void ofAddedFiltersThePrunedOneStaysUntilAllArePruned() {
    NetworkSpec network = TinyNets.residual();
    Mask one =
        FilterMasks.of(
            network, "fc", (layer, filter) -> !(layer.equals("layer1.conv2") && filter == 1));
    Mask both =
        FilterMasks.of(
            network,
            "fc",
            (layer, filter) -> !(List.of("layer1.conv2", "conv1").contains(layer) && filter == 1));

    assertThat(Shrinking.of(network, one).units())
        .containsEntry("conv1", 4)
        .containsEntry("layer1.conv2", 4);
    assertThat(Shrinking.of(network, one).shrink(one)).isEqualTo(one);
    assertThat(Shrinking.of(network, both).units())
        .containsEntry("conv1", 3)
        .containsEntry("layer1.conv2", 3)
        .containsEntry("layer1.conv1", 4);
  }

  @Test
  void aDepthwiseFilterGoesWithItsChannelOnBothSides() {
    NetworkSpec network = TinyNets.residual();
    Mask mask =
        FilterMasks.of(
            network,
            "fc",
            (layer, filter) ->
                !(layer.equals("layer2.conv1") && filter == 0)
                    && !(layer.equals("layer2.conv2") && filter == 5));

    Shrinking shrinking = Shrinking.of(network, mask);

    assertThat(shrinking.units()).containsEntry("layer2.conv1", 4).containsEntry("layer2.conv2", 4);
    assertThat(shrinking.network().weightShapes().get("layer2.conv2.weight"))
        .containsExactly(4, 1, 3, 3);
  }

  @Test
  void theWayBackPutsEveryValueIntoItsOldPlace() {
    NetworkSpec network = TinyNets.residual();
    Mask mask = FilterMasks.random(network, "fc", TinyNets.random("filters"), 0.5);
    SortedMap<String, Tensor> weights = TinyNets.weights(network);
    Tensors.get(weights, "fc.weight").data()[0] = Float.NaN;
    Tensors.get(weights, "fc.weight").data()[1] = -0f;
    Shrinking shrinking = Shrinking.of(network, mask);
    SortedMap<String, Tensor> smaller = shrinking.shrink(weights);

    assertThat(Tensors.get(smaller, "layer1.conv1.weight").data().length)
        .isLessThan(Tensors.get(weights, "layer1.conv1.weight").data().length);
    assertThat(shrinking.restore(smaller, weights)).isEqualTo(weights);
    assertThat(shrinking.shrink(shrinking.restore(smaller, null))).isEqualTo(smaller);
  }

  @Test
  void whatWouldEmptyALayerIsRefusedByName() {
    NetworkSpec network = TinyNets.residual();
    // Each keeps some filters, but no channel comes through both.
    Mask mask =
        FilterMasks.of(
            network,
            "fc",
            (layer, filter) ->
                switch (layer) {
                  case "layer2.conv1" -> filter < 3;
                  case "layer2.conv2" -> filter >= 3;
                  default -> true;
                });

    assertThatThrownBy(() -> Shrinking.of(network, mask))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing would be left of layer layer2");
  }

  private static Tensor tensor(int[] shape, float... data) {
    return new Tensor(shape, data);
  }
}
