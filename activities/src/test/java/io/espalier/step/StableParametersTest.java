package io.espalier.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.SplitOperator;
import io.espalier.operator.SplitParameters;
import org.junit.jupiter.api.Test;

/**
 * What goes into the keys of the first release's steps. Settings that came later and are left out
 * must leave it as it was, or everything that was computed before would be computed again.
 */
final class StableParametersTest {
  @Test
  void aPlainSplitHasTheKeyMaterialThatItAlwaysHad() {
    assertThat(Parameters.changed(new SplitOperator(), new SplitParameters("mnist", 5000)))
        .hasToString("{\"data\":\"mnist\",\"validation\":5000}");
  }
}
