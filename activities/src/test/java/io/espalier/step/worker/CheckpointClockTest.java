package io.espalier.step.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CheckpointClockTest {
  private final AtomicLong now = new AtomicLong();
  private final CheckpointClock clock = new CheckpointClock(Duration.ofSeconds(10), now::get);

  private void pass(double seconds) {
    now.addAndGet((long) (seconds * 1e9));
  }

  @Test
  void cheapCheckpointsAreDueByTime() {
    pass(9.9);
    assertThat(clock.due()).isFalse();
    pass(0.1);
    assertThat(clock.due()).isTrue();
    pass(0.01);
    clock.made();
    pass(9.9);
    assertThat(clock.due()).isFalse();
    pass(0.1);
    assertThat(clock.due()).isTrue();
  }

  @Test
  void expensiveCheckpointsTakeATwentiethOfTheTime() {
    pass(10);
    assertThat(clock.due()).isTrue();
    pass(2);
    clock.made();
    pass(39);
    assertThat(clock.due()).isFalse();
    pass(1);
    assertThat(clock.due()).isTrue();
    pass(0.1);
    clock.made();
    pass(10);
    assertThat(clock.due()).as("the next one was cheap").isTrue();
  }

  @Test
  void aQuestionThatLeadsToNoCheckpointCostsNothing() {
    pass(5);
    assertThat(clock.due()).isFalse();
    pass(5);
    assertThat(clock.due()).isTrue();
    clock.made();
    pass(10);
    assertThat(clock.due()).isTrue();
  }
}
