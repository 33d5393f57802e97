package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Residual;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkSpecTest {
  private static final Layer FLATTEN = new Flatten();

  @Test
  void parametersAreNamedAndShapedByLayer() {
    NetworkSpec spec =
        spec(new Conv(3, 3, 2, 1, true, "conv1"), new MaxPool(2, 1), FLATTEN, new Dense(4, "fc1"));
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
    Layer out = new Dense(4, "out");
    return Stream.of(
        misfit(
            "layer out: gets [2, 8, 8] (expected: one dimension: put flatten in front of it)", out),
        misfit("layer conv1: gets [128]", FLATTEN, new Conv(1, 3, 1, 0, true, "conv1")),
        misfit("height and width >= 9", new Conv(1, 9, 1, 0, true, "conv1")),
        misfit("padding 3", new Conv(1, 3, 1, 3, true, "conv1")),
        misfit("size 0", new Conv(0, 3, 1, 0, true, "conv1")),
        misfit("layer 0 (max_pool): gets", new MaxPool(9, 1)),
        misfit("layer 1 (max_pool): gets [128]", FLATTEN, new MaxPool(2, 2)),
        misfit("layer 1 (flatten): gets [128]", FLATTEN, FLATTEN),
        misfit("two layers named out", FLATTEN, new Dense(128, "out"), out),
        misfit("layer name 'a/b'", FLATTEN, new Dense(4, "a/b")),
        misfit("group of layers", FLATTEN, new Dense(4, "output")),
        misfit("layer bn1: gets [128] (expected: [channels", FLATTEN, new BatchNorm("bn1")),
        misfit("layer 1 (dense): no name", FLATTEN, new Dense(4, null)),
        misfit("layer 1 (global_average_pool)", FLATTEN, new GlobalAveragePool()),
        misfit(
            "layer 0 (residual): the body gives [2, 4, 4], the shortcut [2, 8, 8]",
            Residual.of(List.of(new MaxPool(2, 2)), List.of())),
        misfit("layer 0 (residual): no body", Residual.of(List.of(), List.of())),
        misfit("layer 0 (max_pool)", Residual.of(List.of(new MaxPool(9, 1)), List.of())),
        misfit("ends with [128] (expected: a dense layer of 4 logits)", FLATTEN),
        misfit("ends with [5]", FLATTEN, new Dense(5, "out")),
        misfit("ends with [4]", FLATTEN, out, new Relu()));
  }

  @Test
  void parametersAndBuffersOfResidualBlocksAreToldApart() {
    NetworkSpec spec =
        spec(
            Residual.of(
                List.of(
                    new Conv(4, 3, 2, 1, false, "layer1.0.conv1"),
                    new BatchNorm("layer1.0.bn1"),
                    new DepthwiseConv(3, 1, 1, false, "layer1.0.conv2")),
                List.of(new Conv(4, 1, 2, 0, false, "layer1.0.downsample.0"))),
            new Relu6(),
            new GlobalAveragePool(),
            new Dense(4, "fc"));
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
    assertThat(spec.graph().nodes()).hasSize(8);
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
