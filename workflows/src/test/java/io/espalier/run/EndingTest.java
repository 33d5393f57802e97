package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.Ending.Kind;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What the end of a try means, by the failure that Temporal reports. */
class EndingTest {
  @Test
  void everyNamedFailureHasItsMeaning() {
    assertThat(kind(failure("FAILED"))).isEqualTo(Kind.FAILED);
    assertThat(kind(failure("FATAL"))).isEqualTo(Kind.FATAL);
    assertThat(kind(failure("STEP_BUSY"))).isEqualTo(Kind.BUSY);
    assertThat(kind(failure("CLAIM_LOST"))).isEqualTo(Kind.LOST);
    assertThat(kind(failure("UNAVAILABLE"))).isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(failure("STOPPED"))).isEqualTo(Kind.STOPPED);
    assertThat(kind(failure("SKIPPED"))).isEqualTo(Kind.SKIPPED);
    assertThat(kind(ApplicationFailure.newNonRetryableFailure("x", "STOPPED")))
        .as("Temporal's own flag does not count where the name says it")
        .isEqualTo(Kind.STOPPED);
  }

  @Test
  void anyOtherFailureUsesATryUnlessItIsNotRetryable() {
    assertThat(kind(failure("java.lang.ArithmeticException"))).isEqualTo(Kind.FAILED);
    assertThat(kind(ApplicationFailure.newNonRetryableFailure("x", "AnyType")))
        .isEqualTo(Kind.FATAL);
    assertThat(kind(new IllegalStateException("unreadable result"))).isEqualTo(Kind.FAILED);
  }

  @Test
  void aTaskThatCameToAWorkerInItsLastMomentWasNotBegun() {
    assertThat(kind(failure(RejectedExecutionException.class.getName()))).isEqualTo(Kind.STOPPED);
  }

  @Test
  void aMissingHeartbeatIsALostWorkerAndATimeoutIsNot() {
    assertThat(kind(timeout(TimeoutType.TIMEOUT_TYPE_HEARTBEAT))).isEqualTo(Kind.LOST);
    assertThat(kind(timeout(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE))).isEqualTo(Kind.FAILED);
    assertThat(kind(new CanceledFailure("cancelled"))).isEqualTo(Kind.NOT_STARTED);
  }

  @Test
  void textsAreCutAndNeverEmpty() {
    String text =
        Ending.of("t", null, ApplicationFailure.newFailure("x".repeat(100_000), "FAILED")).text();
    assertThat(text).hasSizeLessThan(5000).startsWith("xxx").endsWith("…");
    assertThat(Ending.of("t", null, ApplicationFailure.newFailure("", "FAILED")).text())
        .isEqualTo("FAILED");
  }

  @Test
  void aResultIsKeptAsItIs() {
    Ending ending = Ending.of("t", new TaskResult(true, "{\"a\":1}"), null);
    assertThat(ending).isEqualTo(new Ending("t", Kind.SUCCEEDED, "", "{\"a\":1}"));
  }

  private static Kind kind(RuntimeException failure) {
    return Ending.of("t", null, failure).kind();
  }

  private static ApplicationFailure failure(String type) {
    return ApplicationFailure.newFailure("it failed", type);
  }

  private static TimeoutFailure timeout(TimeoutType type) {
    return new TimeoutFailure("timeout", null, type);
  }
}
