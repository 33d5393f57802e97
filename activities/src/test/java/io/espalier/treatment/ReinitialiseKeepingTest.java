package io.espalier.treatment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import io.espalier.plan.treatment.ReinitialiseKeeping;
import io.espalier.random.RandomSource;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Treatments between rewinding and drawing anew, and those that change nothing but chance. */
final class ReinitialiseKeepingTest {
  private static final NetworkSpec NETWORK = new LeNet300100().spec();
  private static final String FC2 = "fc2.weight";

  private static SortedMap<String, Tensor> drawn(String purpose) {
    return Initialisation.weights(
        NETWORK, RandomSource.of(new RandomStream(purpose, 7, List.of(1L, 3L, 1L))));
  }

  private static Mask everyOther() {
    boolean[] kept = new boolean[30_000];
    for (int i = 0; i < kept.length; i += 2) {
      kept[i] = true;
    }
    return new Mask(Map.of(FC2, new int[] {100, 300}), Map.of(FC2, kept));
  }

  private static SortedMap<String, Tensor> kept(
      SortedMap<String, Tensor> initial, String keep, @Nullable String sizes) throws IOException {
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    Safetensors.write(weights, initial);
    ByteArrayOutputStream mask = new ByteArrayOutputStream();
    MaskFiles.write(mask, everyOther());
    RecordingContext context =
        new RecordingContext()
            .input("weights", weights.toByteArray()).input("mask", mask.toByteArray()).stream(
                "reinitialise", 7, 1, 3, 1);
    new ReinitialiseKeepingOperator()
        .run(new ReinitialiseKeeping.Parameters("lenet-300-100", null, keep, sizes), context);
    return Safetensors.read(context.output("weights").bytes());
  }

  private static double norm(float[] values, int step) {
    double squares = 0;
    for (int i = 0; i < values.length; i += step) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }

  @Test
  void signsAreTheInitialOnesAndSizesThoseOfTheRedrawnWeights() throws IOException {
    SortedMap<String, Tensor> initial = drawn("initialise");
    float[] first = Tensors.get(initial, FC2).data();
    float[] redrawn = Tensors.get(drawn("reinitialise"), FC2).data();

    float[] given = Tensors.get(kept(initial, "signs", null), FC2).data();

    for (int i = 0; i < given.length; i++) {
      float expected = i % 2 == 0 ? Math.copySign(redrawn[i], first[i]) : 0f;
      assertThat(Float.floatToRawIntBits(given[i]))
          .as("%s", i)
          .isEqualTo(Float.floatToRawIntBits(expected));
    }
  }

  @Test
  void normsOfLayersUnderTheMaskAreTheInitialOnesAndDirectionsTheRedrawnOnes() throws IOException {
    SortedMap<String, Tensor> initial = drawn("initialise");
    // Scaled up: the ticket's weights are larger than any draw.
    float[] first = Tensors.get(initial, FC2).data();
    for (int i = 0; i < first.length; i++) {
      first[i] *= 3;
    }
    float[] redrawn = Tensors.get(drawn("reinitialise"), FC2).data();

    float[] given = Tensors.get(kept(initial, "norms", null), FC2).data();

    assertThat(norm(given, 1)).isCloseTo(norm(first, 2), within(1e-4));
    double factor = norm(first, 2) / norm(redrawn, 2);
    assertThat(given[10]).isEqualTo((float) (redrawn[10] * factor));
    assertThat(given[11]).isZero();
  }

  @Test
  void theMaskBecomesSignsOfOneSizeInEachLayer() throws IOException {
    SortedMap<String, Tensor> initial = drawn("initialise");
    float[] first = Tensors.get(initial, FC2).data();
    float size = (float) (norm(first, 1) / Math.sqrt(first.length));

    float[] given = Tensors.get(kept(initial, "signs", "constant"), FC2).data();

    for (int i = 0; i < given.length; i += 2) {
      assertThat(given[i]).isEqualTo(Math.copySign(size, first[i]));
    }
  }

  private static final String FILE =
      """
      name: x
      data: {name: procedural, validation: 1000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
      prune: {rounds: 2, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 0}}
        reinit: {after_prune: reinitialise, masks_from: ticket}
        signs: {after_prune: {reinitialise_keeping: signs}, masks_from: ticket}
        sized: {after_prune: {reinitialise_keeping: {keep: signs, sizes: constant}}, masks_from: ticket}
        chance: {after_prune: {rewind_reordered: 0}}
        supermask: {after_prune: untrained, masks_from: ticket}
      analyses: {pixels: {integrated_gradients: {examples: 1}}}
      """;

  private static Plan plan() {
    Catalog catalog = Catalog.builtIn();
    return Planner.plan(
        Experiments.parse("x.yaml", FILE.getBytes(UTF_8), catalog), catalog, List.of());
  }

  private static Task task(String id) {
    return plan().dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id));
  }

  @Test
  void whatIsDrawnIsWhatReinitialiseDraws() {
    Task signs = task("r1.signs.02.reinitialise");

    assertThat(signs.streams()).isEqualTo(task("r1.reinit.02.reinitialise").streams());
    assertThat(signs.inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.initialise", "weights"),
            TaskInput.of("mask", "r1.ticket.02.prune", "mask"));
    assertThat(signs.parameters().has("sizes")).isFalse();
    assertThat(task("r1.sized.02.reinitialise").parameters().get("sizes").asText())
        .isEqualTo("constant");
  }

  @Test
  void anotherOrderOfDataIsAllThatTellsAReorderedArmFromRewind() {
    Task ticket = task("r1.ticket.02.train");
    Task chance = task("r1.chance.02.train");

    assertThat(chance.parameters()).isEqualTo(ticket.parameters());
    assertThat(ticket.streams()).containsExactly(new RandomStream("order", 1, List.of(1L)));
    assertThat(chance.streams()).containsExactly(new RandomStream("order", 1, List.of(1L, 1L)));
    assertThat(task("r1.chance.02.score").inputs())
        .contains(TaskInput.of("weights", "r1.chance.01.train", "weights"));
  }

  @Test
  void aSupermaskIsEvaluatedUntrained() {
    assertThat(task("r1.supermask.02.evaluate").inputs())
        .contains(TaskInput.of("weights", "r1.supermask.02.untrained", "weights"));
    PlannedResult result =
        plan().results().stream()
            .filter(one -> one.arm().equals("supermask") && one.round() == 2)
            .findFirst()
            .orElseThrow();
    assertThat(result.iterations()).isZero();
    // The dense training and the ticket's first round, which the mask rests on.
    assertThat(result.iterationsTotal()).isEqualTo(200);
    assertThat(task("analyses.pixels.r1.supermask.02").inputs())
        .contains(TaskInput.of("split", "r1.split", "split"));
    assertThat(task("analyses.pixels.r1.supermask.02").parameters().get("network").asText())
        .isEqualTo("lenet-300-100");
  }
}
