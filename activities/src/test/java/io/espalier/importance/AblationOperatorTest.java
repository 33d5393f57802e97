package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.data.DataSet;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Relu;
import io.espalier.plan.analysis.Ablation.Parameters;
import io.espalier.plan.analysis.Ablation.Scored;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.step.RecordingContext.Measured;
import io.espalier.step.StoppedException;
import io.espalier.step.Subject;
import io.espalier.tensor.Tensor;
import io.espalier.train.TinyProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AblationOperatorTest {
  private static final Place DENSE = new Place(1, null, null, 0);
  private static final int UNITS = 6;

  private static final class Hidden implements Network {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "One hidden layer.";
    }

    @Override
    public NetworkSpec spec() {
      return new NetworkSpec(
          "tiny-hidden",
          List.of(1, 3, 3),
          3,
          List.of(new Flatten(), new Dense(UNITS, "fc1"), new Relu(), new Dense(3, "fc2")),
          Initialiser.KAIMING_NORMAL);
    }
  }

  private static final Catalog CATALOG =
      Catalog.builtIn().with(List.of(TinyProblem.CATALOG.get(DataSet.class, "tiny"), new Hidden()));

  private static RecordingContext context() {
    SortedMap<String, Tensor> weights =
        Initialisation.weights(
            new Hidden().spec(), RandomSource.of(new RandomStream("initialise", 3, List.of(1L))));
    return new RecordingContext()
        .catalog(CATALOG).executor(new JvmExecutor()).stream("score", 7, 1)
            .input("split", TinyProblem.split(15))
            .placed("weights", DENSE, TinyProblem.bytes(weights));
  }

  private static Parameters parameters(int batch, @Nullable List<Scored> criteria) {
    return new Parameters("tiny-hidden", "train", 60, batch, false, criteria);
  }

  private static double of(RecordingContext context, String name, Subject subject) {
    return context.measured().stream()
        .filter(each -> each.name().equals(name) && each.subject().equals(subject))
        .findFirst()
        .map(Measured::value)
        .orElseThrow(() -> new AssertionError(name + " of " + subject));
  }

  @Test
  void everyUnitIsMeasuredAndInOneBatchItsImportanceIsTheSizeOfItsChange() {
    RecordingContext context = context();
    new AblationOperator().run(parameters(60, null), context);

    assertThat(context.measured()).hasSize(2 * UNITS);
    for (int unit = 0; unit < UNITS; unit++) {
      Subject at = Subject.of(DENSE).layer("fc1").item("" + unit);
      assertThat(of(context, "true_importance", at))
          .isEqualTo(Math.abs(of(context, "loss_change", at)));
    }
    assertThat(context.measured().get(0).n()).isEqualTo(60);
  }

  @Test
  void changesOfMinibatchesHaveTheMeanOfTheWholeAndAtLeastItsSize() {
    RecordingContext whole = context();
    RecordingContext parts = context();
    new AblationOperator().run(parameters(60, null), whole);
    new AblationOperator().run(parameters(12, null), parts);

    for (int unit = 0; unit < UNITS; unit++) {
      Subject at = Subject.of(DENSE).layer("fc1").item("" + unit);
      double change = of(whole, "loss_change", at);
      assertThat(of(parts, "loss_change", at)).isCloseTo(change, within(1e-6));
      assertThat(of(parts, "true_importance", at)).isGreaterThanOrEqualTo(Math.abs(change) - 1e-6);
    }
  }

  @Test
  void stoppedBetweenMinibatchesAndResumedItMeasuresTheSameBits() {
    RecordingContext once = context();
    new AblationOperator().run(parameters(12, null), once);
    RecordingContext stopped = context().checkpointEvery(1).stopAtCheckpoint(2);
    assertThatThrownBy(() -> new AblationOperator().run(parameters(12, null), stopped))
        .isInstanceOf(StoppedException.class);
    RecordingContext resumed = context().continueFrom(stopped);
    new AblationOperator().run(parameters(12, null), resumed);

    assertThat(stopped.measured()).isEmpty();
    assertThat(resumed.measured()).isEqualTo(once.measured());
  }

  @Test
  void criteriaAreRankedBesideTheChangesByLayerAndOverAll() {
    RecordingContext context = context();
    Scored signed =
        new Scored(
            "exact",
            "singe",
            JsonNodeFactory.instance.objectNode().put("variant", "signed").put("steps", 50),
            60);
    Scored size = new Scored("size", "magnitude", null, 0);
    new AblationOperator().run(parameters(60, List.of(signed, size)), context);

    // Without the unit less with it: of all examples the very change that is measured.
    Subject all = Subject.of(DENSE).item("exact");
    assertThat(of(context, "signed_rank_agreement", all)).isCloseTo(1, within(1e-12));
    for (int unit = 0; unit < UNITS; unit++) {
      Subject layer = Subject.of(DENSE).layer("fc1");
      assertThat(of(context, "score", layer.item("exact " + unit)))
          .isCloseTo(of(context, "loss_change", layer.item("" + unit)), within(5e-3));
    }
    assertThat(of(context, "rank_agreement", Subject.of(DENSE).item("size")))
        .isEqualTo(of(context, "rank_agreement", Subject.of(DENSE).layer("fc1").item("size")));
  }

  @Test
  void unitsThatAMaskPrunesAreNotLookedAt() throws IOException {
    boolean[] kept = new boolean[UNITS * 9];
    Arrays.fill(kept, true);
    Arrays.fill(kept, 0, 18, false);
    kept[20] = false;
    ByteArrayOutputStream mask = new ByteArrayOutputStream();
    MaskFiles.write(
        mask, new Mask(Map.of("fc1.weight", new int[] {UNITS, 9}), Map.of("fc1.weight", kept)));
    RecordingContext context = context().placed("mask", DENSE, mask.toByteArray());
    new AblationOperator()
        .run(parameters(60, List.of(new Scored("size", "magnitude", null, 0))), context);

    assertThat(context.measured())
        .filteredOn(each -> each.name().equals("loss_change"))
        .extracting(each -> each.subject().item())
        .containsExactly("2", "3", "4", "5");
    assertThat(context.measured())
        .filteredOn(each -> each.name().equals("rank_agreement"))
        .allSatisfy(each -> assertThat(each.n()).isEqualTo(4));
  }

  @Test
  void moreExamplesInABatchThanThereAreAreRefused() {
    assertThatThrownBy(() -> new AblationOperator().run(parameters(61, null), context()))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage("batch: 61 (expected: at most the 60 examples of train)");
  }
}
