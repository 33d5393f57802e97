package io.espalier.step.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.run.TaskFailure;
import io.espalier.step.FatalTaskException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long an operator may run. */
class ExecutionTimeoutTest {
  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir Path home;

  private PulseBed bed;
  private Pulse pulse;

  @BeforeEach
  void open() {
    bed = new PulseBed(home);
    pulse = bed.pulse;
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void whatIsInTimeGivesItsResultOrItsOwnException() throws Exception {
    ExecutionTimeout timeout = new ExecutionTimeout(1e6, pulse);
    assertThat(timeout.run(() -> 7)).isEqualTo(7);
    assertThatThrownBy(
            () ->
                timeout.run(
                    () -> {
                      throw new FatalTaskException("no");
                    }))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage("no");
    assertThat(pulse.asked().request()).isEqualTo(Pulse.Request.NONE);
  }

  @Test
  void anOperatorThatBlocksIsInterruptedAndItsTryHasFailed() {
    CountDownLatch interrupted = new CountDownLatch(1);
    ExecutionTimeout timeout = new ExecutionTimeout(0.01, pulse, GRACE);
    assertThatThrownBy(
            () ->
                timeout.run(
                    () -> {
                      try {
                        return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                    }))
        .isInstanceOfSatisfying(
            TaskFailedException.class, e -> assertThat(e.kind()).isEqualTo(TaskFailure.FAILED))
        .hasMessage("execution_timeout: the operator ran for longer than 0.01 s");
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void anOperatorThatComputesIsAskedToStop() {
    ExecutionTimeout timeout = new ExecutionTimeout(0.01, pulse, GRACE);
    assertThatThrownBy(
            () ->
                timeout.run(
                    () -> {
                      while (true) {
                        pulse.requireWanted();
                      }
                    }))
        .hasMessageStartingWith("execution_timeout: ");
  }

  @Test
  void anOperatorThatHeedsNothingIsLeftBehind() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    ExecutionTimeout timeout = new ExecutionTimeout(0.01, pulse, Duration.ofMillis(1));
    assertThatThrownBy(
            () ->
                timeout.run(
                    () -> {
                      while (go.getCount() > 0) {
                        LockSupport.parkNanos(1_000_000);
                      }
                      gone.countDown();
                      return 7;
                    }))
        .hasMessageStartingWith("execution_timeout: ");
    go.countDown();
    assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theClockStandsStillWhileAnotherTasksWorkIsDone() throws Exception {
    ExecutionTimeout timeout = new ExecutionTimeout(0.2, pulse, GRACE);
    CountDownLatch never = new CountDownLatch(1);
    assertThat(
            timeout.run(
                () -> {
                  timeout.spare(
                      () -> {
                        try {
                          assertThat(never.await(600, TimeUnit.MILLISECONDS)).isFalse();
                        } catch (InterruptedException e) {
                          throw new AssertionError("it was not in time", e);
                        }
                      });
                  return 7;
                }))
        .isEqualTo(7);
  }
}
