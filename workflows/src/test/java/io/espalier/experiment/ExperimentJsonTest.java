package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.load.Experiments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentJsonTest {
  private static final String EVERYTHING =
      """
      name: everything
      data:
        name: mnist
        validation: 5000
        long_tail: {factor: 0.1, largest: 5000}
        subset: {fraction: 0.5}
        label_noise: 0.2
        normalise: {given: {mean: [0.1307], sd: [0.3081]}}
      model: lenet-300-100
      train:
        optimizer: {nesterov: {momentum: 0.95, weight_decay: 0.0001}}
        learning_rate: {base: 0.1, warmup: 3, milestones: [5, 8], factor: 0.2, decay: [{hold: 4}, {linear: {until: 6, to: 0.5}}, {cosine: {from: 0.4, to: 0.1}}]}
        batch: 60
        iterations: 10
        evaluate_every: 2
        label_smoothing: 0.1
        augment: {flip: true, crop: 4}
      prune: {densities: [0.5, 0.25], ignore: [output]}
      arms:
        ticket: {after_prune: {rewind: {to: 2, optimizer: restore}}}
        late: {after_prune: learning_rate_rewind, prune: {rounds: 2, fraction: 0.2, fractions: {fc1: 0.3}}}
        chance: {after_prune: {rewind: 0}, prune: {criterion: random, scope: global}}
        tuned: {after_prune: {finetune: {iterations: 4}}}
        fresh: {after_prune: {reinitialise: 3}, masks_from: ticket}
        shuffled: {after_prune: {rewind: 0}, masks_from: ticket, mask_control: shuffle_layer}
        onwards: {after_prune: continue}
      tasks: {retries: 3, retry_delay: 1.5}
      """;

  @Test
  void everyDefaultIsWrittenOut() {
    JsonNode json = ExperimentJson.of(TestFiles.quickstart());

    assertThat(json.at("/prune/granularity").asText()).isEqualTo("weight");
    assertThat(json.at("/train/optimizer/adam/beta2").asDouble()).isEqualTo(0.999);
    assertThat(json.at("/train/learning_rate/milestones").isArray()).isTrue();
    assertThat(json.at("/arms/finetune/after_prune/finetune/iterations").asInt()).isEqualTo(1500);
    assertThat(json.at("/arms/finetune/after_prune/finetune/learning_rate/base").asDouble())
        .isEqualTo(0.0012);
    assertThat(json.at("/arms/ticket/prune/rounds").asInt()).isEqualTo(8);
    assertThat(json.at("/tasks/retry_delay").asDouble()).isEqualTo(300);
  }

  @Test
  void whatIsStoredLoadsAsTheSameExperiment() {
    Experiment everything = parse(EVERYTHING.getBytes(StandardCharsets.UTF_8));

    for (Experiment experiment : List.of(everything, TestFiles.quickstart())) {
      byte[] stored = ExperimentJson.bytes(experiment);
      assertThat(parse(stored)).isEqualTo(experiment);
      assertThat(ExperimentJson.bytes(parse(stored))).isEqualTo(stored);
    }
  }

  @Test
  void anArmThatNamesOneWayOfPruningDropsTheInheritedOther() {
    Experiment everything = parse(EVERYTHING.getBytes(StandardCharsets.UTF_8));

    assertThat(TestFiles.arm(everything, "late").prune())
        .isNotNull()
        .extracting(PruneConfig::densities, PruneConfig::rounds, PruneConfig::ignore)
        .containsExactly(null, 2, List.of("output"));
  }

  private static Experiment parse(byte[] bytes) {
    return Experiments.parse("everything.yaml", bytes, TestCatalog.get());
  }
}
