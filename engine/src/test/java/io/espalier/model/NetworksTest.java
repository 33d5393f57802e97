package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.LayerGroup;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
  private final Catalog catalog = Catalog.builtIn();

  @ParameterizedTest
  @CsvSource({
    "lenet-300-100, 266610, 266200",
    "lenet-5, 431080, 430500",
    "conv-2, 4301642, 4300992",
    "conv-4, 2425930, 2425024",
    "conv-6, 2262602, 2261184",
    "resnet-20, 272474, 270896",
    "resnet-32, 466906, 464432",
    "resnet-44, 661338, 657968",
    "resnet-56, 855770, 851504",
    "resnet-18, 11173962, 11164352",
    "vgg-11, 9228362, 9222848",
    "vgg-16, 14724042, 14715584",
    "vgg-19, 20035018, 20024000",
    "mobilenet-v2, 2296922, 2261824"
  })
  void countsAreThePublishedOnes(String name, long parameters, long weights) {
    NetworkDescriptor network = catalog.get(NetworkDescriptor.class, name);
    assertThat(network.parameterCount()).isEqualTo(parameters);
    assertThat(network.layers().stream().mapToLong(LayerShape::weights).sum()).isEqualTo(weights);
    assertThat(network.layers().stream().filter(LayerShape::output)).hasSize(1);
    LayerShape last = network.layers().get(network.layers().size() - 1);
    assertThat(last.output()).isTrue();
    NetworkSpec spec = catalog.get(Network.class, name).spec();
    long inTensors =
        spec.parameterShapes().values().stream()
            .mapToLong(
                shape -> java.util.Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(inTensors).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({"resnet-20, 2560", "resnet-56, 2560", "resnet-18, 172032", "mobilenet-v2, 58240"})
  void shortcutsAreTheConvolutionsPastTheBlocks(String name, long weights) {
    NetworkDescriptor network = catalog.get(NetworkDescriptor.class, name);
    assertThat(
            network.layers().stream()
                .filter(LayerGroup.SHORTCUT::contains)
                .mapToLong(LayerShape::weights)
                .sum())
        .isEqualTo(weights);
  }
}
