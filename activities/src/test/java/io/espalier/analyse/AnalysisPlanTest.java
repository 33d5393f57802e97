package io.espalier.analyse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.operator.EvaluateParameters;
import io.espalier.plan.DagBuilder;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.Planner;
import io.espalier.plan.analysis.AnalysisDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What analyses plan, and what a file may say of them. */
final class AnalysisPlanTest {
  private static final Catalog CATALOG = Catalog.builtIn();

  private static final String FILE =
      """
      name: small
      data: {name: procedural, validation: 1000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
      prune: {rounds: ROUNDS, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 0}}
        reinit: {after_prune: {reinitialise: {draws: 2}}, masks_from: ticket}
      replicates: REPLICATES
      analyses:
        masks: mask_similarity
        weights: weight_correlation
        basin: linear_mode_connectivity
        pixels: integrated_gradients
      """;

  private static Plan plan(String yaml) {
    return Planner.plan(
        Experiments.parse("small.yaml", yaml.getBytes(UTF_8), CATALOG), CATALOG, List.of());
  }

  private static Plan plan(int rounds, int replicates) {
    return plan(FILE.replace("ROUNDS", "" + rounds).replace("REPLICATES", "" + replicates));
  }

  private static Map<String, Task> tasks(Plan plan) {
    return plan.dag().tasks().stream()
        .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
  }

  private static Task task(Plan plan, String id) {
    return Objects.requireNonNull(tasks(plan).get(id), id);
  }

  private static List<String> ids(Plan plan, String analysis) {
    return plan.dag().tasks().stream()
        .map(task -> task.node().taskId())
        .filter(id -> id.startsWith("analyses." + analysis + "."))
        .toList();
  }

  @Test
  void moreRoundsAndReplicatesAddTasksAndChangeNone() {
    Map<String, Task> small = tasks(plan(2, 1));
    Map<String, Task> rounds = tasks(plan(3, 1));
    Map<String, Task> replicates = tasks(plan(2, 2));

    assertThat(rounds).containsAllEntriesOf(small);
    assertThat(replicates).containsAllEntriesOf(small);
    assertThat(rounds.keySet()).contains("analyses.masks.r1.03", "analyses.pixels.r1.ticket.03");
    assertThat(replicates.keySet()).contains("analyses.masks.r2.01", "analyses.weights.r2.00");
  }

  @Test
  void eachNetworkIsLookedAtOnceAndTheDenseOneIsInNoArm() {
    Plan plan = plan(1, 1);

    assertThat(ids(plan, "pixels"))
        .containsExactlyInAnyOrder(
            "analyses.pixels.r1.dense.00",
            "analyses.pixels.r1.ticket.01",
            "analyses.pixels.r1.reinit.01",
            "analyses.pixels.r1.reinit.01.d2");
    Task dense = task(plan, "analyses.pixels.r1.dense.00");
    assertThat(dense.inputs())
        .contains(
            new TaskInput(
                "weights", 0, "r1.dense.train", "weights", null, new Place(1, null, null, 0)));
  }

  @Test
  void masksOfARoundAreComparedWithThoseBeforeAndElsewhere() {
    Task task = task(plan(2, 2), "analyses.masks.r2.02");

    assertThat(task.inputs())
        .extracting(
            input ->
                input.role()
                    + " "
                    + input.fromTask()
                    + " "
                    + Objects.requireNonNull(input.place()).draw())
        .containsExactly(
            "mask r2.ticket.02.prune 1",
            "mask r2.ticket.02.prune 1",
            "mask r2.ticket.02.prune 2",
            "earlier r2.ticket.01.prune 1",
            "earlier r2.ticket.01.prune 1",
            "earlier r2.ticket.01.prune 2",
            "elsewhere r1.ticket.02.prune 1",
            "elsewhere r1.ticket.02.prune 1",
            "elsewhere r1.ticket.02.prune 2");
    assertThat(task.place()).isEqualTo(Place.NONE);
  }

  @Test
  void networksAreJoinedWithinARoundAndWithTheRoundBefore() {
    assertThat(ids(plan(2, 1), "basin"))
        .containsExactlyInAnyOrder(
            "analyses.basin.r1.dense.00-r1.ticket.01",
            "analyses.basin.r1.dense.00-r1.reinit.01",
            "analyses.basin.r1.dense.00-r1.reinit.01.d2",
            "analyses.basin.r1.ticket.01-r1.ticket.02",
            "analyses.basin.r1.ticket.01-r1.reinit.01",
            "analyses.basin.r1.ticket.01-r1.reinit.01.d2",
            "analyses.basin.r1.ticket.02-r1.reinit.02",
            "analyses.basin.r1.ticket.02-r1.reinit.02.d2",
            "analyses.basin.r1.reinit.01-r1.reinit.02",
            "analyses.basin.r1.reinit.01-r1.reinit.01.d2",
            "analyses.basin.r1.reinit.01.d2-r1.reinit.02.d2",
            "analyses.basin.r1.reinit.02-r1.reinit.02.d2");
  }

  @Test
  void aSelectionLeavesTheRestOut() {
    String file = FILE.replace("ROUNDS", "3").replace("REPLICATES", "2");
    Plan plan =
        plan(
            file.replace(
                "integrated_gradients",
                "{integrated_gradients: {only: {arms: [ticket], rounds: [0, 2], replicates: [2]}}}"));

    assertThat(ids(plan, "pixels"))
        .containsExactlyInAnyOrder("analyses.pixels.r2.dense.00", "analyses.pixels.r2.ticket.02");
  }

