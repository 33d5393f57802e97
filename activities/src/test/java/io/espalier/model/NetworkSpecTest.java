package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkSpecTest {
  private static final Layer FLATTEN = new Layer.Flatten();

  @Test
  void parametersAreNamedAndShapedByLayer() {
    NetworkSpec spec =
        spec(
            new Layer.Conv("conv1", 2, 3, 3, 2, 1),
            new Layer.MaxPool(2, 1),
            FLATTEN,
            new Layer.Dense("fc1", 3 * 3 * 3, 4));
    assertThat(spec.parameterShapes().keySet())
        .containsExactly("conv1.bias", "conv1.weight", "fc1.bias", "fc1.weight");
    assertThat(spec.parameterShapes().get("conv1.weight")).containsExactly(3, 2, 3, 3);
    assertThat(spec.parameterShapes().get("fc1.weight")).containsExactly(4, 27);
    assertThat(spec.inputSize()).isEqualTo(128);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("misfits")
  void layersThatDoNotFitAreRefusedByName(List<Layer> layers, String message) {
    assertThatThrownBy(() -> spec(layers.toArray(Layer[]::new)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  static Stream<Arguments> misfits() {
    Layer out = new Layer.Dense("out", 128, 4);
    return Stream.of(
        misfit("layer out: gets [2, 8, 8] (expected: [128] after a Flatten)", out),
        misfit("layer out: gets [5]", FLATTEN, new Layer.Dense("fc1", 128, 5), out),
        misfit(
            "layer conv1: gets [2, 8, 8] (expected: [3,", new Layer.Conv("conv1", 3, 1, 3, 1, 0)),
        misfit("layer conv1: gets [128]", FLATTEN, new Layer.Conv("conv1", 2, 1, 3, 1, 0)),
        misfit("height and width >= 9", new Layer.Conv("conv1", 2, 1, 9, 1, 0)),
        misfit("padding 3", new Layer.Conv("conv1", 2, 1, 3, 1, 3)),
        misfit("size 0", new Layer.Conv("conv1", 2, 0, 3, 1, 0)),
        misfit("layer 0 (MaxPool): gets", new Layer.MaxPool(9, 1)),
        misfit("layer 1 (MaxPool): gets [128]", FLATTEN, new Layer.MaxPool(2, 2)),
        misfit("layer 1 (Flatten): gets [128]", FLATTEN, FLATTEN),
        misfit("two layers named out", FLATTEN, new Layer.Dense("out", 128, 128), out),
        misfit("layer name 'a/b'", FLATTEN, new Layer.Dense("a/b", 128, 4)),
        misfit("ends with [128] (expected: a dense layer of 4 logits)", FLATTEN),
        misfit("ends with [5]", FLATTEN, new Layer.Dense("out", 128, 5)),
        misfit("ends with [4]", FLATTEN, out, new Layer.Activation(Layer.Activation.Kind.RELU)));
  }

  @Test
  void inputShapesAreChecked() {
    assertThatThrownBy(
            () -> new NetworkSpec("net", List.of(28, 28), 10, List.of(), Initialiser.GLOROT_NORMAL))
        .hasMessageContaining("[channels, height, width]");
  }

  private static Arguments misfit(String message, Layer... layers) {
    return Arguments.of(List.of(layers), message);
  }

  private static NetworkSpec spec(Layer... layers) {
    return new NetworkSpec("net", List.of(2, 8, 8), 4, List.of(layers), Initialiser.GLOROT_NORMAL);
  }
}
