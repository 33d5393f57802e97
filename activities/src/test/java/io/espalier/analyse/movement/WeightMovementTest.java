package io.espalier.analyse.movement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.step.RecordingContext;
import io.espalier.step.Subject;
import io.espalier.train.TinyProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WeightMovementTest {
  private static final Place TICKET = new Place(1, "ticket", 1, 2);
  private static final Place DENSE = new Place(1, null, null, 0);

  /** 27 weights, each of this value where kept and 0 elsewhere. */
  private static byte[] weights(float value, int kept) {
    float[] weights = new float[27];
    Arrays.fill(weights, 0, kept, value);
    return TinyProblem.weights(weights, new float[3]);
  }

  private static byte[] mask(int kept) {
    boolean[] flags = new boolean[27];
    Arrays.fill(flags, 0, kept, true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(
          out, new Mask(Map.of("fc1.weight", new int[] {3, 9}), Map.of("fc1.weight", flags)));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  private static double value(RecordingContext context, String name, String item) {
    Subject subject = Subject.of(TICKET).item(item);
    return context.measured().stream()
        .filter(each -> each.name().equals(name) && each.subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " " + item + ": " + context.measured()))
        .value();
  }

  @Test
  void keptWeightsMoveFromTheInitialOnesAndBesideThoseOfTheDenseNetwork() {
    RecordingContext context =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .placed("start", TICKET, weights(2, 9))
            .placed("trained", TICKET, weights(3, 9))
            .placed("mask", TICKET, mask(9))
            .placed("dense_start", DENSE, weights(1, 27))
            .placed("dense_trained", DENSE, weights(-3, 27));

    new WeightMovementOperator().run(new WeightMovement.Parameters("tiny-linear"), context);

    assertThat(value(context, "movement", "kept")).isEqualTo(3 * 2);
    assertThat(value(context, "movement_in_round", "kept")).isEqualTo(3 * 1);
    assertThat(value(context, "dense_movement", "kept")).isEqualTo(3 * 4);
    assertThat(value(context, "dense_movement", "pruned"))
        .isCloseTo(Math.sqrt(18) * 4, within(1e-12));
    assertThat(value(context, "distance_from_dense", "kept")).isEqualTo(3 * 6);
    assertThat(value(context, "relative_movement", "kept")).isEqualTo(0.5);
    assertThat(context.measured())
        .filteredOn(row -> "fc1".equals(row.subject().layer()))
        .hasSize(6)
        .filteredOn(row -> row.name().equals("movement"))
        .extracting(RecordingContext.Measured::n)
        .containsExactly(9L);
  }

  @Test
  void theDenseNetworkMovesAsItMoves() {
    RecordingContext context =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .placed("start", TICKET, weights(1, 27))
            .placed("trained", TICKET, weights(4, 27))
            .placed("dense_start", DENSE, weights(1, 27))
            .placed("dense_trained", DENSE, weights(4, 27));

    new WeightMovementOperator().run(new WeightMovement.Parameters("tiny-linear"), context);

    assertThat(value(context, "relative_movement", "kept")).isEqualTo(1);
    assertThat(value(context, "distance_from_dense", "kept")).isZero();
    assertThat(value(context, "dense_movement", "pruned")).isZero();
  }

  @Test
  void everyRoundIsLaidBesideTheDenseNetworkOfItsReplicate() {
    String file =
        """
        name: small
        data: {name: procedural, validation: 1000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {rounds: 2, fraction: 0.2}
        arms: {ticket: {after_prune: {rewind: 0}}}
        replicates: 2
        analyses:
          movement: {weight_movement: {only: {rounds: [2]}}}
          structure: mask_structure
        """;
    Catalog catalog = Catalog.builtIn();
    Plan plan =
        Planner.plan(
            Experiments.parse("small.yaml", file.getBytes(UTF_8), catalog), catalog, List.of());

    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.node().taskId().startsWith("analyses."))
        .extracting(task -> task.node().taskId())
        .containsExactlyInAnyOrder(
            "analyses.movement.r1.02",
            "analyses.movement.r2.02",
            "analyses.structure.r1.01",
            "analyses.structure.r1.02",
            "analyses.structure.r2.01",
            "analyses.structure.r2.02");
    Task task =
        plan.dag().tasks().stream()
            .filter(each -> each.node().taskId().equals("analyses.movement.r2.02"))
            .findFirst()
            .orElseThrow();
    assertThat(task.inputs())
        .extracting(TaskInput::role, TaskInput::fromTask)
        .extracting(Object::toString)
        .containsExactly(
            "(\"start\", \"r2.ticket.02.rewind\")",
            "(\"trained\", \"r2.ticket.02.train\")",
            "(\"mask\", \"r2.ticket.02.prune\")",
            "(\"dense_start\", \"r2.initialise\")",
            "(\"dense_trained\", \"r2.dense.train\")");
  }
}
