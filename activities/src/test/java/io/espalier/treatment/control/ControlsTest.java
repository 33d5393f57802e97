package io.espalier.treatment.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.random.RandomSource;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each control on masks whose right answer is known. */
class ControlsTest {
  /** LeNet-300-100 with the first 20 %, 30 % and 60 % of its three tensors kept. */
  private static final Mask UNEVEN = firstOf(0.2, 0.3, 0.6);

  @Test
  void layerShuffleKeepsTheCountOfEveryTensor() {
    Mask shuffled = new ShuffleLayer().of(UNEVEN, source(1), null);

    assertThat(shuffled.keptByTensor()).isEqualTo(UNEVEN.keptByTensor());
  }

  @Test
  void globalShuffleKeepsTheTotalAndMovesCountsBetweenTensors() {
    Mask shuffled = new ShuffleGlobal().of(UNEVEN, source(1), null);

    assertThat(shuffled.keptCount()).isEqualTo(UNEVEN.keptCount());
    assertThat(shuffled.keptByTensor()).isNotEqualTo(UNEVEN.keptByTensor());
    // Density .2128 of 266,200: four standard deviations of a tensor of 235,200 are 280 weights.
    assertThat(shuffled.keptByTensor().get("fc1.weight")).isCloseTo(50_044L, within(300L));
  }

  @Test
  void randomMaskKeepsTheTotalAtOneDensityInEveryTensor() {
    Mask random = new RandomMask().of(UNEVEN, source(1), null);

    assertThat(random.keptCount()).isEqualTo(UNEVEN.keptCount());
    random
        .keptByTensor()
        .forEach(
            (name, kept) ->
                assertThat((double) kept)
                    .as(name)
                    .isCloseTo(random.flags(name).length * UNEVEN.density(), within(1.0)));
  }

  @Test
  void randomMaskGivesTheOddWeightsToTheLargestRemainders() {
    Mask mask =
        Masks.of(
            Map.of("a", new int[] {5}, "b", new int[] {4}, "c", new int[] {1}),
            Map.of("a", "xxxx.", "b", "....", "c", "."));

    // 4 of 10: shares 2.0, 1.6 and 0.4.
    assertThat(new RandomMask().of(mask, source(1), null).keptByTensor())
        .containsExactly(Map.entry("a", 2L), Map.entry("b", 2L), Map.entry("c", 0L));
  }

  @Test
  void invertedMaskKeepsExactlyWhatWasPruned() {
    Mask inverted = new Invert().of(UNEVEN, source(1), null);

    for (String name : UNEVEN.names()) {
      for (int i = 0; i < UNEVEN.flags(name).length; i++) {
        assertThat(inverted.flags(name)[i]).isNotEqualTo(UNEVEN.flags(name)[i]);
      }
    }
    assertThat(inverted.density()).isCloseTo(1 - UNEVEN.density(), within(1e-12));
    assertThat(new Invert().of(inverted, source(1), null)).isEqualTo(UNEVEN);
  }

