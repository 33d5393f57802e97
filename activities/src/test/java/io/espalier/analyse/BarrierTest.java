package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BarrierTest {
  private static SortedMap<String, Tensor> tensors(float... values) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    tensors.put("w", new Tensor(new int[] {values.length}, values));
    return tensors;
  }

  @Test
  void whereNothingChangesThereIsNoBarrier() {
    double[] same = {0.25, 0.25, 0.25, 0.25};

    assertThat(Barrier.of(same, same)).isEqualTo(new Barrier(0, 0));
  }

  @Test
  void aConvexLossHasNoneAboveZero() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int tried = 0; tried < 100; tried++) {
      double curvature = random.nextDouble();
      double bottom = random.nextDouble() * 3 - 1;
      double[] losses = new double[11];
      for (int i = 0; i <= 10; i++) {
        losses[i] = curvature * (i / 10.0 - bottom) * (i / 10.0 - bottom);
      }
      assertThat(Barrier.of(losses, losses).loss()).as("seed %s", seed).isLessThanOrEqualTo(1e-15);
    }
  }

  @Test
  void aHillIsAsHighAsItRisesOverItsEnds() {
    Barrier barrier =
        Barrier.of(new double[] {1, 4, 6, 3, 2}, new double[] {0.1, 0.5, 0.9, 0.4, 0.3});

    // The straight line is at 1.5 in the middle; the ends' mean error is 0.2.
    assertThat(barrier.loss()).isEqualTo(4.5);
    assertThat(barrier.error()).isCloseTo(0.7, within(1e-15));
    assertThatThrownBy(() -> Barrier.of(new double[2], new double[2]))
        .hasMessageContaining("expected: as many, >= 3");
  }

  @Test
  void theEndsOfALineAreTheNetworksThemselves() {
    float[] a = {0.1f, -0.0f, 3e38f, 0.7f};
    float[] b = {-7f, 5f, -3e38f, 0.7f};
    Line line = new Line(tensors(a), tensors(b));

    assertThat(line.at(0)).isEqualTo(tensors(a));
    assertThat(line.at(1)).isEqualTo(tensors(b));
    assertThat(line.at(0.5)).isEqualTo(tensors(-3.45f, 2.5f, 0f, 0.7f));
    // What both share stays, whatever rounding would make of it.
    assertThat(Tensors.get(line.at(0.1), "w").data()[3]).isEqualTo(0.7f);
    assertThatThrownBy(() -> new Line(tensors(1), tensors(1, 2)))
        .hasMessageContaining("tensor w has two shapes");
  }
}