  @Test
  void everythingIsLaidAgainstOneArm() {
    String file = FILE.replace("ROUNDS", "1").replace("REPLICATES", "1");
    Plan plan = plan(file.replace("weight_correlation", "{weight_correlation: {against: ticket}}"));

    assertThat(ids(plan, "weights")).containsExactly("analyses.weights.r1.01");
    assertThat(task(plan, "analyses.weights.r1.01").inputs())
        .extracting(input -> input.role() + " " + input.fromTask())
        .containsExactly(
            "weights r1.reinit.01.d1.reinitialise",
            "weights r1.reinit.01.d2.reinitialise",
            "trained r1.ticket.01.train",
            "mask r1.ticket.01.prune",
            "mask r1.ticket.01.prune",
            "mask r1.ticket.01.prune");
  }

  @Test
  void thePlanComesBackFromItsBytes() {
    Plan plan = plan(2, 1);

    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @Test
  void aPlanWithoutAnalysesSaysNothingOfPlaces() {
    String file = FILE.replace("ROUNDS", "1").replace("REPLICATES", "1");
    Plan plan = plan(file.substring(0, file.indexOf("analyses:")));

    String inputs =
        plan.dag().tasks().stream()
            .map(task -> task.inputs().toString())
            .collect(Collectors.joining());
    assertThat(inputs).contains("place=null").doesNotContain("place=Place");
    assertThat(new String(PlanJson.write(plan), UTF_8))
        .contains(
            "{\"digest\":null,\"fromTask\":\"r1.split\",\"ordinal\":0,\"output\":\"split\","
                + "\"role\":\"split\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          masks: mask_similarity     | masks: mask_similarty                                  | 11:10: analyses.masks: mask_similarty (expected: one of: ANALYSES; did you mean mask_similarity?)
          masks: mask_similarity     | masks: {mask_similarity: {weight: kept}}               | 11:29: analyses.masks.mask_similarity: unknown key weight (expected: one of: weights, between, only; did you mean weights?)
          masks: mask_similarity     | masks: {mask_similarity: {only: {arms: [tickets]}}}    | 11:43: analyses.masks.mask_similarity.only.arms.0: tickets (expected: one of: ticket, reinit; did you mean ticket?)
          masks: mask_similarity     | masks: {mask_similarity: {only: {replicates: [4]}}}    | 11:49: analyses.masks.mask_similarity.only.replicates.0: 4 (expected: at most the 2 replicates of the experiment)
          masks: mask_similarity     | ma.sks: mask_similarity                                | 11:3: analyses: ma.sks (expected: letters, digits, _ and -, at most 200 of them)
          weights: weight_correlation | weights: {weight_correlation: {fractions: [1]}}       | 12:46: analyses.weights.weight_correlation.fractions.0: 1 (expected: a number above 0 and below 1)
          weights: weight_correlation | weights: {weight_correlation: {against: finetune}}    | 12:43: analyses.weights.weight_correlation.against: finetune (expected: one of: ticket, reinit)
          weights: weight_correlation | weights: {weight_correlation: {weights: trained}}     | 12:43: analyses.weights.weight_correlation.weights: trained (expected: start, or an arm to lay them against in against)
          basin: linear_mode_connectivity | basin: {linear_mode_connectivity: {steps: 1}}     | 13:45: analyses.basin.linear_mode_connectivity.steps: 1 (expected: a whole number from 2 to 1000)
          pixels: integrated_gradients | pixels: {integrated_gradients: {baseline: own}}      | 14:34: analyses.pixels.integrated_gradients.own: nothing (expected: the value of every input, since baseline is own)
          pixels: integrated_gradients | pixels: {integrated_gradients: {own: 1}}             | 14:40: analyses.pixels.integrated_gradients.own: 1.0 (expected: nothing, or baseline: own)
          """)
  void mistakesAreNamedWithLineAndColumn(String from, String to, String message) {
    String file = FILE.replace("ROUNDS", "1").replace("REPLICATES", "2").replace(from, to);
    String known = String.join(", ", CATALOG.names(AnalysisDescriptor.class));

    assertThatThrownBy(() -> plan(file))
        .isInstanceOf(ExperimentException.class)
        .hasMessage("small.yaml:" + message.replace("ANALYSES", known));
  }

  record Nothing() {}

  /** An operator that would train on what an analysis found out. */
  record Chooser(boolean readsTestData) implements OperatorDescriptor {
    @Override
    public String name() {
      return "choose";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Chooses.";
    }

    @Override
    public Class<? extends Record> parameters() {
      return Nothing.class;
    }

    @Override
    public @Nullable Record defaults() {
      return null;
    }
  }

  private static Plan chooses(boolean readsTestData) {
    List<Descriptor> known = new ArrayList<>(CATALOG.all(OperatorDescriptor.class));
    known.add(new Chooser(readsTestData));
    Catalog catalog = new Catalog(known, Map.of());
    DagBuilder dag = new DagBuilder("test", catalog);
    var evaluated = dag.task("evaluate", "evaluate", new EvaluateParameters("lenet-300-100"));
    var unused =
        dag.task("choose", "choose", new Nothing()).input("logits", evaluated, "predictions");
    return dag.plan();
  }

  @Test
  void whatCameOfTestDataIsReadOnlyByWhoSaysThatItReadsTestData() {
    assertThatThrownBy(() -> chooses(false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "choose: input logits from evaluate (expected: nothing that came of test data; only"
                + " operators whose readsTestData() is true may read it)");
    assertThat(chooses(true).dag().tasks()).hasSize(2);
  }
}
