package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a plan's prunings before any of them runs. */
class PruneCountsTest {
  @Test
  void everyRoundOfAFractionIsCountedWhateverTheScope() {
    for (String scope : List.of("global", "layer", "erk")) {
      List<PruneCounts.Round> rounds = rounds("{scope: %s, rounds: 3, fraction: 0.5}", scope);

      // Half of 266,200 weights; each of 235,200, 30,000 and 1,000 can be halved three times.
      assertThat(rounds).extracting(PruneCounts.Round::error).containsOnlyNulls();
      assertThat(rounds)
          .extracting(PruneCounts.Round::removed)
          .as(scope)
          .containsExactly(133_100L, 66_550L, 33_275L);
      assertThat(rounds).allSatisfy(round -> assertThat(round.emptied()).isEmpty());
    }
  }

  @Test
  void layersThatMustComeOutEmptyAreNamedWhereTheirCountsAreKnown() {
    assertThat(rounds("{scope: %s, densities: [0.0004]}", "layer").get(0).emptied())
        .containsExactly(List.of("fc3.weight"));
    // 2 of 266,200: the first layer alone takes up more than both.
    assertThat(rounds("{scope: %s, densities: [0.0000075]}", "erk").get(0).emptied())
        .containsExactly(List.of("fc3.weight"));
    assertThat(rounds("{scope: %s, densities: [0.0000075]}", "global").get(0).emptied())
        .containsExactly(List.of("one of the 3 layers at least"));
  }

  private static List<PruneCounts.Round> rounds(String prune, String scope) {
    String text =
        """
        name: x
        data: procedural
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 10}
        prune: %s
        arms: {ticket: {after_prune: {rewind: 0}}}
        """;
    Catalog catalog = Catalog.builtIn();
    Experiment experiment =
        Experiments.parse(
            "x.yaml",
            text.formatted(prune.formatted(scope)).getBytes(StandardCharsets.UTF_8),
            catalog);
    Plan plan = Planner.plan(experiment, catalog, List.of());
    return PruneCounts.of(plan, catalog);
  }
}
