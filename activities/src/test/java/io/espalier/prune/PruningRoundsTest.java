package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Train, score, prune and rewind in turn: what has to hold over rounds, whatever the optimizer. */
class PruningRoundsTest {
  private static final List<String> NONE = List.of();
  private final byte[] theta0 = TinyRounds.bytes(TinyRounds.initialWeights());

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum", "nesterov", "adam"})
  void roundsAreNestedExactAndRewoundToTheFirstBit(String optimizer) {
    Mask mask = TinyRounds.dense(NONE);
    byte[] trained = train(theta0, mask, optimizer);
    // 96 weights, a fifth of what remains: 19, 15, 12, 10 (HALF_EVEN of 19.2, 15.4, 12.4, 10.0).
    long[] kept = {77, 62, 50, 40};
    for (int round = 1; round <= 4; round++) {
      byte[] pruned = TinyRounds.prune(trained, TinyRounds.bytes(mask), 0.2, NONE);
      Mask next = MaskFiles.read(pruned);
      assertThat(next.keptCount()).isEqualTo(kept[round - 1]);
      assertThat(next.isWithin(mask)).isTrue();
      mask = next;

      byte[] start = TinyRounds.rewind(theta0, pruned);
      assertThat(changedWhereKept(theta0, start, mask)).isZero();
      assertPrunedAreZero(start, mask);

      trained = train(start, mask, optimizer);
      assertPrunedAreZero(trained, mask);
      assertThat(changedWhereKept(start, trained, mask)).isEqualTo(mask.keptCount());
    }
    assertThat(theta0).isEqualTo(TinyRounds.bytes(TinyRounds.initialWeights()));
  }

  @Test
  void survivingNegativeWeightsMove() {
    // A mask made by `w < ε` takes every negative weight for a pruned one and freezes it.
    byte[] mask = TinyRounds.prune(theta0, TinyRounds.bytes(TinyRounds.dense(NONE)), 0.5, NONE);
    byte[] start = TinyRounds.rewind(theta0, mask);
    byte[] trained = train(start, MaskFiles.read(mask), "adam");

    int negative = 0;
    boolean[] kept = MaskFiles.read(mask).flags("fc1.weight");
    float[] before = data(start, "fc1.weight");
    float[] after = data(trained, "fc1.weight");
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] && before[i] < 0) {
        negative++;
        assertThat(after[i]).as("weight %d", i).isNotEqualTo(before[i]);
      }
    }
    assertThat(negative).isGreaterThan(5);
  }

  @Test
  void ignoredLayersStayDenseAndTrain() {
    List<String> ignore = List.of("fc2");
    Mask mask = TinyRounds.dense(ignore);
    byte[] trained = train(theta0, mask, "adam");
    for (int round = 1; round <= 3; round++) {
      mask = MaskFiles.read(TinyRounds.prune(trained, TinyRounds.bytes(mask), 0.5, ignore));
      trained = train(TinyRounds.rewind(theta0, TinyRounds.bytes(mask)), mask, "adam");
    }

    assertThat(mask.names()).containsExactly("fc1.weight");
    // Half of 72, three times: the 24 weights of fc2 are not in the fraction.
    assertThat(mask.keptCount()).isEqualTo(9);
    assertThat(data(trained, "fc2.weight")).doesNotContain(0f);
  }

  @Test
  void rewindingToKIsPretrainingKIterations() {
    byte[] dense = TinyRounds.bytes(TinyRounds.dense(NONE));
    byte[] thetaK = TinyRounds.train(theta0, dense, "sgd", 0, 20);
    byte[] whole = TinyRounds.train(theta0, dense, "sgd", 0, TinyRounds.UNTIL);

    byte[] rewound = TinyRounds.rewind(thetaK, dense);

    assertThat(rewound).isEqualTo(thetaK);
    // Plain SGD has no state, so the rest of the schedule leads to the same weights.
    assertThat(TinyRounds.train(rewound, dense, "sgd", 20, TinyRounds.UNTIL)).isEqualTo(whole);
    byte[] mask = TinyRounds.prune(whole, dense, 0.5, NONE);
    assertThat(changedWhereKept(thetaK, TinyRounds.rewind(thetaK, mask), MaskFiles.read(mask)))
        .isZero();
  }

  @Test
  void sameSeedGivesTheSameBytesInEveryRound() {
    Mask dense = TinyRounds.dense(NONE);
    byte[] once =
        TinyRounds.prune(train(theta0, dense, "adam"), TinyRounds.bytes(dense), 0.3, NONE);
    byte[] again =
        TinyRounds.prune(train(theta0, dense, "adam"), TinyRounds.bytes(dense), 0.3, NONE);

    assertThat(again).isEqualTo(once);
  }

  private static byte[] train(byte[] weights, Mask mask, String optimizer) {
    return TinyRounds.train(weights, TinyRounds.bytes(mask), optimizer, 0, TinyRounds.UNTIL);
  }

  private static long changedWhereKept(byte[] before, byte[] after, Mask mask) {
    SortedMap<String, Tensor> one = Safetensors.read(before);
    SortedMap<String, Tensor> other = Safetensors.read(after);
    long changed = 0;
    for (String name : mask.names()) {
      boolean[] kept = mask.flags(name);
      for (int i = 0; i < kept.length; i++) {
        changed +=
            kept[i]
                    && Float.floatToRawIntBits(Tensors.get(one, name).data()[i])
                        != Float.floatToRawIntBits(Tensors.get(other, name).data()[i])
                ? 1
                : 0;
      }
    }
    return changed;
  }

  private static void assertPrunedAreZero(byte[] weights, Mask mask) {
    for (String name : mask.names()) {
      float[] data = data(weights, name);
      for (int i = 0; i < data.length; i++) {
        if (!mask.flags(name)[i]) {
          assertThat(Float.floatToRawIntBits(data[i])).as("%s[%d]", name, i).isZero();
        }
      }
    }
  }

  private static float[] data(byte[] weights, String name) {
    return Tensors.get(Safetensors.read(weights), name).data();
  }
}
