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
        misfit(
            "layer out: gets [2, 8, 8] (expected: one dimension: put flatten in front of it)", out),
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
        misfit("group of layers", FLATTEN, new Layer.Dense("output", 128, 4)),
        misfit("groups 2", new Layer.Conv("conv1", 2, 3, 3, 1, 1, 2, true)),
        misfit("layer bn1: gets [2, 8, 8] (expected: [3,", new Layer.BatchNorm("bn1", 3)),
        misfit("layer 1 (GlobalAveragePool)", FLATTEN, new Layer.GlobalAveragePool()),
        misfit(
            "layer 0 (Residual): the body gives [2, 4, 4], the shortcut [2, 8, 8]",
            new Layer.Residual(List.of(new Layer.MaxPool(2, 2)), List.of())),
        misfit("layer 0 (Residual): no body", new Layer.Residual(List.of(), List.of())),
        misfit(
            "layer 0 (MaxPool)", new Layer.Residual(List.of(new Layer.MaxPool(9, 1)), List.of())),
        misfit("ends with [128] (expected: a dense layer of 4 logits)", FLATTEN),
        misfit("ends with [5]", FLATTEN, new Layer.Dense("out", 128, 5)),
        misfit("ends with [4]", FLATTEN, out, new Layer.Activation(Layer.Activation.Kind.RELU)));
  }

  @Test
  void parametersAndBuffersOfResidualBlocksAreToldApart() {
    NetworkSpec spec =
        spec(
            new Layer.Residual(
                List.of(
                    Layer.Conv.withoutBias("layer1.0.conv1", 2, 4, 3, 2, 1),
                    new Layer.BatchNorm("layer1.0.bn1", 4),
                    Layer.Conv.depthwise("layer1.0.conv2", 4, 3, 1, 1)),
                List.of(Layer.Conv.withoutBias("layer1.0.downsample.0", 2, 4, 1, 2, 0))),
            new Layer.Activation(Layer.Activation.Kind.RELU6),
            new Layer.GlobalAveragePool(),
            new Layer.Dense("fc", 4, 4));
    assertThat(spec.parameterShapes().keySet())
        .containsExactly(
            "fc.bias",
            "fc.weight",
            "layer1.0.bn1.bias",
            "layer1.0.bn1.weight",
            "layer1.0.conv1.weight",
            "layer1.0.conv2.weight",
            "layer1.0.downsample.0.weight");
    assertThat(spec.bufferShapes().keySet())
        .containsExactly("layer1.0.bn1.running_mean", "layer1.0.bn1.running_var");
    assertThat(spec.weightShapes().keySet())
        .containsExactly(
            "fc.weight",
            "layer1.0.conv1.weight",
            "layer1.0.conv2.weight",
            "layer1.0.downsample.0.weight");
    assertThat(spec.weightShapes().get("layer1.0.conv2.weight")).containsExactly(4, 1, 3, 3);
    assertThat(spec.largestActivation()).isEqualTo(128);
    assertThat(spec.everyLayer()).hasSize(8);
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
