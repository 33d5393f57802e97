package com.example.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.scopes.LargeLayers.Settings;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.Scope;
import io.espalier.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LargeLayersTest {
  private static final Network LENET = Catalog.builtIn().get(Network.class, "lenet-300-100");

  @Test
  void scopeIsFoundByName() {
    assertThat(Catalog.builtIn().get(Scope.class, "large-layers")).isInstanceOf(LargeLayers.class);
  }

  @Test
  void smallLayersStayWholeAndTheOthersGiveWhatGoes() {
    Mask mask = pruned(new Settings(2000), "0.1");

    // 235,200, 30,000 and 1,000 weights, of which 26,620 are kept.
    assertThat(mask.keptCount()).isEqualTo(26_620);
    assertThat(mask.keptByTensor()).containsEntry("fc3.weight", 1_000L);
    assertThat(pruned(new Settings(1), "0.1").keptByTensor().get("fc3.weight")).isLessThan(1_000L);
  }

  @Test
  void moreThanTheLargeLayersHaveIsRefused() {
    assertThatThrownBy(() -> pruned(new Settings(2000), "0.001"))
        .hasMessage("weights: 2000 (expected: so few that the other layers can give what goes)");
  }

  private static Mask pruned(Settings settings, String density) {
    Mask dense = Mask.dense(LENET, Granularity.WEIGHT, List.of());
    SortedMap<String, Tensor> scores = new TreeMap<>();
    for (String name : dense.names()) {
      Tensor tensor = Tensor.zeros(dense.shape(name));
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] = i % 1000;
      }
      scores.put(name, tensor);
    }
    PruneRule rule =
        new PruneRule(
            Granularities.of(Granularity.WEIGHT),
            new LargeLayers(),
            BigDecimal.ZERO,
            Map.of(),
            new BigDecimal(density),
            false,
            settings);
    return Ranking.prune(dense, scores, rule);
  }
}
