package io.espalier.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.RandomStream;
import io.espalier.operator.SplitParameters.LongTailParameters;
import io.espalier.operator.SplitParameters.SubsetParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingSelectionTest {
  private static final int CLASSES = 4;
  private static final RandomSource RANDOM =
      RandomSource.of(new RandomStream("subset", 5, List.of(1L)));

  /** 40 examples, classes 0 1 2 3 0 1 2 3 … */
  private final byte[] labels = new byte[40];

  private final int[] all = IntStream.range(0, 40).toArray();
  private final TrainingSelection selection = new TrainingSelection(labels, CLASSES);

  TrainingSelectionTest() {
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % CLASSES);
    }
  }

  @Test
  void theLongTailOfTheLiteratureGoesFrom5000To50() {
    assertThat(TrainingSelection.longTail(5_000, 0.01, 10))
        .containsExactly(5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50);
    assertThat(TrainingSelection.longTail(500, 1, 3)).containsExactly(500, 500, 500);
    assertThat(TrainingSelection.longTail(7, 0.1, 1)).containsExactly(7);
  }

  @Test
  void aLongTailTakesTheFirstExamplesOfTheFile() {
    int[] train = selection.longTail(all, new LongTailParameters(0.125, 8));
    assertThat(train).isSorted();
    for (int c = 0; c < CLASSES; c++) {
      int label = c;
      int[] wanted = {8, 4, 2, 1};
      assertThat(Arrays.stream(train).filter(i -> labels[i] == label).toArray())
          .containsExactly(IntStream.range(0, wanted[c]).map(i -> i * CLASSES + label).toArray());
    }
    assertThat(selection.longTail(all, new LongTailParameters(1, null))).containsExactly(all);
  }

  @Test
  void aLongTailThatEmptiesAClassOrNeedsMoreThanThereIsIsRefused() {
    assertThatThrownBy(() -> selection.longTail(all, new LongTailParameters(0.01, 10)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("long_tail: 0 examples of class 2 (expected: 1 to 10");
    assertThatThrownBy(() -> selection.longTail(all, new LongTailParameters(0.5, 11)))
        .hasMessageContaining("long_tail: 11 examples of class 0 (expected: 1 to 10");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 20, 40})
  void aSubsetKeepsTheShareOfEveryClassExactly(int count) {
    int[] train = selection.subset(all, new SubsetParameters(count, null), RANDOM);
    int[] sizes = new int[CLASSES];
    Arrays.stream(train).forEach(i -> sizes[labels[i]]++);
    assertThat(train).hasSize(count).isSorted().doesNotHaveDuplicates();
    assertThat(sizes).containsOnly(count / CLASSES);
  }

  @Test
  void aSmallerSubsetLiesWithinALargerOne() {
    int[] small = selection.subset(all, new SubsetParameters(8, null), RANDOM);
    int[] large = selection.subset(all, new SubsetParameters(null, 0.5), RANDOM);
    assertThat(large).hasSize(20).contains(small);
  }

  @ParameterizedTest
  @CsvSource({"0, ", "41, ", ", 0.001"})
  void aSubsetOfNothingOrOfMoreThanThereIsIsRefused(Integer count, Double fraction) {
    SubsetParameters subset = new SubsetParameters(count, fraction);
    assertThatThrownBy(() -> selection.subset(all, subset, RANDOM))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("(expected: 1 to 40");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.25, 10", "0.0125, 0", "0.0375, 2", "1, 40"})
  void exactlyThatManyExamplesGetAnotherClass(double part, int count) {
    SortedMap<Integer, Integer> noise = selection.noise(all, part, RANDOM);
    assertThat(noise).hasSize(count);
    noise.forEach(
        (example, label) ->
            assertThat(label).isBetween(0, CLASSES - 1).isNotEqualTo((int) labels[example]));
  }

  @Test
  void everyOtherClassIsEquallyLikely() {
    byte[] zeros = new byte[30_000];
    int[] examples = IntStream.range(0, zeros.length).toArray();
    int[] counts = new int[CLASSES];
    new TrainingSelection(zeros, CLASSES)
        .noise(examples, 1, RANDOM)
        .values()
        .forEach(label -> counts[label]++);
    assertThat(counts[0]).isZero();
    // 10,000 each; five standard deviations are 408.
    assertThat(Arrays.stream(counts).skip(1)).allMatch(n -> Math.abs(n - 10_000) < 408);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0=3", "1=0,3=1,39=2"})
  void changedLabelsSurviveTheirText(String text) {
    assertThat(ChangedLabels.format(ChangedLabels.parse(text, 40, CLASSES))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"40=1", "1=4", "3=1,3=2", "3=1,2=1", "1", "=", ",", "-1=0", "1=0,"})
  void changedLabelsThatLieAreRefused(String text) {
    assertThatThrownBy(() -> ChangedLabels.parse(text, 40, CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ascending examples below 40 with classes below 4");
  }
}
