package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Relu;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultiplyAddsTest {
  @Test
  void lenetTakesOneForEachOfItsWeights() {
    MultiplyAdds lenet = of("lenet-300-100");

    // 784 · 300 + 300 · 100 + 100 · 10
    assertThat(lenet.dense()).isEqualTo(266_200);
    assertThat(lenet.kept(Map.of("fc1.weight", 0L, "fc2.weight", 7L))).isEqualTo(1_007);
  }

  @Test
  void aFilterUsesItsWeightsAtEveryPosition() {
    // 3 channels of 8 × 8; 5 filters of 3 · 3 · 3 at stride 2 with padding 1: 4 × 4 positions.
    MultiplyAdds conv =
        of(
            List.of(3, 8, 8),
            new Conv(5, 3, 2, 1, true, "conv1"),
            new Relu(),
            new Flatten(),
            new Dense(2, "fc1"));

    assertThat(conv.dense()).isEqualTo(5 * 3 * 3 * 3 * 4 * 4 + 5 * 4 * 4 * 2);
    assertThat(conv.kept(Map.of("conv1.weight", 10L))).isEqualTo(10 * 4 * 4 + 5 * 4 * 4 * 2);
  }

  @Test
  void aDepthwiseConvolutionHasOneKernelAChannel() {
    MultiplyAdds depthwise =
        of(
            List.of(4, 6, 6),
            new DepthwiseConv(3, 1, 0, false, "conv1"),
            new BatchNorm("bn1"),
            new Conv(7, 1, 1, 0, false, "conv2"),
            new GlobalAveragePool(),
            new Dense(2, "fc1"));

    assertThat(depthwise.dense()).isEqualTo(4 * 9 * 16 + 7 * 4 * 16 + 7 * 2);
  }

  @Test
  void bothWaysOfAResidualCount() {
    // Published as 40.55 million for images of 32 × 32 (He et al. 2016, option A has no weights in
    // its shortcuts); with 1 × 1 convolutions in the two that change the shape a little more.
    long shortcuts = 32L * 16 * 16 * 16 + 64L * 32 * 8 * 8;
    assertThat(of("resnet-20").dense()).isEqualTo(40_551_040 + shortcuts);
  }

  @Test
  void aTensorOfAnotherNetworkIsRefused() {
    MultiplyAdds lenet = of("lenet-300-100");
    assertThatThrownBy(() -> lenet.kept(Map.of("conv1.weight", 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tensor conv1.weight (expected: one of [fc1.weight, ");
  }

  private static MultiplyAdds of(String network) {
    return MultiplyAdds.of(Catalog.builtIn().get(Network.class, network).spec());
  }

  private static MultiplyAdds of(List<Integer> input, Layer... layers) {
    return MultiplyAdds.of(
        new NetworkSpec("tiny", input, 2, List.of(layers), Initialiser.KAIMING_NORMAL));
  }
}
