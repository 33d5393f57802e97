package io.espalier.analyse.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.random.RandomSource;
import io.espalier.step.RecordingContext;
import io.espalier.step.RecordingContext.Measured;
import io.espalier.step.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MaskStructureTest {
  private static final Place TICKET = new Place(1, "ticket", 1, 2);
  private static final Place OTHER = new Place(1, "other", 1, 2);

  /** conv2 of LeNet-5 with 6 and 16 filters of 5x5. */
  private static final int[] CONV2 = {16, 6, 5, 5};

  // scipy.stats.hypergeom.pmf(0, 2400, s, K) of a filter and a kernel at densities 0.1 and 0.02
  private static final double FILTER_10 = 7.96758955360196e-08;
  private static final double FILTER_02 = 0.04373457856943288;
  private static final double KERNEL_10 = 0.07079248932440399;
  private static final double KERNEL_02 = 0.6019166018910421;

  private static RandomSource random(long seed) {
    return RandomSource.of(new RandomStream("test", seed, List.of()));
  }

  private static boolean[] shuffled(int all, int kept, long seed) {
    boolean[] flags = new boolean[all];
    int[] order = random(seed).permutation(all);
    for (int i = 0; i < kept; i++) {
      flags[order[i]] = true;
    }
    return flags;
  }

  private static byte[] file(int[] shape, boolean[] kept) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(out, new Mask(Map.of("conv2.weight", shape), Map.of("conv2.weight", kept)));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  private static RecordingContext measured(boolean[] kept, boolean[] other) {
    RecordingContext context =
        new RecordingContext()
                .placed("mask", TICKET, file(CONV2, kept))
                .placed("mask", OTHER, file(CONV2, other))
                .stream("mask-structure", 1, 1, 2);
    new MaskStructureOperator().run(new MaskStructure.Parameters(1000), context);
    return context;
  }

  private static Measured row(RecordingContext context, String name, String item) {
    Subject subject = Subject.of(TICKET).layer("conv2").item(item);
    return context.measured().stream()
        .filter(each -> each.name().equals(name) && each.subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " " + item));
  }

  @Test
  void everyGroupingPutsEachWeightIntoOneGroupOfItsSize() {
    assertThat(Grouping.of(CONV2))
        .extracting(g -> g.name() + " " + g.groups() + " of " + g.size())
        .containsExactly("filter 16 of 150", "channel 6 of 400", "kernel 96 of 25", "row 480 of 5");
    assertThat(Grouping.of(new int[] {10, 7}))
        .extracting(g -> g.name() + " " + g.groups() + " of " + g.size())
        .containsExactly("filter 10 of 7", "channel 7 of 10");
    // Weight [1, 2, 3, 4] of [16, 6, 5, 5] is 1·150 + 2·25 + 3·5 + 4.
    assertThat(Grouping.of(CONV2)).extracting(g -> g.of()[219]).containsExactly(1, 2, 8, 43);
    assertThat(Grouping.of(new int[] {4, 3, 1, 1}))
        .extracting(Grouping::name)
        .containsExactly("filter", "channel");
  }

  @Test
  void randomPlacesLeaveAGroupEmptyWithTheHypergeometricProbability() {
    assertThat(Null.emptyProbability(2400, 150, 240)).isCloseTo(FILTER_10, within(1e-18));
    assertThat(Null.emptyProbability(2400, 150, 48)).isCloseTo(FILTER_02, within(1e-12));
    assertThat(Null.emptyProbability(2400, 25, 240)).isCloseTo(KERNEL_10, within(1e-12));
    assertThat(Null.emptyProbability(2400, 25, 48)).isCloseTo(KERNEL_02, within(1e-12));
    assertThat(Null.emptyProbability(12, 3, 4)).isCloseTo(14 / 55.0, within(1e-15));
    assertThat(Null.emptyProbability(12, 4, 10)).isZero();
    assertThat(Null.emptyProbability(12, 4, 0)).isEqualTo(1);
  }

  @Test
  void shufflesAgreeWithWhatIsExpectedExactly() {
    for (int kept : new int[] {48, 240, 2300}) {
      List<Grouping> groupings = Grouping.of(CONV2);
      ShuffledMasks masks =
          ShuffledMasks.of(2400, kept, groupings, 4000, random(kept), shuffle -> {});
      for (int k = 0; k < groupings.size(); k++) {
        Grouping grouping = groupings.get(k);
        String what = grouping.name() + " of " + kept;
        double dispersion = Arrays.stream(masks.dispersion()[k]).average().orElseThrow();
        // The standard deviation of a mean of 4,000 is below √(2/5)/63 = 0.01.
        assertThat(dispersion).as(what).isCloseTo(Null.dispersion(2400, kept), within(0.04));
        double empty = Arrays.stream(masks.empty()[k]).average().orElseThrow();
        double expected = grouping.groups() * Null.emptyProbability(2400, grouping.size(), kept);
        assertThat(empty).as(what).isCloseTo(expected, within(0.3));
      }
    }
  }

  @Test
  void aMaskInRandomPlacesLiesAmongThemAndOneOfWholeKernelsAboveAll() {
    boolean[] random = shuffled(2400, 240, 5);
    boolean[] crowded = new boolean[2400];
    int[] order = random(6).permutation(96);
    // 240 weights in the first 20 of each of 12 kernels
    for (int kernel = 0; kernel < 12; kernel++) {
      Arrays.fill(crowded, order[kernel] * 25, order[kernel] * 25 + 20, true);
    }
    RecordingContext context = measured(random, crowded);
    RecordingContext second = measured(crowded, random);

    assertThat(row(context, "over_dispersion", "kernel").value()).isBetween(0.6, 1.5);
    assertThat(row(context, "dispersion_p", "kernel").value()).isGreaterThan(0.01);
    assertThat(row(second, "empty", "kernel").value()).isEqualTo(84);
    assertThat(row(second, "empty", "kernel").n()).isEqualTo(96);
    assertThat(row(second, "empty_expected", "kernel").value())
        .isCloseTo(96 * Null.emptyProbability(2400, 25, 240), within(1e-9));
    assertThat(row(second, "empty_p", "kernel").value()).isEqualTo(1 / 1001.0);
    assertThat(row(second, "empty_percentile", "kernel").value()).isEqualTo(1);
    // Counts of 20 twelve times and of 0 otherwise have the mean 2.5.
    double variance = (12 * 17.5 * 17.5 + 84 * 2.5 * 2.5) / 95;
    assertThat(row(second, "dispersion", "kernel").value()).isCloseTo(variance / 2.5, within(1e-9));
    assertThat(row(second, "over_dispersion", "kernel").value())
        .isCloseTo(variance / 2.5 / (2160.0 / 2399), within(1e-9));
  }

  @Test
  void prunedFiltersAreEmptyFilters() {
    boolean[] kept = new boolean[2400];
    Arrays.fill(kept, 5 * 150, 2400, true);
    RecordingContext context = measured(kept, kept);

    assertThat(row(context, "empty", "filter").value()).isEqualTo(5);
    assertThat(row(context, "empty", "kernel").value()).isEqualTo(30);
    assertThat(row(context, "empty", "channel").value()).isZero();
    assertThat(context.measured())
        .filteredOn(m -> m.name().equals("kept_correlation"))
        .filteredOn(m -> "filter".equals(m.subject().item()))
        .extracting(Measured::value)
        .containsExactly(1.0);
    // Over all layers the row has no layer.
    Subject overall = Subject.of(TICKET).item("filter");
    assertThat(context.measured())
        .filteredOn(m -> m.name().equals("empty") && m.subject().equals(overall))
        .extracting(Measured::value)
        .containsExactly(5.0);
  }

  @Test
  void nothingKeptAndEverythingKeptHaveNoDispersion() {
    boolean[] all = new boolean[2400];
    Arrays.fill(all, true);
    RecordingContext context = measured(all, new boolean[2400]);

    assertThat(context.measured()).noneMatch(m -> m.name().equals("dispersion"));
    assertThat(row(context, "empty_p", "filter").value()).isEqualTo(1);
  }

  @Test
  void theSameMaskHasTheSameNumbersAgain() {
    boolean[] mask = shuffled(2400, 300, 9);
    assertThat(measured(mask, mask).measured()).isEqualTo(measured(mask, mask).measured());
  }

  @Test
  void equalOnesCountHalfForThePercentileAndWhollyForTheTail() {
    assertThat(Null.of(3, new double[] {1, 2, 3, 3, 5})).isEqualTo(new Null(1, 5, 0.6, 4 / 6.0));
  }
}
