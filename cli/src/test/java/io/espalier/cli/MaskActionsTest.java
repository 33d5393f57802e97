package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pieces masks take, and what becomes of the weights that they take, in whole runs. */
class MaskActionsTest {
  private static final String FILE =
      """
      name: mask-actions
      data: {name: procedural, validation: 200}
      model: lenet-300-100
      executor: %s
      train: {optimizer: adamw, learning_rate: 0.01, batch: 20, iterations: 12}
      prune: {criterion: magnitude, scope: layer, rounds: 2, fraction: 0.3}
      arms:
        zero: {after_prune: {rewind: 0}}
        frozen: {after_prune: {rewind: {to: 0, pruned: frozen}}}
        moved: {after_prune: {rewind: {to: 0, pruned: by_movement}}}
        channels: {after_prune: {rewind: 0}, prune: {granularity: channel}}
        hybrid: {after_prune: {rewind: 0}, prune: {by_layer: {fc1: {criterion: l2, granularity: filter}}}}
      replicates: 1
      seed: 3
      """;

  @TempDir private Path folder;
  private JsonNode results = new ObjectMapper().createArrayNode();

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "dl4j-cpu"})
  void whatIsComputedIsWhatThePagesSay(String executor) throws IOException {
    Path file = Files.writeString(folder.resolve("file.yaml"), FILE.formatted(executor));
    results = json("run", file.toString(), "--json").path("results");

    frozenWeightsAreTheInitialOnesAndTheOthersTrain();
    byMovementTheyAreZeroOrFrozenFromRoundToRound();
    wholeInputsGoFromAllUnits();
    oneMaskTakesRowsOfOneLayerAndWeightsOfTheOthers();
    frozenWeightsCostWhatTrainedOnesDo();
    anExportedTicketSaysWhatIsFrozen();
  }

  private void frozenWeightsAreTheInitialOnesAndTheOthersTrain() throws IOException {
    SortedMap<String, Tensor> initial = weights("zero", 0, "start_weights");
    for (int round = 1; round <= 2; round++) {
      Mask mask = mask("frozen", round);
      SortedMap<String, Tensor> trained = weights("frozen", round, "weights");
      assertThat(weights("frozen", round, "start_weights")).isEqualTo(initial);
      for (String name : mask.names()) {
        long moved = 0;
        for (int i = 0; i < mask.flags(name).length; i++) {
          boolean same = data(trained, name)[i] == data(initial, name)[i];
          assertThat(mask.flags(name)[i] || same).as("%s[%d]", name, i).isTrue();
          moved += same ? 0 : 1;
        }
        assertThat(moved).as(name).isPositive();
      }
      assertThat(trained).isNotEqualTo(weights("zero", round, "weights"));
    }
    assertThat(mask("frozen", 1)).isEqualTo(mask("zero", 1));
  }

  private void byMovementTheyAreZeroOrFrozenFromRoundToRound() throws IOException {
    SortedMap<String, Tensor> initial = weights("zero", 0, "start_weights");
    SortedMap<String, Tensor> dense = weights("zero", 0, "weights");
    SortedMap<String, Tensor> first = weights("moved", 1, "weights");
    SortedMap<String, Tensor> second = weights("moved", 2, "weights");
    Mask mask = mask("moved", 1);
    long zeros = 0;
    long frozen = 0;
    for (String name : mask.names()) {
      for (int i = 0; i < mask.flags(name).length; i++) {
        if (!mask.flags(name)[i]) {
          float was = data(initial, name)[i];
          boolean smaller = Math.abs(data(dense, name)[i]) < Math.abs(was);
          assertThat(data(first, name)[i]).isEqualTo(smaller ? 0 : was);
          assertThat(data(second, name)[i]).isEqualTo(data(first, name)[i]);
          zeros += smaller ? 1 : 0;
          frozen += smaller ? 0 : 1;
        }
      }
    }
    assertThat(zeros).isPositive();
    assertThat(frozen).isPositive();
  }

  private void wholeInputsGoFromAllUnits() throws IOException {
    // HALF_EVEN(0.3 · 784, 300, 100) = 235, 90, 30 inputs go in round 1.
    Mask mask = mask("channels", 1);
    assertThat(mask.keptByTensor())
        .isEqualTo(
            Map.of("fc1.weight", 300L * 549, "fc2.weight", 100L * 210, "fc3.weight", 10L * 70));
    boolean[] kept = mask.flags("fc2.weight");
    for (int i = 0; i < kept.length; i++) {
      assertThat(kept[i]).isEqualTo(kept[i % 300]);
    }
  }

  private void oneMaskTakesRowsOfOneLayerAndWeightsOfTheOthers() throws IOException {
    Mask mask = mask("hybrid", 1);
    assertThat(mask.keptByTensor())
        .isEqualTo(Map.of("fc1.weight", 210L * 784, "fc2.weight", 21_000L, "fc3.weight", 700L));
    boolean[] kept = mask.flags("fc1.weight");
    for (int i = 0; i < kept.length; i++) {
      assertThat(kept[i]).isEqualTo(kept[i - i % 784]);
    }
    assertThat(mask.flags("fc2.weight")).isEqualTo(mask("zero", 1).flags("fc2.weight"));
  }

  private void frozenWeightsCostWhatTrainedOnesDo() throws IOException {
    for (JsonNode step : json("show", "--cost", "--json").path("steps")) {
      String task = step.path("task_id").asText();
      long all = step.path("dense_multiply_adds").asLong();
      if (task.matches("r1\\.frozen\\.0[12]\\.(train|evaluate)")) {
        assertThat(step.path("multiply_adds").asLong()).as(task).isEqualTo(all).isPositive();
      } else if (task.matches("r1\\.zero\\.0[12]\\.(train|evaluate)")) {
        assertThat(step.path("multiply_adds").asLong()).as(task).isLessThan(all);
      }
    }
  }

  private void anExportedTicketSaysWhatIsFrozen() throws IOException {
    for (String arm : new String[] {"frozen", "zero"}) {
      Path ticket = folder.resolve("ticket-" + arm);
      CommandLineRun export =
          CommandLineRun.of(home(), "export", "--arm", arm, "--round", "2", ticket.toString());
      assertThat(export.exitCode()).as(export.err()).isZero();
      assertThat(Files.readString(ticket.resolve("README.md")).contains("are frozen"))
          .as(arm)
          .isEqualTo(arm.equals("frozen"));
    }
  }

  private JsonNode json(String... arguments) throws IOException {
    CommandLineRun done = CommandLineRun.of(home(), arguments);
    assertThat(done.exitCode()).as(done.err()).isZero();
    return new ObjectMapper().readTree(done.out());
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Mask mask(String arm, int round) throws IOException {
    return MaskFiles.read(bytes(result(arm, round).path("mask").asText()));
  }

  private SortedMap<String, Tensor> weights(String arm, int round, String which)
      throws IOException {
    return Safetensors.read(bytes(result(arm, round).path(which).asText()));
  }

  private static float[] data(SortedMap<String, Tensor> tensors, String name) {
    return Tensors.get(tensors, name).data();
  }

  private JsonNode result(String arm, int round) {
    for (JsonNode result : results) {
      if (result.path("arm").asText().equals(arm) && result.path("round").asInt() == round) {
        return result;
      }
    }
    throw new AssertionError(arm + " " + round + " in " + results);
  }

  private byte[] bytes(String digest) throws IOException {
    Path file = folder.resolve(digest);
    if (!Files.exists(file)) {
      CommandLineRun export = CommandLineRun.of(home(), "export", digest, file.toString());
      assertThat(export.exitCode()).as(export.err()).isZero();
    }
    return Files.readAllBytes(file);
  }
}
