package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What protocols and treatments compute, to the bit. */
class ProtocolRunsTest {
  private static final String FILE =
      """
      name: protocols
      data: {name: procedural, validation: 200}
      model: lenet-300-100
      executor: %s
      train: {optimizer: adam, learning_rate: {base: 0.01, milestones: [8]}, batch: 20, iterations: 12}
      prune: {criterion: magnitude, scope: global, rounds: 2, fraction: 0.3}
      arms:
        ticket: {after_prune: {rewind: 0}}
        nothing: {after_prune: learning_rate_rewind, prune: {fraction: 0}}
        long: {protocol: {extended_dense: nothing}}
        late: {after_prune: {rewind: 5}}
        pieces: {protocol: {extended_dense: late}}
        kept: {after_prune: keep_trained, masks_from: ticket}
        own: {after_prune: keep_trained}
        rate: {after_prune: learning_rate_rewind}
        slow: {protocol: {gradual: {begin: 2, end: 10, every: 4, prune: {densities: [1, 0.2]}}}}
        shot: {after_prune: learning_rate_rewind, prune: {schedule: {one_shot: [0.7, 0.49]}}}
      replicates: 1
      seed: 3
      """;

  @TempDir private Path folder;
  private JsonNode results = new ObjectMapper().createArrayNode();
  private String run = "";

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "dl4j-cpu"})
  void whatIsComputedIsWhatThePagesSay(String executor) throws IOException {
    run(executor);
    equalTrainingsGiveEqualBits();
    keptWeightsAreThoseThatTheMaskWasMadeOf();
    gradualMasksHaveTheCountsOfTheFormulaNestAndHoldWeightsAtZero();
  }

  private void equalTrainingsGiveEqualBits() throws IOException {
    for (int round = 0; round <= 2; round++) {
      assertThat(weights("long", round))
          .as("extended dense training, and pruning nothing, round %d", round)
          .isEqualTo(weights("nothing", round));
      assertThat(weights("own", round))
          .as("keep_trained with masks of its own, and the rewound learning rate, round %d", round)
          .isEqualTo(weights("rate", round));
    }
    assertThat(weights("long", 1))
        .isNotEqualTo(weights("long", 2))
        .isNotEqualTo(weights("long", 0));
    assertThat(output("r1.pieces.02.train_1", "weights"))
        .as("a schedule in two pieces, of 7 iterations and of 5, and in one")
        .isEqualTo(weights("long", 1));
    assertThat(weights("slow", 1))
        .as("gradual pruning to density 1, and no pruning")
        .isEqualTo(weights("slow", 0));
    assertThat(weights("kept", 1))
        .as("the masks of round 1 are of the dense network in both")
        .isEqualTo(weights("rate", 1));
    assertThat(weights("kept", 2)).isNotEqualTo(weights("rate", 2));
    assertThat(weights("shot", 1)).isEqualTo(weights("rate", 1));
    assertThat(tensors(result("shot", 2).path("start_weights").asText()))
        .as("each density in one go from the dense network")
        .isEqualTo(masked(weights("shot", 0), mask(result("shot", 2).path("mask").asText())));
  }

  private void keptWeightsAreThoseThatTheMaskWasMadeOf() throws IOException {
    assertThat(tensors(result("kept", 2).path("start_weights").asText()))
        .isEqualTo(masked(weights("ticket", 1), mask(result("kept", 2).path("mask").asText())));
    assertThat(result("kept", 2).path("mask")).isEqualTo(result("ticket", 2).path("mask"));
  }

  private void gradualMasksHaveTheCountsOfTheFormulaNestAndHoldWeightsAtZero() throws IOException {
    Mask before = null;

    for (int at : new int[] {6, 10}) {
      Mask mask = mask(output("r1.slow.02.prune_at_" + at, "mask"));
      // 0.2 + 0.8 (1 − (t − 2) / 8)³ of 266,200 weights, halves to even
      BigDecimal left = BigDecimal.valueOf(10 - at).divide(BigDecimal.valueOf(8));
      BigDecimal density = new BigDecimal("0.2").add(new BigDecimal("0.8").multiply(left.pow(3)));
      assertThat(mask.keptCount())
          .isEqualTo(
              density
                  .multiply(BigDecimal.valueOf(266_200))
                  .setScale(0, RoundingMode.HALF_EVEN)
                  .longValueExact());
      if (before != null) {
        Mask earlier = before;
        assertThat(mask.names())
            .allMatch(name -> within(mask.flags(name), earlier.flags(name)), "nothing comes back");
        String trained = output("r1.slow.02.train_to_" + at, "weights");
        assertThat(tensors(trained)).isEqualTo(masked(trained, before));
      }
      before = mask;
    }
    assertThat(tensors(weights("slow", 2)))
        .isEqualTo(masked(weights("slow", 2), mask(result("slow", 2).path("mask").asText())));
    assertThat(result("slow", 2).path("density").asDouble()).isEqualTo(0.2);
    assertThat(result("slow", 1).path("density").asDouble()).isEqualTo(1);
  }

  private void run(String executor) throws IOException {
    Path file = Files.writeString(folder.resolve("protocols.yaml"), FILE.formatted(executor));
    CommandLineRun done = CommandLineRun.of(home(), "run", file.toString(), "--json");
    assertThat(done.exitCode()).as(done.err()).isZero();
    JsonNode answer = new ObjectMapper().readTree(done.out());
    results = answer.path("results");
    run = answer.path("run_id").asText();
  }

  private Path home() {
    return folder.resolve("home");
  }

  private String weights(String arm, int round) {
    return result(arm, round).path("weights").asText();
  }

  private JsonNode result(String arm, int round) {
    for (JsonNode result : results) {
      if (result.path("arm").asText().equals(arm) && result.path("round").asInt() == round) {
        return result;
      }
    }
    throw new AssertionError(arm + " " + round + " in " + results);
  }

  private String output(String task, String role) {
    try (Store store = Stores.readOnly(home())) {
      return store.tasks().outputs(run, List.of(task)).getOrDefault(task, List.of()).stream()
          .filter(output -> output.role().equals(role))
          .findFirst()
          .orElseThrow()
          .artifact()
          .sha256();
    }
  }

  private Mask mask(String digest) throws IOException {
    return MaskFiles.read(bytes(digest));
  }

  private static boolean within(boolean[] inner, boolean[] outer) {
    boolean within = true;
    for (int i = 0; i < inner.length; i++) {
      within &= outer[i] || !inner[i];
    }
    return within;
  }

  /** Tensors by name, by their bits. */
  private Map<String, ByteBuffer> tensors(String digest) throws IOException {
    return bits(Safetensors.read(bytes(digest)));
  }

  private Map<String, ByteBuffer> masked(String digest, Mask mask) throws IOException {
    SortedMap<String, Tensor> tensors = Safetensors.read(bytes(digest));
    mask.applyTo(tensors);
    return bits(tensors);
  }

  private static Map<String, ByteBuffer> bits(SortedMap<String, Tensor> tensors) {
    Map<String, ByteBuffer> bits = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          ByteBuffer buffer = ByteBuffer.allocate(4 * tensor.data().length);
          buffer.asFloatBuffer().put(tensor.data());
          bits.put(name, buffer);
        });
    return bits;
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
