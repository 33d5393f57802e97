package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainCheckpointTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 65_535, 16_777_217, Long.MAX_VALUE, Long.MIN_VALUE})
  void wholeNumbersSurviveAsFloats(long value) {
    assertThat(Counters.decode(Counters.encode(value, 3))).containsExactly(value, 3);
  }
}
