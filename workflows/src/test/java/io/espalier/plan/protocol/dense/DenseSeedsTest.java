package io.espalier.plan.protocol.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import io.espalier.plan.PlannedResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseSeedsTest {
  private static Plan plan(String settings) {
    return Planned.plan(Planned.file("", "seeds: {protocol: {dense_seeds: " + settings + "}}"));
  }

  @Test
  void everyNetworkHasADrawOfItsOwnAndTheDataOfAll() {
    Plan plan = plan("3");

    Task dense = Planned.task(plan, "r1.dense.train");
    for (int round = 1; round <= 3; round++) {
      Task train = Planned.task(plan, "r1.seeds.0" + round + ".train");
      assertThat(train.parameters()).isEqualTo(dense.parameters());
      assertThat(train.streams()).isEqualTo(dense.streams());
      assertThat(Planned.task(plan, "r1.seeds.0" + round + ".initialise").streams())
          .containsExactly(new RandomStream("initialise", 1, List.of(1L, (long) round)));
    }
    assertThat(Planned.totals(plan, "seeds")).containsOnly(100L);
  }

  @Test
  void trainingsMayEndEarlyAndGiveOutTheirLastWeights() {
    String file =
        Planned.file("", "seeds: {protocol: {dense_seeds: {networks: 2, until: 30}}}")
            .replace(
                "iterations: 100}",
                "iterations: 100, evaluate_every: 10, select: best_validation}");
    Plan plan = Planned.plan(file);

    Task train = Planned.task(plan, "r1.seeds.02.train");
    assertThat(train.parameters().get("until").asLong()).isEqualTo(30);
    assertThat(train.parameters().get("select").asText()).isEqualTo("final");
    assertThat(Planned.results(plan, "seeds"))
        .extracting(PlannedResult::iterationsTotal)
        .containsExactly(100L, 30L, 30L);
  }

  @Test
  void moreNetworksLeaveTheFirstOnesAsTheyWere() {
    assertThat(plan("5").dag().tasks()).containsAll(plan("3").dag().tasks());
  }

  @Test
  void mistakesSayWhere() {
    assertThatThrownBy(() -> plan("{networks: 2, until: 101}"))
        .hasMessage(
            "small.yaml:7:56: arms.seeds.protocol.dense_seeds.until: 101 (expected: at most"
                + " train.iterations, 100)");
  }
}
