package io.espalier.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.RandomStream;
import io.espalier.data.Examples;
import io.espalier.data.split.Augmentation.Move;
import io.espalier.operator.TrainParameters.AugmentParameters;
import io.espalier.random.RandomSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AugmentationTest {
  private static final RandomSource RANDOM =
      RandomSource.of(new RandomStream("augment", 3, List.of(1L)));

  /** One image of 2 × 3 pixels: 1 2 3 over 4 5 6. */
  private static final Examples IMAGE =
      new Examples(new int[] {1, 2, 3}, new byte[] {1, 2, 3, 4, 5, 6}, new byte[1]);

  @ParameterizedTest
  @CsvSource({
    "0, 0, false, '1 2 3 4 5 6'",
    "0, 0, true, '3 2 1 6 5 4'",
    "1, 0, false, '4 5 6 0 0 0'",
    "-1, 0, false, '0 0 0 1 2 3'",
    "0, 1, false, '2 3 0 5 6 0'",
    "0, 1, true, '0 3 2 0 6 5'",
    "0, -2, false, '0 0 1 0 0 4'",
    "-1, -1, true, '0 0 0 2 1 0'",
    "2, 0, false, '0 0 0 0 0 0'",
    "0, 3, true, '0 0 0 0 0 0'",
    "0, -5, false, '0 0 0 0 0 0'"
  })
  void theWindowIsCutOutOfTheBlackFrameAndThenMirrored(
      int down, int right, boolean flip, String expected) {
    float[] out = new float[7];
    InputValues.of(null).write(IMAGE, 0, new Move(down, right, flip), out, 1);
    assertThat(IntStream.range(1, 7).mapToObj(i -> String.valueOf(Math.round(out[i] * 255))))
        .containsExactly(expected.split(" "));
  }

  @Test
  void theFrameIsBlackAfterNormalisationToo() {
    float[] out = new float[6];
    InputValues.of(new Normalisation("given", List.of(0.5), List.of(0.5)))
        .write(IMAGE, 0, new Move(5, 0, false), out, 0);
    assertThat(out).containsOnly(-1f);
  }

  @Test
  void everyChannelMovesAlike() {
    Examples colours =
        new Examples(new int[] {2, 1, 2}, new byte[] {1, 2, 3, 4, 9, 9, 9, 9}, new byte[2]);
    float[] out = new float[4];
    InputValues.of(null).write(colours, 0, new Move(0, 1, false), out, 0);
    assertThat(out).containsExactly(2 / 255f, 0, 4 / 255f, 0);
  }

  @Test
  void allOffsetsAndBothSidesAreEquallyLikely() {
    Augmentation augmentation = new Augmentation(new AugmentParameters(true, 2), RANDOM);
    Map<Move, Integer> counts = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      counts.merge(augmentation.of(i / 100, i % 100), 1, Integer::sum);
    }
    // 5 × 5 windows, twice: 1,000 each; five standard deviations are 157.
    assertThat(counts).hasSize(50);
    assertThat(counts.values()).allMatch(count -> Math.abs(count - 1_000) < 157);
  }

  @Test
  void aChangeDependsOnEpochAndExampleAlone() {
    Augmentation one = new Augmentation(new AugmentParameters(true, 4), RANDOM);
    Augmentation other = new Augmentation(new AugmentParameters(true, 4), RANDOM);
    List<Move> forwards = IntStream.range(0, 50).mapToObj(i -> one.of(i, 7)).toList();
    for (int epoch = 49; epoch >= 0; epoch--) {
      assertThat(other.of(epoch, 7)).isEqualTo(forwards.get(epoch));
    }
    assertThat(IntStream.range(0, 50).mapToObj(i -> one.of(i, 8)).toList()).isNotEqualTo(forwards);
  }

  @Test
  void aSubsetSeesItsExamplesAsTheWholeSetDoes() {
    byte[] pixels = new byte[60];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i + 1);
    }
    Examples examples = new Examples(new int[] {1, 2, 3}, pixels, new byte[10]);
    Augmentation augmentation = new Augmentation(new AugmentParameters(true, 1), RANDOM);
    float[] whole = new float[6];
    float[] part = new float[6];
    Subset all = new Subset(examples, IntStream.range(0, 10).toArray());
    Subset some = new Subset(examples, new int[] {4, 9});
    all.copy(9, augmentation.of(2, all.index(9)), whole, 0);
    some.copy(1, augmentation.of(2, some.index(1)), part, 0);
    assertThat(part).isEqualTo(whole);
  }

  @Test
  void anEpochSeesEveryImageInAnotherWay() {
    byte[] pixels = new byte[5 * 64];
    Arrays.fill(pixels, (byte) 200);
    Subset subset =
        new Subset(new Examples(new int[] {1, 8, 8}, pixels, new byte[5]), new int[] {0, 1, 2});
    Augmentation augmentation = new Augmentation(new AugmentParameters(false, 4), RANDOM);
    EpochBatches batches = new EpochBatches(subset, 3, RANDOM, augmentation, null);
    float[] first = new float[3 * 64];
    float[] second = new float[3 * 64];
    float[] again = new float[3 * 64];
    batches.fill(0, first, new int[3]);
    batches.fill(1, second, new int[3]);
    new EpochBatches(subset, 3, RANDOM, augmentation, null).fill(1, again, new int[3]);
    assertThat(second).isEqualTo(again).isNotEqualTo(first);
  }

  @Test
  void aNegativeFrameIsRefused() {
    assertThatThrownBy(() -> new Augmentation(new AugmentParameters(false, -1), RANDOM))
        .hasMessage("crop: -1 (expected: >= 0)");
  }
}
