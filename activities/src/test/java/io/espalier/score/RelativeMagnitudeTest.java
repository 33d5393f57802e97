package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RelativeMagnitudeTest {
  @Test
  void criterionOfOneNewFileIsFoundByName() {
    assertThat(Catalog.builtIn().get(Criterion.class, "relative-magnitude"))
        .isInstanceOf(RelativeMagnitude.class);
  }

  @Test
  void scalingALayerChangesNoScoreOfIt() {
    Network lenet = Catalog.builtIn().get(Network.class, "lenet-300-100");
    Mask mask = Mask.dense(lenet, Granularity.WEIGHT, List.of("fc1", "fc2"));
    Tensor weights = Tensor.zeros(10, 100);
    for (int i = 0; i < weights.data().length; i++) {
      weights.data()[i] = i % 2 == 0 ? 3 : -4;
    }
    Tensor eightfold = weights.copy();
    for (int i = 0; i < eightfold.data().length; i++) {
      eightfold.data()[i] *= 8;
    }

    SortedMap<String, Tensor> scores = score(lenet, mask, weights);

    assertThat(score(lenet, mask, eightfold)).isEqualTo(scores);
    // √((9 + 16) / 2) = 3.5355…
    assertThat(scores.get("fc3.weight"))
        .satisfies(tensor -> assertThat(tensor.data()).startsWith(0.84852815f, 1.1313709f));
  }

  private static SortedMap<String, Tensor> score(Network network, Mask mask, Tensor weights) {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    parameters.put("fc3.weight", weights);
    return new RelativeMagnitude()
        .score(
            new GivenScoreContext(
                network.spec(), parameters, mask, Granularity.WEIGHT, null, null));
  }
}
