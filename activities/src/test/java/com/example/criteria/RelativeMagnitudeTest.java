package com.example.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.score.Criterion;
import io.espalier.score.GivenScoreContext;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RelativeMagnitudeTest {
  @Test
  void criterionIsFoundByName() {
    assertThat(Catalog.builtIn().get(Criterion.class, "relative-magnitude"))
        .isInstanceOf(RelativeMagnitude.class);
  }

  @Test
  void scoresAreMagnitudesInUnitsOfTheLayer() {
    // √((9 + 16) / 2) = 3.5355…, and (3 + 4) / 2 = 3.5
    assertThat(scores(2, 3, -4)).startsWith(0.84852815f, 1.1313709f);
    assertThat(scores(1, 3, -4)).startsWith(0.85714287f, 1.1428572f);
  }

  @Test
  void scalingALayerChangesNoScoreOfIt() {
    assertThat(scores(2, 24, -32)).isEqualTo(scores(2, 3, -4));
  }

  /** Scores of an output layer whose weights alternate between two values. */
  private static float[] scores(double power, float even, float odd) {
    Network network = Catalog.builtIn().get(Network.class, "lenet-300-100");
    Mask mask = Mask.dense(network, Granularity.WEIGHT, List.of("fc1", "fc2"));
    Tensor weights = Tensor.zeros(10, 100);
    for (int i = 0; i < weights.data().length; i++) {
      weights.data()[i] = i % 2 == 0 ? even : odd;
    }
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    parameters.put("fc3.weight", weights);
    return new RelativeMagnitude()
        .score(
            new GivenScoreContext(network.spec(), parameters, mask, Granularity.WEIGHT, null, null)
                .with(new RelativeMagnitude.Settings(power)))
        .get("fc3.weight")
        .data();
  }
}
