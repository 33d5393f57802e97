package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.experiment.TestFiles;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How data and training settings of a file reach the tasks. */
class TrainingRecipeTest {
  private static final List<String> DATA = List.of("a".repeat(64), "b".repeat(64));

  @Test
  void epochsAreWholeBatchesOfTheExamplesThatAreLeft() {
    // 55,000 examples in batches of 60 are 916 iterations; half of them in batches of 100, 275.
    assertThat(dense("train.iterations=2 epochs").at("/until").asLong()).isEqualTo(1832);
    assertThat(
            dense(
                    "train.iterations=1.5 epochs",
                    "train.batch=100",
                    "train.evaluate_every=1 epoch",
                    "data.subset={fraction: 0.5}",
                    "train.learning_rate={base: 1, milestones: [1 epoch, 300]}")
                .toString())
        .contains("\"until\":412", "\"evaluateEvery\":275", "\"milestones\":[275,300]");
  }

  @Test
  void aRewoundTrainingGoesOnInTheSameSchedule() {
    String[] settings = {
      "train.iterations=1000",
      "train.learning_rate={base: 0.1, warmup: 10, decay: [{hold: 400}, cosine]}",
      "arms={ticket: {after_prune: {rewind: 300}}, again: {after_prune: {learning_rate_rewind: 500}}}"
    };
    JsonNode dense = parameters("r1.dense.train", settings);
    for (String task :
        List.of("r1.dense.train_to_300", "r1.ticket.01.train", "r1.again.01.train")) {
      assertThat(parameters(task, settings).get("learningRate"))
          .as(task)
          .isEqualTo(dense.get("learningRate"));
    }
    assertThat(dense.at("/learningRate/decay").toString())
        .isEqualTo(
            "[{\"from\":1.0,\"shape\":\"linear\",\"to\":1.0,\"until\":400},"
                + "{\"from\":1.0,\"shape\":\"cosine\",\"to\":0.0,\"until\":1000}]");
  }

  @Test
  void aFineTuningGoesOnAtTheLastRateAboveZero() {
    double rate =
        parameters(
                "r1.finetune.01.train",
                "train.iterations=1000",
                "train.learning_rate={base: 0.1, decay: [linear]}")
            .at("/learningRate/base")
            .asDouble();
    assertThat(rate).isEqualTo(0.1 * (1 - 0.999));
  }

  @Test
  void onlyASplitThatDrawsMoreOwnsMoreStreams() {
    assertThat(split("data.validation=5000").streams())
        .extracting(RandomStream::purpose)
        .containsExactly("split");
    assertThat(split("data.subset={count: 100}", "data.label_noise=0.1").streams())
        .extracting(RandomStream::purpose)
        .containsExactly("split", "subset", "label-noise");
  }

  @Test
  void augmentationAndSmoothingReachEveryTrainingAndOnlyAugmentationDraws() {
    String[] settings = {"train.augment={flip: true, crop: 4}", "train.label_smoothing=0.1"};
    for (String id : List.of("r1.dense.train", "r1.finetune.01.train")) {
      Task task = task(id, settings);
      assertThat(task.parameters().get("augment")).hasToString("{\"crop\":4,\"flip\":true}");
      assertThat(task.parameters().get("labelSmoothing").asDouble()).isEqualTo(0.1);
      assertThat(task.streams())
          .extracting(RandomStream::purpose)
          .containsExactly("order", "augment");
    }
    assertThat(task("r1.dense.train").streams()).hasSize(1);
  }

  @Test
  void pruningAtInitialisationReachesEveryDensityFromTheDenseNetworkBeforeAnyTraining() {
    String[] settings = {
      "replicates=1",
      "train.iterations=100",
      "prune={criterion: snip, at: initialisation, densities: [0.5, 0.1]}",
      "arms={snip: {after_prune: {rewind: 0}}, fresh: {after_prune: reinitialise, masks_from: snip}}"
    };
    Plan plan = plan(settings);
    for (String round : List.of("01", "02")) {
      Task score = task("r1.snip." + round + ".score", settings);
      assertThat(score.node().upstream()).containsExactly("r1.initialise", "r1.split");
      assertThat(score.streams()).isEqualTo(task("r1.snip.01.score", settings).streams());
      assertThat(task("r1.snip." + round + ".prune", settings).node().upstream())
          .containsExactly("r1.snip." + round + ".score");
    }
    assertThat(plan.results())
        .extracting(PlannedResult::iterationsTotal)
        .as("no training precedes a mask")
        .containsOnly(100L);
  }

  @Test
  void stepsTellTheScoresOfEachDensityWhereToGo() {
    String[] settings = {
      "prune={scope: global, at: initialisation, densities: [0.5, 0.1], steps: 100}",
      "arms={flow: {after_prune: {rewind: 0}}}"
    };

    assertThat(parameters("r1.flow.02.score", settings).get("steps"))
        .hasToString("{\"count\":100,\"density\":0.1,\"scope\":\"global\",\"together\":null}");
    assertThat(parameters("r1.flow.01.score", settings).get("steps").get("density").asDouble())
        .isEqualTo(0.5);
    assertThat(task("r1.flow.02.score", settings).node().upstream())
        .as("one task scores all steps, from the initial weights")
        .containsExactly("r1.initialise");
  }

  private static Task split(String... settings) {
    return task("r1.split", settings);
  }

  private static JsonNode dense(String... settings) {
    return parameters("r1.dense.train", settings);
  }

  private static JsonNode parameters(String id, String... settings) {
    return task(id, settings).parameters();
  }

  private static Task task(String id, String... settings) {
    return plan(settings).dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(String... settings) {
    return Planner.plan(TestFiles.quickstart(settings), TestCatalog.get(), DATA);
  }
}
