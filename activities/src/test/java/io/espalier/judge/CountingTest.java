package io.espalier.judge;

import static io.espalier.operator.judge.Verdict.Outcome.HOLDS;
import static io.espalier.operator.judge.Verdict.Outcome.REFUTED;
import static io.espalier.operator.judge.Verdict.Outcome.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountingTest {
  @Test
  void enoughPartsLetTheWholeHoldAndTooFewThatMightRefuteIt() {
    assertThat(Counting.outcome(List.of(HOLDS, HOLDS), 2)).isEqualTo(HOLDS);
    assertThat(Counting.outcome(List.of(HOLDS, UNDECIDED), 2)).isEqualTo(UNDECIDED);
    assertThat(Counting.outcome(List.of(UNDECIDED, REFUTED), 2)).isEqualTo(REFUTED);
    assertThat(Counting.outcome(List.of(REFUTED, HOLDS), 1)).isEqualTo(HOLDS);
    assertThat(Counting.outcome(List.of(REFUTED, UNDECIDED), 1)).isEqualTo(UNDECIDED);
    assertThat(Counting.outcome(List.of(REFUTED, REFUTED), 1)).isEqualTo(REFUTED);
    assertThat(Counting.outcome(List.of(HOLDS, HOLDS, REFUTED, UNDECIDED), 3)).isEqualTo(UNDECIDED);
    assertThat(Counting.outcome(List.of(HOLDS, REFUTED, REFUTED, UNDECIDED), 3)).isEqualTo(REFUTED);
  }

  @Test
  void severalTestsCountAsPartialConjunctions() {
    List<Double> ps = List.of(0.03, 0.01, 0.2);
    assertThat(Counting.p(ps, 3)).as("all: the largest").isEqualTo(0.2);
    assertThat(Counting.p(ps, 1))
        .as("any: three times the smallest")
        .isEqualTo(0.03, within(1e-15));
    assertThat(Counting.p(ps, 2)).as("two: twice the second").isEqualTo(0.06, within(1e-15));
    assertThat(Counting.p(Arrays.asList(0.01, null), 2)).isNull();
  }

  /** As {@code multipletests(method="holm")} of statsmodels, and R's {@code p.adjust}. */
  @Test
  void holmStepsDownFromTheSmallest() {
    Double[] adjusted = Counting.holm(Arrays.asList(0.01, 0.04, null, 0.03, 0.005));
    assertThat(adjusted[0]).isEqualTo(0.03, within(1e-15));
    assertThat(adjusted[1]).isEqualTo(0.06, within(1e-15));
    assertThat(adjusted[2]).isNull();
    assertThat(adjusted[3]).isEqualTo(0.06, within(1e-15));
    assertThat(adjusted[4]).isEqualTo(0.02, within(1e-15));
    assertThat(Counting.holm(List.of(0.6, 0.7))).containsExactly(1.0, 1.0);
  }
}
