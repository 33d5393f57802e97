package io.espalier.step.worker;

import io.espalier.engine.Causes;
import io.espalier.engine.DivergedException;
import io.espalier.engine.ExecutorStartException;
import io.espalier.run.TaskFailure;
import io.espalier.step.FatalTaskException;
import io.espalier.step.SkipTaskException;
import io.espalier.step.StoppedException;
import io.espalier.step.waiting.Wait;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.IrreproducibleException;
import io.temporal.client.ActivityCompletionException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a try ended without success, as the walk distinguishes it. */
final class TaskFailedException extends RuntimeException {
  private static final int MAX_TEXT = 2_000;

  private final TaskFailure kind;
  private final Wait.@Nullable For waitsFor;

  TaskFailedException(TaskFailure kind, String message) {
    this(kind, message, null);
  }

  TaskFailedException(TaskFailure kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, waitsFor(kind, cause));
  }

  private TaskFailedException(
      TaskFailure kind, String message, @Nullable Throwable cause, Wait.@Nullable For waitsFor) {
    super(message.length() <= MAX_TEXT ? message : message.substring(0, MAX_TEXT) + " …", cause);
    this.kind = kind;
    this.waitsFor = waitsFor;
  }

  /** A failure of a kind that passes by itself, of which nothing is to be said meanwhile. */
  static TaskFailedException putOff(TaskFailure kind, String message) {
    return new TaskFailedException(kind, message, null, null);
  }

  /** A task that this worker lacks something for: another one may have it. Uses no try. */
  static TaskFailedException leftToOthers(String message) {
    return new TaskFailedException(TaskFailure.STEP_BUSY, message, null, Wait.For.WORKER);
  }

  TaskFailure kind() {
    return kind;
  }

  /** What is waited for after this failure, null where it is not one that passes by itself. */
  Wait.@Nullable For waitsFor() {
    return waitsFor;
  }

  private static Wait.@Nullable For waitsFor(TaskFailure kind, @Nullable Throwable cause) {
    return switch (kind) {
      case STEP_BUSY, CLAIM_LOST -> Wait.For.STEP;
      case UNAVAILABLE -> cause == null ? Wait.For.STORE : ofStore(cause);
      case FAILED, FATAL, STOPPED, SKIPPED -> null;
    };
  }

  private static Wait.For ofStore(Throwable thrown) {
    return causes(thrown).stream()
        .filter(StoreUnavailableException.class::isInstance)
        .map(cause -> Wait.For.store((StoreUnavailableException) cause))
        .filter(what -> what != Wait.For.STORE)
        .findFirst()
        .orElse(Wait.For.STORE);
  }

  /** Never null: every failure says something. */
  String text() {
    return Objects.requireNonNullElse(getMessage(), kind.name());
  }

  /**
   * What an exception means. The first of its causes that means something counts: operators may
   * wrap what the context threw at them.
   */
  static TaskFailedException of(Throwable thrown) {
    for (Throwable cause : causes(thrown)) {
      if (cause instanceof TaskFailedException known) {
        return known;
      }
      TaskFailure kind = kind(cause);
      if (kind != null) {
        return new TaskFailedException(kind, String.valueOf(cause.getMessage()), thrown);
      }
    }
    return new TaskFailedException(TaskFailure.FAILED, Causes.chain(thrown), thrown);
  }

  /** An exception and its causes, whose chain may be a ring. */
  private static Set<Throwable> causes(Throwable thrown) {
    Set<Throwable> seen = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      // Adding is all.
    }
    return seen;
  }

  private static @Nullable TaskFailure kind(Throwable cause) {
    if (cause instanceof StoppedException
        || cause instanceof InterruptedException
        || cause instanceof InterruptedIOException
        || cause instanceof ClosedByInterruptException
        || cause instanceof ActivityCompletionException) {
      return TaskFailure.STOPPED;
    }
    if (cause instanceof SkipTaskException) {
      return TaskFailure.SKIPPED;
    }
    if (cause instanceof ClaimLostException) {
      return TaskFailure.CLAIM_LOST;
    }
    if (cause instanceof StoreUnavailableException || cause instanceof StoreBusyException) {
      return TaskFailure.UNAVAILABLE;
    }
    if (cause instanceof FatalTaskException
        || cause instanceof DivergedException
        || cause instanceof ExecutorStartException
        || cause instanceof IrreproducibleException
        || cause instanceof AlteredException
        || cause instanceof CorruptArtifactException) {
      return TaskFailure.FATAL;
    }
    return null;
  }
}
