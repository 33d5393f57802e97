package io.espalier.run;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a try ended.
 *
 * @param taskId the task
 * @param kind what it means for the task
 * @param text for people
 * @param returnValue the result as JSON, null unless it succeeded
 */
record Ending(String taskId, Kind kind, String text, @Nullable String returnValue) {
  /** What a try's end means. */
  enum Kind {
    SUCCEEDED,
    SKIPPED,
    /** Uses a try. */
    FAILED,
    /** Fails the task whatever tries are left. */
    FATAL,
    /** The worker or its claim is gone. */
    LOST,
    /** Another worker has the step. */
    BUSY,
    /** Disk, database or bucket is not there. */
    UNAVAILABLE,
    /** It was asked to stop while it ran, and did. */
    STOPPED,
    /** It was cancelled before any worker had it. */
    NOT_STARTED
  }

  private static final int MAX_TEXT = 4000;

  static Ending of(String taskId, @Nullable TaskResult result, @Nullable Exception failure) {
    if (failure != null) {
      return of(taskId, failure);
    }
    String value = result == null ? "null" : result.returnValue();
    return new Ending(taskId, Kind.SUCCEEDED, "", value);
  }

  private static Ending of(String taskId, Exception failure) {
    Throwable cause =
        failure instanceof ActivityFailure && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ApplicationFailure application) {
      return new Ending(taskId, kind(application), text(application), null);
    }
    if (cause instanceof TimeoutFailure timeout) {
      boolean tooLong = timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE;
      return tooLong
          ? new Ending(taskId, Kind.FAILED, "execution_timeout: the try took longer", null)
          : new Ending(taskId, Kind.LOST, "the worker gave no sign of life", null);
    }
    if (cause instanceof CanceledFailure) {
      return new Ending(taskId, Kind.NOT_STARTED, "", null);
    }
    return new Ending(taskId, Kind.FAILED, cut(String.valueOf(cause)), null);
  }

  private static Kind kind(ApplicationFailure failure) {
    for (TaskFailure known : TaskFailure.values()) {
      if (known.name().equals(failure.getType())) {
        return kind(known);
      }
    }
    if (RejectedExecutionException.class.getName().equals(failure.getType())) {
      // Temporal's own: the task came to a worker that was shutting down, and was not begun
      return Kind.STOPPED;
    }
    return failure.isNonRetryable() ? Kind.FATAL : Kind.FAILED;
  }

  private static Kind kind(TaskFailure failure) {
    return switch (failure) {
      case FAILED -> Kind.FAILED;
      case FATAL -> Kind.FATAL;
      case STEP_BUSY -> Kind.BUSY;
      case CLAIM_LOST -> Kind.LOST;
      case UNAVAILABLE -> Kind.UNAVAILABLE;
      case STOPPED -> Kind.STOPPED;
      case SKIPPED -> Kind.SKIPPED;
    };
  }

  private static String text(ApplicationFailure failure) {
    String message = failure.getOriginalMessage();
    return message == null || message.isBlank() ? failure.getType() : cut(message);
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
