package io.espalier.analyse.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.RandomStream;
import io.espalier.random.RandomSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnrichmentTest {
  private static final RandomSource RANDOM =
      RandomSource.of(new RandomStream("permutation", 1, List.of()));

  private static Enrichment of(double[] scores, boolean[] marked, int[] stratum, int strata) {
    return Enrichment.of(scores, marked, stratum, strata, 999, RANDOM);
  }

  @Test
  void theAreaCountsPairsAndHalfOfTies() {
    Random random = new Random(4);
    double[] scores = new double[60];
    boolean[] marked = new boolean[60];
    int[] stratum = new int[60];
    for (int i = 0; i < 60; i++) {
      scores[i] = random.nextInt(12) / 10.0;
      marked[i] = random.nextInt(4) == 0;
      stratum[i] = random.nextInt(3);
    }
    for (int strata : new int[] {1, 3}) {
      double wins = 0;
      double pairs = 0;
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          if (marked[i] && !marked[j] && (strata == 1 || stratum[i] == stratum[j])) {
            pairs++;
            wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          }
        }
      }
      int[] by = strata == 1 ? new int[60] : stratum;
      assertThat(of(scores, marked, by, strata).auc()).isCloseTo(wins / pairs, within(1e-12));
    }
  }

  /** Three of six marked: of the 20 equally likely markings one has this area, so p is near .05. */
  @Test
  void thePermutationTestFindsTheExactProbability() {
    double[] scores = {1, 2, 3, 4, 5, 6};
    boolean[] marked = {false, false, false, true, true, true};
    Enrichment found = Enrichment.of(scores, marked, new int[6], 1, 20_000, RANDOM);
    assertThat(found.auc()).isEqualTo(1);
    assertThat(found.p()).isCloseTo(0.05, within(0.005));
    assertThat(Enrichment.of(scores, marked, new int[6], 1, 20_000, RANDOM)).isEqualTo(found);
  }

  /** Marks that follow the stratum alone, as mismatches may follow small margins alone. */
  @Test
  void whatTheStratumExplainsIsGoneWithinStrata() {
    double[] scores = new double[400];
    boolean[] marked = new boolean[400];
    int[] stratum = new int[400];
    Random random = new Random(8);
    for (int i = 0; i < 400; i++) {
      stratum[i] = i % 2;
      scores[i] = stratum[i] + random.nextDouble();
      marked[i] = random.nextDouble() < (stratum[i] == 1 ? 0.5 : 0.05);
    }
    Enrichment plain = of(scores, marked, new int[400], 1);
    Enrichment within = of(scores, marked, stratum, 2);
    assertThat(plain.auc()).isGreaterThan(0.7);
    assertThat(plain.p()).isLessThan(0.01);
    assertThat(within.auc()).isBetween(0.4, 0.6);
    assertThat(within.p()).isGreaterThan(0.05);
  }

  @Test
  void examplesWithoutAScoreTakeNoPartAndWithoutPairsThereIsNoArea() {
    double[] scores = {Double.NaN, 0.2, 0.9};
    Enrichment found = of(scores, new boolean[] {true, false, true}, new int[3], 1);
    assertThat(found.auc()).isEqualTo(1);
    assertThat(found.marked()).isEqualTo(1);
    assertThat(of(scores, new boolean[3], new int[3], 1).auc()).isNaN();
  }
}
