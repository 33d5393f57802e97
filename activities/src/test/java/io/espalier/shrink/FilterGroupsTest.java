package io.espalier.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Residual;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterGroupsTest {
  @Test
  void layersInARowAreEachForThemselves() {
    assertThat(groups("lenet-5"))
        .containsExactly(
            List.of("conv1.weight"),
            List.of("conv2.weight"),
            List.of("fc1.weight"),
            List.of("fc2.weight"));
  }

  @Test
  void whatResidualsAddToOneStreamGoesTogether() {
    List<List<String>> groups = groups("resnet-20");

    // Three streams of three blocks, and the first convolution of each block for itself; the
    // stream of the first three begins with the network's first convolution.
    assertThat(groups).hasSize(3 + 9 + 1);
    assertThat(groups).filteredOn(group -> group.size() == 4).hasSize(3);
    assertThat(groups).filteredOn(group -> group.size() == 1).hasSize(10);
  }

  @Test
  void aDepthwiseConvolutionGoesWithTheChannelsItReads() {
    NetworkSpec network =
        network(
            new Conv(4, 1, 1, 0, true, "conv1"),
            new DepthwiseConv(3, 1, 1, false, "conv2"),
            new BatchNorm("bn"),
            new Flatten(),
            new Dense(2, "fc"));

    assertThat(FilterGroups.of(network))
        .containsExactly(List.of("conv1.weight", "conv2.weight"), List.of("fc.weight"));
  }

  @Test
  void whatIsAddedToTheInputIsInNoGroup() {
    NetworkSpec network =
        network(
            Residual.of(List.of(new Conv(3, 1, 1, 0, true, "conv1")), List.of()),
            new Flatten(),
            new Dense(2, "fc"));

    assertThat(FilterGroups.of(network)).containsExactly(List.of("fc.weight"));
  }

  private static List<List<String>> groups(String network) {
    return FilterGroups.of(Catalog.builtIn().get(Network.class, network).spec());
  }

  private static NetworkSpec network(Layer... layers) {
    return new NetworkSpec("tiny", List.of(3, 4, 4), 2, List.of(layers), Initialiser.GLOROT_NORMAL);
  }
}
