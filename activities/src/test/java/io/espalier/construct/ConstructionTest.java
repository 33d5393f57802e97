package io.espalier.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.model.layer.Dense;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On targets of three layers; see {@link TinyTickets} for the seeds. */
final class ConstructionTest {
  private static final double EPSILON = 0.01;

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky_relu(0.1)", "tanh", "sigmoid"})
  void theSourceHasOneLayerMoreOrTwiceAsMany(String activation) {
    String target = TinyTickets.three(activation);

    assertThat(layers(target, false)).isEqualTo(4);
    assertThat(layers(target, true)).isEqualTo(6);
  }

  private static long layers(String target, boolean twofold) {
    Source source = Source.of(TinyTickets.spec(target), twofold, 15, 0.01);
    return TinyTickets.spec(source.text(TinyTickets.CATALOG, false)).layers().stream()
        .filter(Dense.class::isInstance)
        .count();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"relu; false", "leaky_relu(0.1); true", "tanh; false", "sigmoid; true"})
  void everyKeptWeightIsOneThatWasDrawnForItsPlace(String activation, boolean twofold) {
    String target = TinyTickets.three(activation);
    Construction construction = TinyTickets.constructed(target, twofold);
    Source source = Source.of(TinyTickets.spec(target), twofold, 15, 0.01);
    int seen = 0;
    for (int p = 0; p < source.parts().size(); p++) {
      Part part = source.parts().get(p);
      for (int row = 0; row < part.units(); row++) {
        for (int column = 0; column < part.reads(); column++) {
          if (construction.weights().kept(p, row, column)) {
            float kept = construction.weights().weight(p, row, column);
            assertThat(drawn(source, p, row, column, kept))
                .as("%s %d %d", part, row, column)
                .isTrue();
            seen++;
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(200);
  }

  /** Whether one of the draws of a place has this value, to the bit. */
  private static boolean drawn(Source source, int p, int row, int column, float value) {
    Part part = source.parts().get(p);
    Part before = source.before(p);
    double scale = 1;
    if (part.univariate()) {
      scale = source.rule().inScale();
    } else if (before != null && column < before.copied()) {
      scale = before.univariate() ? source.rule().outScale() : 1;
    } else if (before != null) {
      scale = before.tiers().get((column - before.copied()) / before.constants());
    }
    RandomSource rows = TinyTickets.source().at(part.name() + ".weight").at(row);
    for (int redraw = 0; redraw <= 100; redraw++) {
      float draw = (float) (scale * (2 * rows.at(redraw).uniform(column) - 1));
      if (Float.floatToIntBits(draw) == Float.floatToIntBits(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The slopes of a sum of univariate neurons at 0, on both sides, against the target's weights.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"relu; 0; 1", "leaky_relu(0.1); 0.1; 1", "tanh; 1; 1", "sigmoid; 1; 0.25"})
  void everyParameterOfTheFirstLayerIsWithinEpsilon(String activation, double below, double slope) {
    String target = TinyTickets.three(activation);
    Construction construction = TinyTickets.constructed(target, false);
    Source source = Source.of(TinyTickets.spec(target), false, 15, 0.01);
    Part inputs = source.parts().get(0);
    Part sums = source.parts().get(1);
    int checked = 0;
    for (int unit = 0; unit < sums.copied(); unit++) {
      if (!construction.used(1, unit)) {
        continue;
      }
      for (int j = 0; j < 9; j++) {
        double right = 0;
        double left = 0;
        int kept = 0;
        for (int k = 0; k < inputs.copies(); k++) {
          int column = inputs.unit(j, k);
          if (construction.weights().kept(1, unit, column)) {
            double w = construction.weights().weight(0, column, j);
            double term = slope * w * construction.weights().weight(1, unit, column);
            right += w > 0 ? term : below * term;
            left += w > 0 ? below * term : term;
            kept++;
          }
        }
        double wanted = construction.target().weight(sums, unit / 15, j);
        assertThat(right).isCloseTo(wanted, within(EPSILON + 1e-12));
        assertThat(left).isCloseTo(wanted, within(EPSILON + 1e-12));
        assertThat(kept == 0).isEqualTo(Math.abs(wanted) <= EPSILON);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(100);
  }

  @Test
  void everyParameterOfLaterLayersIsWithinEpsilonForEveryCopyAndSmallOnesHaveNoWeights() {
    String target = TinyTickets.three("tanh");
    Construction construction = TinyTickets.constructed(target, false);
    Source source = Source.of(TinyTickets.spec(target), false, 15, 0.01);
    for (int p = 2; p < 4; p++) {
      Part part = source.parts().get(p);
      Part before = source.parts().get(p - 1);
      for (int unit = 0; unit < part.copied(); unit++) {
        int i = unit / part.copies();
        for (int j = 0; j < before.blocks() && construction.used(p, unit); j++) {
          double sum = 0;
          for (int k = 0; k < before.copies(); k++) {
            int column = before.unit(j, k);
            sum +=
                construction.weights().kept(p, unit, column)
                    ? construction.weights().weight(p, unit, column)
                    : 0;
          }
          assertThat(sum)
              .isCloseTo(construction.target().weight(part, i, j), within(EPSILON + 1e-12));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky_relu(0.1)", "tanh", "sigmoid"})
  void noErrorIsLargerThanItsBoundInAnyLayer(String activation) {
    String target = TinyTickets.three(activation);
    float[] inputs = inputs(40);
    for (boolean twofold : new boolean[] {false, true}) {
      Source source = Source.of(TinyTickets.spec(target), twofold, 15, 0.01);
      var errors =
          LayerErrors.of(TinyTickets.constructed(target, twofold), source, EPSILON, inputs, 40);

      assertThat(errors).extracting(LayerErrors.Of::layer).containsExactly("fc1", "fc2", "fc3");
      for (LayerErrors.Of error : errors) {
        assertThat(error.seen()).as("%s %s", activation, error).isPositive();
        assertThat(error.seen()).as("%s %s", activation, error).isLessThanOrEqualTo(error.bound());
        assertThat(error.bound()).as("%s %s", activation, error).isLessThan(10);
        assertThat(error.seen()).as("%s %s", activation, error).isLessThan(0.2);
      }
    }
  }

  @Test
  void aLinearLayerIsWithinEpsilonTimesTheNormOfTheInputsAndOne() {
    String target = "layers(input(1,3,3),3,flatten,dense(fc1,3))";
    Construction construction = TinyTickets.constructed(target, false);
    Source source = Source.of(TinyTickets.spec(target), false, 15, 0.01);
    float[] inputs = inputs(50);
    double largest = 0;
    for (int e = 0; e < 50; e++) {
      double norm = 0;
      for (int i = 0; i < 9; i++) {
        norm += Math.abs(inputs[e * 9 + i]);
      }
      float[] one = Arrays.copyOfRange(inputs, e * 9, e * 9 + 9);
      double seen = LayerErrors.of(construction, source, EPSILON, one, 1).get(0).seen();
      assertThat(seen).isLessThanOrEqualTo(EPSILON * (norm + 1));
      largest = Math.max(largest, seen);
    }
    assertThat(largest).isPositive();
  }

  @Test
  void anUnreachableTargetIsCountedAndSaidWithFigures() {
    String target = "layers(input(1,3,3),3,flatten,dense(fc1,3))";
    SortedMap<String, Tensor> weights = new TreeMap<>(TinyTickets.weights(target));
    Tensors.get(weights, "fc1.weight").data()[4] = 40;
    Construction construction =
        new Construction(
            Source.of(TinyTickets.spec(target), false, 15, 0.01),
            weights,
            null,
            EPSILON,
            3,
            TinyTickets.source(),
            new FoundSubsets());
    construction.run(done -> {});

    // Neurons of either sign miss it.
    assertThat(construction.failed()).isEqualTo(2);
    assertThat(construction.failures().get(0))
        .startsWith("fc1[0, 4] = 40.0: a sum of 40.00 is not reached within 0.01 by ");
  }

  private static float[] inputs(int count) {
    float[] inputs = new float[count * 9];
    RandomSource random = TinyTickets.source().at("inputs");
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) (4 * random.uniform(i) - 2);
    }
    return inputs;
  }
}
