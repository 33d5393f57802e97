package io.espalier.analyse.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.SplitManifest;
import io.espalier.data.split.SplitOperator;
import io.espalier.data.split.Subset;
import io.espalier.experiment.load.Experiments;
import io.espalier.operator.SplitParameters;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.plan.protocol.dense.DenseWithout.Parameters;
import io.espalier.step.RecordingContext;
import io.espalier.train.LinearExecutor;
import io.espalier.train.TinyProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LeaveOutExamplesTest {
  private static final byte[] BEFORE = TinyProblem.weights();

  /** Weights that know which pixels are bright in which class. */
  private static final byte[] AFTER =
      TinyProblem.weights(
          new float[] {
            3, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 3
          },
          new float[3]);

  private static RecordingContext context() {
    RecordingContext split =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG).stream("split", 7, 1).stream("label-noise", 7, 1);
    new SplitOperator().run(new SplitParameters("tiny", 15, null, null, 0.2, null), split);
    return new RecordingContext()
        .catalog(TinyProblem.CATALOG)
        .executor(new LinearExecutor())
        .input("split", split.output("split").bytes());
  }

  private static SplitData data(RecordingContext context, byte[] split) {
    return SplitData.of(
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .executor(context.executor())
            .input("split", split));
  }

  private static List<Integer> indices(Subset subset) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < subset.count(); i++) {
      indices.add(subset.index(i));
    }
    return indices;
  }

  @Test
  void thoseGoWhoseLossFellTheMost() {
    RecordingContext context = context().input("before", BEFORE).input("after", AFTER);
    Subset all = SplitData.of(context).train();
    ExampleLosses before = ExampleLosses.of(context, "tiny-linear", "none", BEFORE, all, 3);
    ExampleLosses after = ExampleLosses.of(context, "tiny-linear", "none", AFTER, all, 3);
    List<Integer> byHand = new ArrayList<>();
    for (int i = 0; i < all.count(); i++) {
      byHand.add(i);
    }
    byHand.sort(
        Comparator.comparingDouble(
            i -> after.loss(i, all.label(i)) - before.loss(i, all.label(i))));
    List<Integer> gone = byHand.subList(0, 12).stream().map(all::index).toList();

    var result =
        new LeaveOutExamplesOperator().run(new Parameters("tiny-linear", 0.2, "improved"), context);

    byte[] split = context.output("split").bytes();
    SplitData left = data(context, split);
    assertThat(result.left()).isEqualTo(48);
    assertThat(result.out()).isEqualTo(12);
    assertThat(indices(left.train()))
        .hasSize(48)
        .doesNotContainAnyElementsOf(gone)
        .isSubsetOf(indices(all));
    assertThat(indices(left.validation())).isEqualTo(indices(SplitData.of(context).validation()));
    for (int i = 0; i < 48; i++) {
      int at = indices(all).indexOf(left.train().index(i));
      assertThat(left.train().label(i)).isEqualTo(all.label(at));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void asManyGoAtRandomAndNoOthersUnderTheSameSeed(long replicate) {
    Parameters parameters = new Parameters("tiny-linear", 0.2, "random");
    RecordingContext one = context().stream("leave-out", 7, replicate, 4);
    RecordingContext again = context().stream("leave-out", 7, replicate, 4);
    new LeaveOutExamplesOperator().run(parameters, one);
    new LeaveOutExamplesOperator().run(parameters, again);

    assertThat(one.output("split").bytes()).isEqualTo(again.output("split").bytes());
    assertThat(indices(data(one, one.output("split").bytes()).train())).hasSize(48);
  }

  @Test
  void allThatAreKeptAreTheWholeSplitByteForByte() {
    byte[] split = context().input("split");
    SplitManifest manifest = SplitManifest.of(split);
    int[] all = indices(SplitData.of(context()).train()).stream().mapToInt(i -> i).toArray();

    assertThat(manifest.onlyTraining(all).toBytes()).isEqualTo(split);
  }

  private static final String FILE =
      """
      name: small
      data: {name: procedural, validation: 1000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
      prune: {rounds: 3, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 0}}
        narrow: {protocol: {narrow_dense: ticket}}
        without: {protocol: {dense_without: {improved_in: ticket, rounds: [3], part: 0.1}}}
      """;

  private static Plan plan(String yaml) {
    Catalog catalog = Catalog.builtIn();
    return Planner.plan(
        Experiments.parse("small.yaml", yaml.getBytes(StandardCharsets.UTF_8), catalog),
        catalog,
        List.of());
  }

  private static Task task(Plan plan, String id) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theDenseNetworkTrainsFromItsInitialWeightsOnWhatIsLeft() {
    Plan plan = plan(FILE);

    assertThat(task(plan, "r1.without.03.leave_out").inputs())
        .containsExactly(
            TaskInput.of("split", "r1.split", "split"),
            TaskInput.of("before", "r1.dense.train", "weights"),
            TaskInput.of("after", "r1.ticket.03.train", "weights"));
    assertThat(task(plan, "r1.without.03.train").inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.initialise", "weights"),
            TaskInput.of("split", "r1.without.03.leave_out", "split"));
    assertThat(task(plan, "r1.without.03.train").parameters())
        .isEqualTo(task(plan, "r1.dense.train").parameters());
  }

  @Test
  void mistakesSayWhere() {
    assertThatThrownBy(() -> plan(FILE.replace("part: 0.1", "part: 0.999")))
        .hasMessageContaining("part: 0.999 (expected: a part that leaves a batch of 60 examples)");
    assertThatThrownBy(() -> plan(FILE.replace("improved_in: ticket", "improved_in: narrow")))
        .hasMessageContaining(
            "improved_in: narrow, whose networks are of another shape (expected: an arm with"
                + " networks of the experiment's own)");
  }
}
