package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
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
    "conv-2, 4301642, 4300992"
  })
  void countsAreThePublishedOnes(String name, long parameters, long weights) {
    NetworkDescriptor network = catalog.get(NetworkDescriptor.class, name);
    assertThat(network.parameterCount()).isEqualTo(parameters);
    assertThat(network.layers().stream().mapToLong(LayerShape::weights).sum()).isEqualTo(weights);
    assertThat(network.layers().stream().filter(LayerShape::output)).hasSize(1);
    NetworkSpec spec = catalog.get(Network.class, name).spec();
    long inTensors =
        spec.parameterShapes().values().stream()
            .mapToLong(
                shape -> java.util.Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(inTensors).isEqualTo(parameters);
  }
}
