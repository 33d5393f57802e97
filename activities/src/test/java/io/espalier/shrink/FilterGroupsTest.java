package io.espalier.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.model.Initialiser;
import io.espalier.model.Layer;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
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
            new Layer.Conv("conv1", 3, 4, 1, 1, 0),
            Layer.Conv.depthwise("conv2", 4, 3, 1, 1),
            new Layer.BatchNorm("bn", 4),
            new Layer.Flatten(),
            new Layer.Dense("fc", 4 * 16, 2));

    assertThat(FilterGroups.of(network))
        .containsExactly(List.of("conv1.weight", "conv2.weight"), List.of("fc.weight"));
  }

  @Test
  void whatIsAddedToTheInputIsInNoGroup() {
    NetworkSpec network =
        network(
            new Layer.Residual(List.of(new Layer.Conv("conv1", 3, 3, 1, 1, 0)), List.of()),
            new Layer.Flatten(),
            new Layer.Dense("fc", 48, 2));

    assertThat(FilterGroups.of(network)).containsExactly(List.of("fc.weight"));
  }

  private static List<List<String>> groups(String network) {
    return FilterGroups.of(Catalog.builtIn().get(Network.class, network).spec());
  }

  private static NetworkSpec network(Layer... layers) {
    return new NetworkSpec("tiny", List.of(3, 4, 4), 2, List.of(layers), Initialiser.GLOROT_NORMAL);
  }
}
