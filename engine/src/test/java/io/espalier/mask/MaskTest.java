package io.espalier.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MaskTest {
  @Test
  void denseMaskKeepsEveryWeightAndNoBias() {
    Mask mask = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of());

    assertThat(mask.names()).containsExactly("fc1.weight", "fc2.weight", "fc3.weight");
    assertThat(mask.keptCount()).isEqualTo(266_200);
    assertThat(mask.prunableCount()).isEqualTo(266_200);
    assertThat(mask.shape("fc1.weight")).containsExactly(300, 784);
  }

  @Test
  void ignoredLayersHaveNoEntryAndAreNotCounted() {
    Mask mask = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of("fc3"));

    assertThat(mask.of("fc3.weight")).isNull();
    assertThat(mask.prunableCount()).isEqualTo(265_200);
  }

  @Test
  void outputLayerHasNoEntryAtFilterGranularity() {
    assertThat(Mask.dense(Masks.lenet300(), Granularity.FILTER, List.of()).names())
        .containsExactly("fc1.weight", "fc2.weight");
  }

  @Test
  void unknownIgnoredLayerIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(
            () -> Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of("fc3.weight")))
        .hasMessage("ignore: fc3.weight (expected one of: [fc1, fc2, fc3])");
  }

  @Test
  void ignoringEverythingIsRefused() {
    assertThatThrownBy(
            () -> Mask.dense(Masks.lenet300(), Granularity.FILTER, List.of("fc2", "fc1")))
        .hasMessageContaining("ignore: [fc1, fc2] leaves no layer");
  }

  @Test
  void flagsThatDoNotFillTheirShapeAreRefused() {
    assertThatThrownBy(
            () -> new Mask(Map.of("w", new int[] {2, 2}), Map.of("w", new boolean[] {true})))
        .hasMessage("mask: w has 1 flags (expected: 4)");
  }

  @Test
  void applyingSelectsAndStoresPositiveZero() {
    Tensor weights = new Tensor(new int[] {1, 5}, new float[] {-0f, Float.NaN, -2, -0f, Float.NaN});

    Masks.of("..xxx").applyTo(new TreeMap<>(Map.of("fc1.weight", weights)));

    assertThat(Float.floatToRawIntBits(weights.data()[0])).isZero();
    assertThat(Float.floatToRawIntBits(weights.data()[1])).isZero();
    assertThat(weights.data()[2]).isEqualTo(-2f);
    assertThat(Float.floatToRawIntBits(weights.data()[3])).isEqualTo(Integer.MIN_VALUE);
    assertThat(weights.data()[4]).isNaN();
  }

  @Test
  void applyingToWeightsOfAnotherShapeIsRefused() {
    assertThatThrownBy(() -> Masks.of("xx").applyTo(Map.of("fc1.weight", Tensor.zeros(1, 3))))
        .hasMessageContaining("fc1.weight");
  }

  @Test
  void nestednessIsPerWeight() {
    assertThat(Masks.of("x..x").isWithin(Masks.of("xx.x"))).isTrue();
    assertThat(Masks.of("x.x.").isWithin(Masks.of("xx.x"))).isFalse();
    assertThat(Masks.of("xx").isWithin(Masks.of("xxx"))).isFalse();
  }

  @Test
  void collapsedTensorsAreNamed() {
    Mask mask =
        Masks.of(
            Map.of("a", new int[] {2}, "b", new int[] {1}, "c", new int[] {3}),
            Map.of("a", "..", "b", "x", "c", "..."));

    assertThat(mask.collapsed()).containsExactly("a", "c");
    assertThat(mask.keptByTensor())
        .containsExactly(Map.entry("a", 0L), Map.entry("b", 1L), Map.entry("c", 0L));
  }

  @Test
  void masksOfEqualFlagsAndShapesAreEqual() {
    assertThat(Masks.of("x.")).isEqualTo(Masks.of("x.")).hasSameHashCodeAs(Masks.of("x."));
    assertThat(Masks.of("x.")).isNotEqualTo(Masks.of(".x"));
    assertThat(Masks.of("x."))
        .isNotEqualTo(Masks.of(Map.of("fc1.weight", new int[] {2, 1}), Map.of("fc1.weight", "x.")));
  }
}
