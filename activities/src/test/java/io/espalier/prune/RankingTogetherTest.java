package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.prune.scope.LayerScope;
import io.espalier.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Filters of {@code a} and {@code b} that go together, beside {@code c}; two weights each. */
class RankingTogetherTest {
  private static final Map<String, int[]> SHAPES =
      Map.of("a", new int[] {4, 2}, "b", new int[] {4, 2}, "c", new int[] {2, 2});
  private static final Mask DENSE =
      Masks.of(SHAPES, Map.of("a", "xxxxxxxx", "b", "xxxxxxxx", "c", "xxxx"));
  private static final List<List<String>> GROUPS = List.of(List.of("a", "b"), List.of("c"));

  @Test
  void theMeanOfTheScoresDecidesAndAllOfAGroupGo() {
    // Means 5, 4.5, 2, 4: a alone would lose its second filter, b its first.
    SortedMap<String, Tensor> scores =
        scores(new float[] {9, 1, 2, 3}, new float[] {1, 8, 2, 5}, new float[] {1, 9});

    assertThat(Ranking.prune(DENSE, scores, rule(new LayerScope(), "0.25", Map.of()), GROUPS))
        .isEqualTo(Masks.of(SHAPES, Map.of("a", "xxxx..xx", "b", "xxxx..xx", "c", "xxxx")));
  }

  @Test
  void underScopeGlobalAGroupIsOnePieceAmongTheOthers() {
    SortedMap<String, Tensor> scores =
        scores(new float[] {9, 1, 2, 3}, new float[] {1, 8, 2, 5}, new float[] {1, 9});

    // Six pieces: two go, the first of c and the third of a and b.
    assertThat(Ranking.prune(DENSE, scores, rule(new GlobalScope(), "0.34", Map.of()), GROUPS))
        .isEqualTo(Masks.of(SHAPES, Map.of("a", "xxxx..xx", "b", "xxxx..xx", "c", "..xx")));
  }

  @Test
  void whatATensorHasLostAlreadyHasNoSay() {
    Mask mask = Masks.of(SHAPES, Map.of("a", "..xxxxxx", "b", "xxxxxxxx", "c", "xxxx"));
    SortedMap<String, Tensor> scores =
        scores(new float[] {Float.NaN, 9, 9, 9}, new float[] {8, 8, 8, 6}, new float[] {9, 9});

    assertThat(Ranking.prune(mask, scores, rule(new LayerScope(), "0.25", Map.of()), GROUPS))
        .isEqualTo(Masks.of(SHAPES, Map.of("a", "..xxxx..", "b", "xxxxxx..", "c", "xxxx")));
  }

  @Test
  void aGroupWithAnIgnoredLayerStays() {
    Map<String, int[]> shapes = Map.of("a", new int[] {4, 2}, "c", new int[] {2, 2});
    Mask mask = Masks.of(shapes, Map.of("a", "xxxxxxxx", "c", "xxxx"));
    SortedMap<String, Tensor> scores =
        scores(new float[] {1, 1, 1, 1}, new float[4], new float[] {9, 8});
    scores.remove("b");

    assertThat(Ranking.prune(mask, scores, rule(new LayerScope(), "0.5", Map.of()), GROUPS))
        .isEqualTo(Masks.of(shapes, Map.of("a", "xxxxxxxx", "c", "xx..")));
    assertThatThrownBy(
            () ->
                Ranking.prune(
                    mask,
                    scores,
                    rule(new LayerScope(), "0.5", Map.of()),
                    List.of(List.of("a", "b"), List.of("c", "d"))))
        .hasMessageContaining("no filters that can go")
        .hasMessageContaining("[[a, b], [c, d]]");
  }

  @Test
  void oneGroupHasOneFraction() {
    SortedMap<String, Tensor> scores = scores(new float[4], new float[4], new float[2]);
    BigDecimal half = new BigDecimal("0.5");

    assertThatThrownBy(
            () ->
                Ranking.prune(
                    DENSE, scores, rule(new LayerScope(), "0.25", Map.of("b", half)), GROUPS))
        .hasMessageContaining("fractions: another for b than for a")
        .hasMessageContaining("can only be taken out together");
    assertThat(
            Ranking.prune(
                    DENSE,
                    scores,
                    rule(new LayerScope(), "0.25", Map.of("a", half, "b", half)),
                    GROUPS)
                .keptByTensor())
        .containsEntry("a", 4L)
        .containsEntry("b", 4L);
  }

  private static PruneRule rule(Scope scope, String fraction, Map<String, BigDecimal> fractions) {
    return new PruneRule(Granularity.FILTER, scope, new BigDecimal(fraction), fractions, null);
  }

  private static SortedMap<String, Tensor> scores(float[] a, float[] b, float[] c) {
    return new TreeMap<>(
        Map.of(
            "a", new Tensor(new int[] {4}, a),
            "b", new Tensor(new int[] {4}, b),
            "c", new Tensor(new int[] {2}, c)));
  }
}