  @ParameterizedTest
  @MethodSource("scrambling")
  void controlIsNotTheMaskItself(Control control) {
    // A shuffle that rebinds a local variable leaves every flag where it was.
    Mask shuffled = control.of(UNEVEN, source(1), null);

    for (String name : UNEVEN.names()) {
      assertThat(shuffled.flags(name)).as(name).isNotEqualTo(UNEVEN.flags(name));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void controlLeavesTheMaskAsItIs(Control control) {
    Mask before = firstOf(0.2, 0.3, 0.6);

    control.of(UNEVEN, source(1), null);

    assertThat(UNEVEN).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("scrambling")
  void controlIsAFunctionOfItsStream(Control control) {
    Mask once = control.of(UNEVEN, source(1), null);

    assertThat(control.of(UNEVEN, source(1), null)).isEqualTo(once);
    assertThat(control.of(UNEVEN, source(2), null)).isNotEqualTo(once);
  }

  @Test
  void tensorsOfOneShapeAreShuffledIndependently() {
    Map<String, int[]> shapes = Map.of("a", new int[] {1000}, "b", new int[] {1000});
    String half = "x".repeat(500) + ".".repeat(500);
    Mask shuffled =
        new ShuffleLayer().of(Masks.of(shapes, Map.of("a", half, "b", half)), source(1), null);

    assertThat(shuffled.flags("a")).isNotEqualTo(shuffled.flags("b"));
  }

  @Test
  void shuffleOfOneTensorDoesNotDependOnTheOthers() {
    // Permuting again inside the loop over the layers would shuffle early layers many times.
    Map<String, int[]> two = Map.of("a", new int[] {100}, "b", new int[] {50});
    String flags = "x".repeat(30) + ".".repeat(70);
    Mask alone = Masks.of(Map.of("a", new int[] {100}), Map.of("a", flags));
    Mask both = Masks.of(two, Map.of("a", flags, "b", "x".repeat(25) + ".".repeat(25)));

    assertThat(new ShuffleLayer().of(both, source(1), null).flags("a"))
        .isEqualTo(new ShuffleLayer().of(alone, source(1), null).flags("a"));
  }

  @ParameterizedTest
  @MethodSource("scrambling")
  void twoDrawsOverlapLikeIndependentMasks(Control control) {
    Mask even = firstOf(0.2, 0.2, 0.2);
    double density = even.density();

    double jaccard = jaccard(control.of(even, source(1), null), control.of(even, source(2), null));

    // d / (2 − d) = .1111; for 266,200 weights its standard deviation is below .0011.
    assertThat(jaccard).isCloseTo(density / (2 - density), within(0.005));
  }

  @Test
  void filtersAreEmptyAsOftenAsTheHypergeometricLawSays() {
    // conv2 of LeNet-5 (6 to 16 filters, 5×5) at density .02: 48 of 2,400 weights.
    Map<String, int[]> shapes = Map.of("conv2.weight", new int[] {16, 6, 5, 5});
    Mask mask = Masks.of(shapes, Map.of("conv2.weight", "x".repeat(48) + ".".repeat(2400 - 48)));
    double expected = probabilityOfNone(2400, 150, 48);
    assertThat(expected).isCloseTo(0.044, within(0.0005));
    assertThat(probabilityOfNone(2400, 25, 48)).isCloseTo(0.60, within(0.005));
    assertThat(probabilityOfNone(2400, 25, 240)).isCloseTo(0.071, within(0.0005));
    assertThat(probabilityOfNone(2400, 150, 240)).isCloseTo(8e-8, within(1e-8));

    int empty = 0;
    int draws = 1000;
    for (int draw = 0; draw < draws; draw++) {
      boolean[] flags = new ShuffleLayer().of(mask, source(draw), null).flags("conv2.weight");
      for (int filter = 0; filter < 16; filter++) {
        boolean any = false;
        for (int i = 150 * filter; i < 150 * (filter + 1); i++) {
          any |= flags[i];
        }
        empty += any ? 0 : 1;
      }
    }

    // 16,000 filters: standard deviation .0016.
    assertThat(empty / (16.0 * draws)).isCloseTo(expected, within(0.007));
  }

  @Test
  void allAreFoundByTheirNames() {
    assertThat(Catalog.builtIn().names(Control.class))
        .containsExactly("invert", "random", "shuffle_global", "shuffle_layer");
  }

  static List<Control> all() {
    return Catalog.builtIn().all(Control.class);
  }

  static List<Control> scrambling() {
    return all().stream().filter(control -> !control.name().equals("invert")).toList();
  }

  /** C(n − s, k) / C(n, k): no one of k kept weights of n lies among s of them. */
  private static double probabilityOfNone(int n, int s, int k) {
    BigDecimal probability = BigDecimal.ONE;
    for (int i = 0; i < k; i++) {
      probability =
          probability
              .multiply(BigDecimal.valueOf(n - s - i))
              .divide(BigDecimal.valueOf(n - i), MathContext.DECIMAL64);
    }
    return probability.doubleValue();
  }

  private static double jaccard(Mask one, Mask other) {
    long both = 0;
    long either = 0;
    for (String name : one.names()) {
      for (int i = 0; i < one.flags(name).length; i++) {
        both += one.flags(name)[i] && other.flags(name)[i] ? 1 : 0;
        either += one.flags(name)[i] || other.flags(name)[i] ? 1 : 0;
      }
    }
    return (double) both / either;
  }

  private static RandomSource source(long draw) {
    return RandomSource.of(new RandomStream("mask-control", 42, List.of(1L, 3L, draw)));
  }

  private static Mask firstOf(double... densities) {
    Mask dense = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of());
    Map<String, boolean[]> kept = new TreeMap<>();
    int layer = 0;
    for (String name : dense.names()) {
      boolean[] flags = new boolean[dense.flags(name).length];
      java.util.Arrays.fill(flags, 0, (int) Math.round(flags.length * densities[layer++]), true);
      kept.put(name, flags);
    }
    return new Mask(dense.shapes(), kept);
  }
}
