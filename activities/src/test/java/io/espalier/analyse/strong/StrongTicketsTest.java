package io.espalier.analyse.strong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.construct.ConstructTicketOperator;
import io.espalier.construct.TinyTickets;
import io.espalier.dag.Place;
import io.espalier.step.RecordingContext;
import io.espalier.step.RecordingContext.Measured;
import io.espalier.tensor.Tensor;
import io.espalier.train.TinyProblem;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StrongTicketsTest {
  @Test
  void theValuesThatASubsetSumNeedsGrowWithTheLogarithmOfTheAccuracy() {
    RecordingContext context = new RecordingContext().stream("subset-sums", 3);
    new MeasureSubsetSumsOperator().run(new StrongTickets.None(), context);

    for (String name : new String[] {"least_values", "least_values_product"}) {
      double[] least =
          context.measured().stream()
              .filter(one -> one.name().equals(name))
              .mapToDouble(Measured::value)
              .toArray();
      assertThat(least).hasSize(MeasureSubsetSumsOperator.ERRORS.size()).isSorted();
      // The fourth is 0.01, at which 15 values are known to do and 12 are not.
      assertThat(least[3]).as("seed 3: %s", name).isBetween(13.0, 15.0);
      assertThat(value(context, name + "_fit")).as("seed 3").isBetween(0.95, 1.0);
    }
  }

  @Test
  void aLineFitsPointsOfALine() {
    assertThat(MeasureSubsetSumsOperator.fit(new double[] {1, 2, 4}, new double[] {5, 7, 11}))
        .isCloseTo(1, within(1e-12));
    assertThat(MeasureSubsetSumsOperator.fit(new double[] {0, 1, 2}, new double[] {0, 1, 0}))
        .isZero();
  }

  @Test
  void aNetworkIsHeldAgainstItsTarget() {
    String target = TinyTickets.three("relu");
    RecordingContext constructed = TinyTickets.context(target);
    new ConstructTicketOperator().run(TinyTickets.parameters(target, false), constructed);
    float[] right = new float[90];
    for (int i = 0; i < 30; i++) {
      right[3 * i + i % 3] = 1;
    }
    float[] wrongOnce = right.clone();
    wrongOnce[1] = 4;
    RecordingContext context =
        TinyTickets.context(target)
            .placed(
                "construction",
                new Place(1, "strong", 1, 3),
                constructed.output("construction").bytes())
            .placed("predictions", new Place(1, "strong", 1, 3), logits(wrongOnce))
            .placed("target", new Place(1, "ticket", 1, 3), logits(right));
    new MeasureStrongTicketOperator().run(new MeasureStrongTicketOperator.Parameter(true), context);

    assertThat(value(context, "accuracy_lost")).isCloseTo(1 / 30.0, within(1e-12));
    assertThat(value(context, "same_class")).isCloseTo(29 / 30.0, within(1e-12));
    assertThat(value(context, "logit_error")).isCloseTo(4 / 90.0, within(1e-12));
    assertThat(context.measured())
        .filteredOn(one -> one.name().equals("construction_error"))
        .extracting(one -> one.subject().layer())
        .containsExactly("fc1", "fc2", "fc3");
    double all = value(context, "source_weights");
    double layers =
        context.measured().stream()
            .filter(one -> one.name().equals("source_weights") && one.subject().layer() != null)
            .mapToDouble(Measured::value)
            .sum();
    assertThat(all).isEqualTo(layers).isGreaterThan(value(context, "kept_weights"));
  }

  private static byte[] logits(float[] values) {
    return TinyProblem.bytes(
        new TreeMap<>(Map.of("test.logits", new Tensor(new int[] {30, 3}, values))));
  }

  private static double value(RecordingContext context, String name) {
    return context.measured().stream()
        .filter(one -> one.name().equals(name) && one.subject().layer() == null)
        .findFirst()
        .orElseThrow()
        .value();
  }
}
