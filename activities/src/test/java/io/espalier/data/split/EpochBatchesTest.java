package io.espalier.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.RandomStream;
import io.espalier.data.Examples;
import io.espalier.random.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EpochBatchesTest {
  private static final RandomSource ORDER =
      RandomSource.of(new RandomStream("order", 11, List.of(1L)));

  @Test
  void anyIterationGivesTheSameBatchWhateverCameBefore() {
    EpochBatches sequential = batches(23, 5);
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inOrder.add(batch(sequential, i));
    }
    EpochBatches jumping = batches(23, 5);
    for (int i : RandomSource.of(new RandomStream("jumps", 1, List.of())).permutation(20)) {
      assertThat(batch(jumping, i)).isEqualTo(inOrder.get(i));
      assertThat(batch(batches(23, 5), i)).isEqualTo(inOrder.get(i));
    }
  }

  @Test
  void anEpochTakesEveryExampleAtMostOnceAndLeavesTheRestOut() {
    EpochBatches batches = batches(23, 5);
    assertThat(batches.batchesPerEpoch()).isEqualTo(4);
    List<Integer> first = epoch(batches, 0);
    List<Integer> second = epoch(batches, 1);
    assertThat(first).hasSize(20).doesNotHaveDuplicates();
    assertThat(second).hasSize(20).doesNotHaveDuplicates().isNotEqualTo(first);
  }

  @Test
  void pixelsAreScaledToOneAndLabelsFollowTheirExample() {
    Subset subset = new Subset(examples(10), new int[] {7, 2});
    float[] inputs = new float[8];
    subset.copy(0, inputs, 1);
    assertThat(inputs).containsExactly(0, 0, 0, 0, 7 / 255f, 7 / 255f, 7 / 255f, 7 / 255f);
    assertThat(subset.label(0)).isEqualTo(7);
    assertThat(subset.labels(0, 2)).containsExactly(7, 2);
    byte[] white = {(byte) 255, 0, (byte) 128, 1};
    Examples one = new Examples(new int[] {1, 2, 2}, white, new byte[] {0});
    assertThat(new Subset(one, new int[] {0}).inputs(0, 1))
        .containsExactly(1f, 0f, 128 / 255f, 1 / 255f);
  }

  @Test
  void aBatchMustFitTheSubset() {
    assertThat(batches(5, 5).batchesPerEpoch()).isEqualTo(1);
    assertThatThrownBy(() -> batches(5, 6)).hasMessageContaining("batch: 6 (expected: 1 to 5");
    assertThatThrownBy(() -> batches(5, 0)).hasMessageContaining("batch: 0 (expected: 1 to 5");
  }

  private static List<Integer> epoch(EpochBatches batches, int epoch) {
    List<Integer> seen = new ArrayList<>();
    int[] labels = new int[5];
    for (int i = 0; i < 4; i++) {
      batches.fill(4L * epoch + i, new float[20], labels);
      IntStream.of(labels).forEach(seen::add);
    }
    return seen;
  }

  private static String batch(EpochBatches batches, int iteration) {
    float[] inputs = new float[20];
    int[] labels = new int[5];
    batches.fill(iteration, inputs, labels);
    for (int i = 0; i < 5; i++) {
      assertThat(inputs[4 * i]).isEqualTo(labels[i] / 255f);
    }
    return Arrays.toString(labels);
  }

  private static EpochBatches batches(int count, int batch) {
    return new EpochBatches(
        new Subset(examples(count), IntStream.range(0, count).toArray()), batch, ORDER);
  }

  /** Example i has label i and every pixel i. */
  private static Examples examples(int count) {
    byte[] pixels = new byte[4 * count];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) i;
      Arrays.fill(pixels, 4 * i, 4 * i + 4, (byte) i);
    }
    return new Examples(new int[] {1, 2, 2}, pixels, labels);
  }
}
