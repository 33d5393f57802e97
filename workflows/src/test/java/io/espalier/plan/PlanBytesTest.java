package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.load.Experiments;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanBytesTest {
  private static final String SMALL =
      """
      name: small
      data: {name: mnist, validation: 5000}
      model: lenet-300-100
      train: {optimizer: {momentum: 0.9}, learning_rate: 0.1, batch: 60, iterations: 100}
      prune: {rounds: 2, fraction: 0.2, fractions: {fc2: 0.3, fc1: 0.25, output: 0.1}}
      arms:
        b: {after_prune: {rewind: 10}}
        a: {after_prune: reinitialise, masks_from: b, mask_control: invert}
      replicates: 2
      """;

  @Test
  void aPlanSurvivesItsOwnBytes() {
    byte[] bytes = PlanJson.write(plan());

    assertThat(PlanJson.read(bytes)).isEqualTo(plan());
    assertThat(PlanJson.write(PlanJson.read(bytes))).isEqualTo(bytes);
  }

  @Test
  void theSameExperimentGivesTheSameBytesEverywhere() throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(PlanJson.write(plan()));

    // Changes only where a plan's format, the keys of experiments, the default settings of tasks or
    // this file change.
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("db3ec2b39fc249a633ad8cd8a0cbce8de8a607390ecccd95d6e1c64c0bf6f513");
  }

  @Test
  void armsAndTheirNumbersComeInTheOrderOfTheFile() {
    assertThat(plan().results())
        .extracting(PlannedResult::arm)
        .containsExactly("b", "b", "b", "a", "a", "a", "b", "b", "b", "a", "a", "a");
  }

  private static Plan plan() {
    byte[] text = SMALL.getBytes(StandardCharsets.UTF_8);
    return Planner.plan(
        Experiments.parse("small.yaml", text, TestCatalog.get()),
        TestCatalog.get(),
        List.of("a".repeat(64)));
  }
}
